"""Reading pages in tests."""

from __future__ import annotations

import re
from typing import Any


def text(response: Any) -> str:
    """What a reader sees, with single blanks."""
    return " ".join(re.sub("<[^>]+>", " ", response.content.decode()).split())
