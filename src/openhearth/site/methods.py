"""The method pages: docs/methods, one click away from every figure."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt

PACKAGED = Path(__file__).parent / "methods"
_BESIDE = re.compile(r"\]\(([a-z_]+)\.md")
"""A link to another method, as it stands in the files."""
_ALIGNED = re.compile(r' style="text-align:(\w+)"')
"""How numbers in a table are put to the right; the page allows no inline style."""
CHECKOUT = Path(__file__).parents[3] / "docs" / "methods"


def folder() -> Path:
    """In the installed package, or in the checkout it was installed from."""
    return PACKAGED if PACKAGED.is_dir() else CHECKOUT


@lru_cache
def titles() -> dict[str, str]:
    """Topic to title, by title."""
    found = {path.stem: path.read_text("utf-8").splitlines()[0].removeprefix("# ") for path in folder().glob("*.md")}
    return dict(sorted(found.items(), key=lambda item: item[1]))


@lru_cache
def page(topic: str) -> str:
    """The method as HTML; raw HTML in the text is shown, not obeyed."""
    text = (folder() / f"{topic}.md").read_text("utf-8")
    rendered: str = MarkdownIt("commonmark", {"html": False}).enable("table").render(_BESIDE.sub(r"](../\1/", text))
    return _ALIGNED.sub(r' class="\1"', rendered)
