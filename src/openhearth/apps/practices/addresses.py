"""Under which address a practice lives."""

from __future__ import annotations

import re

from django.utils.text import slugify

from openhearth.apps.practices.models import Practice
from openhearth.core.errors import Fault

RESERVED = frozenset({"practices", "searches", "terms", "propose", "mine", "desk", "import", "project"})
"""First words of the other addresses of the toolkit; no practice may take one."""

LONGEST = 60
"""Of an address made from a title, so that it can be read aloud."""

NAMELESS = "practice"
"""For a title without a letter that an address can carry, such as a Greek one."""


def free_code(title: str) -> str:
    """The address that a title asks for, with a number behind it where that one is taken."""
    wanted = slugify(title).replace("_", "-")
    wanted = re.sub("-+", "-", wanted[: LONGEST + 1].rpartition("-")[0] if len(wanted) > LONGEST else wanted).strip("-")
    wanted = wanted or NAMELESS
    taken = set(Practice.objects.filter(code__startswith=wanted).values_list("code", flat=True)) | RESERVED
    number, code = 1, wanted
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code


def code_faults(code: str, row: Practice | None = None) -> tuple[Fault, ...]:
    """Why a practice cannot have an address: it means another page, is taken, or the practice is public under its own."""
    faults = []
    if code in RESERVED:
        faults.append(Fault("reserved_code", code, {"field": "code", "found": code}))
    others = Practice.objects.exclude(pk=row.pk) if row else Practice.objects.all()
    if others.filter(code=code).exists():
        faults.append(Fault("code_taken", code, {"field": "code", "found": code}))
    if row and row.is_public and row.code != code:
        faults.append(Fault("code_fixed", code, {"field": "code", "found": code}))
    return tuple(faults)
