"""Reading pages in tests."""

from __future__ import annotations

import re
from typing import Any


def text(response: Any) -> str:
    """What a reader sees, with single blanks."""
    return " ".join(re.sub("<[^>]+>", " ", response.content.decode()).split())


def cells(row: str) -> list[str]:
    return [
        " ".join(re.sub("<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
    ]


def rows(page: str, start: str, end: str = "</table>") -> list[list[str]]:
    """The rows of the first table after ``start``, without its head."""
    table = page[page.index(start) :]
    return [cells(row) for row in re.findall(r"<tr>(.*?)</tr>", table[: table.index(end)], re.DOTALL) if "<td" in row]
