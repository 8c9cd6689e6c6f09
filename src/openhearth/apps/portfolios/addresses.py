"""Under which address a study lives."""

from __future__ import annotations

import re

from django.utils.text import slugify

from openhearth.apps.portfolios.models import Study

RESERVED = frozenset({"new", "template", "region"})
"""First words of the other addresses of the room; no study may take one."""

LONGEST = 60
NAMELESS = "study"
"""For a title without a letter that an address can carry."""


def free_code(title: str) -> str:
    """The address that a title asks for, with a number behind it where that one is taken."""
    wanted = re.sub("-+", "-", slugify(title).replace("_", "-")[:LONGEST]).strip("-") or NAMELESS
    taken = set(Study.objects.filter(code__startswith=wanted).values_list("code", flat=True)) | RESERVED
    number, code = 1, wanted
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code
