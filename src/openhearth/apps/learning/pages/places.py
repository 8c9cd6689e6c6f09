"""Where the parts of homework, groups, reviews and learnings are shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from openhearth.core.programme import terms
from openhearth.core.programme.chain import Record


def address_of(code: str, kind: str, part: Any) -> str:
    """The page of a part, or the place on a page where it stands."""
    if kind == "submission":
        return reverse("learning:submission", args=[code, part.homework, part.partner])
    if kind in ("member", "group_meeting"):
        return reverse("learning:group", args=[code, part.partner])
    if kind == "comment":
        return reverse("learning:comments", args=[code, part.meeting])
    if kind == "change":
        return reverse("learning:instrument", args=[code, part.instrument]) + f"#change-{part.key}"
    if kind in ("recommendation", "learning", "instrument"):
        return reverse(f"learning:{kind}", args=[code, part.key])
    room = {"homework": "homework", "baseline": "baselines", "candidate": "selection"}[kind]
    return reverse(f"learning:{room}", args=[code]) + f"#{kind}-{part.key}"


@dataclass(frozen=True, slots=True)
class Places:
    """The pages of the records of a programme's chain. ``query`` keeps the reader in the same state of it."""

    programme: terms.Programme
    query: str = ""

    def of(self, record: Record) -> str:
        """The page of a record."""
        code = self.programme.code
        if record.kind == "practice":
            return reverse("practices:detail", args=[record.key])
        if record.kind in ("action", "indicator"):
            plan, _colon, key = record.key.partition(":")
            return reverse(f"pathways:{record.kind}", args=[plan, key])
        if record.kind == "change":
            held = next(one.instrument for one in self.programme.changes if one.key == record.key)
            return reverse("learning:instrument", args=[code, held]) + self.query + f"#change-{record.key}"
        return reverse(f"learning:{record.kind}", args=[code, record.key]) + self.query
