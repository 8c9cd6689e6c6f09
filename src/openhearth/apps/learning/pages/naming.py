"""What the values of parts are called: names in the place of keys, words in the place of codes, days and money as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from openhearth.apps.accounts.rules import Person
from openhearth.apps.learning import offers, wording, words
from openhearth.apps.learning.asked import asked_of
from openhearth.apps.learning.selectors.learnings import practice_titles, readable_plans, titles_in
from openhearth.apps.learning.selectors.programmes import title_of
from openhearth.apps.pathways.sentences import day, euro, figure
from openhearth.apps.regions.selectors import countries
from openhearth.core.programme.chain import Record
from openhearth.core.programme.exchange_terms import WHOLE
from openhearth.core.programme.terms import Semester

NONE = "\N{EN DASH}"
TIME = len("2027-03-01")

NAMED: Mapping[str, str] = {
    **dict.fromkeys(("partner", "partners", "host", "guest", "to", "by"), "partner"),
    "meeting": "meeting",
    "semester": "semester",
    "homework": "homework",
    "instrument": "instrument",
    "recommendations": "recommendation",
    "learnings": "learning",
    "attended": "member",
    "decision": "decision",
    "workshop": "workshop",
    "practice": "practice",
    "practices": "practice",
    "indicators": "indicator",
}
"""Fields that name another part, with its kind; ``actions`` of a baseline are words, and of other kinds of parts such names."""

WORDS: Mapping[str, Mapping[str, Any]] = {
    "role": wording.ROLES,
    "phase": wording.PHASES,
    "part": wording.SESSION_PARTS,
    "session_parts": wording.SESSION_PARTS,
    "mode": wording.MODES,
    "choice": wording.CHOICES,
    "helix": words.HELICES,
    "lens": words.LENSES,
    "reach": words.REACHES,
    "reply": words.REPLIES,
    "standing": words.STANDINGS,
    "factor": words.FACTORS,
    "selection_factors": words.FACTORS,
    "way": words.WAYS,
}
"""Fields with a code for which there is a word. The role of a member and the kind of an output are words of people."""

DAYS = frozenset(
    {"start", "end", "day", "due", "by_when", "given_on", "handed_in_on", "feedback_on", "written_on", "closed_on"}
    | {"delivered_on", "on"}
)
MONEY = frozenset({"cents", "planned", "spent"})
FREE = frozenset(
    {("member", "role"), ("baseline", "actions"), ("recommendation", "by"), ("learning", "by"), ("change", "by")}
)
"""Kind and field of what sounds like a key and is words."""

ABOUT: Mapping[str, tuple[str, ...]] = {
    "submission": ("partner", "homework"),
    "report": ("partner", "semester"),
    "handed_in": ("semester",),
    "baseline": ("partner",),
    "vote": ("partner", "decision"),
    "shown": ("meeting", "practice"),
    "minutes": ("meeting", "part"),
    "preface": ("key",),
}
"""Kinds of parts without words that name them, to the fields that say what they are about."""

PAIRS: Mapping[str, str] = {"duties": "role", "follow_ups": "on"}
"""Fields of pairs, the first of which is coded as the field on the right."""

Say = Callable[[Any, "Names"], str]


@dataclass(frozen=True)
class Names:
    """What is known to the reader of a history: parts with their kinds, and the plans that this person may read."""

    parts: tuple[tuple[str, Any], ...] = ()
    user: Person | None = None

    @cached_property
    def _known(self) -> Mapping[tuple[str, str], str]:
        return {(kind, str(one.key)): _called(one) for kind, one in self.parts}

    @cached_property
    def _practices(self) -> Mapping[str, str]:
        return practice_titles()

    @cached_property
    def _countries(self) -> Mapping[str, str]:
        return {one.code: one.name for one in countries()}

    def part(self, kind: str, key: str) -> str:
        """What a part is called; a key that nobody knows any more says itself."""
        if (kind, key) == ("semester", "0"):
            return NONE
        if kind == "practice":
            return self._practices.get(key, key)
        if kind in ("action", "indicator"):
            return self._of_plan(kind, key)
        return self._known.get((kind, key), key)

    def title(self, kind: str, part: Any) -> str:
        """What a part is called in a list: by its own words, or by what it is about."""
        about = ABOUT.get(kind)
        if about is None:
            return _called(part)
        return ": ".join(told(getattr(part, field), kind, field, self) for field in about)

    def country(self, code: str) -> str:
        """The country with this code."""
        return self._countries.get(code, code)

    def region(self, code: str) -> str:
        """The region with this code."""
        return next((f"{one.title} ({code})" for one in offers.REGIONS.named((code,)).values()), code)

    def _of_plan(self, kind: str, key: str) -> str:
        plans = readable_plans(self.user, (key.partition(":")[0],)) if self.user is not None else {}
        return titles_in(plans).get(Record(kind, key)) or _("of a plan that you cannot open")  # type: ignore[arg-type]


def told(value: Any, kind: str, field: str, names: Names) -> str:
    """A value of a part as people read it."""
    if value is None or value in ("", ()):
        return NONE
    if isinstance(value, tuple):
        return "; ".join(_item(one, kind, field, names) for one in value)
    return _item(value, kind, field, names)


def values_told(part: Any, kind: str, names: Names) -> dict[str, Any]:
    """The fields of a part but for its key; what is coded in words already, so that versions are compared by what people read."""
    found = {}
    for one in fields(part):
        value = getattr(part, one.name)
        if isinstance(value, tuple):
            value = tuple(_item(each, kind, one.name, names) for each in value)
        elif value not in (None, "") and not (isinstance(value, str) and _sayer(kind, one.name) is None):
            value = (_item(value, kind, one.name, names),)
        elif value is None or _sayer(kind, one.name) is not None:
            value = ()
        if one.name != "key":
            found[one.name] = value
    return found


def _item(value: Any, kind: str, field: str, names: Names) -> str:
    if is_dataclass(value):
        within = ((one.name, getattr(value, one.name)) for one in fields(value))
        return ": ".join(told(each, kind, name, names) for name, each in within if each)
    if isinstance(value, tuple):
        first, *others = value
        return ": ".join(
            (told(first, kind, PAIRS.get(field, field), names), *(told(one, kind, "", names) for one in others))
        )
    say = _sayer(kind, field)
    if say is not None:
        return say(value, names)
    if isinstance(value, bool):
        return _("yes") if value else NONE
    return figure(value) if isinstance(value, float) else str(value)


def _sayer(kind: str, field: str) -> Say | None:
    """How the values of a field are said; None where they say themselves."""
    if (kind, field) in FREE:
        return None
    if field in NAMED or field == "actions":
        return lambda value, names: names.part(NAMED.get(field, "action"), str(value))
    asked = asked_of(kind, field)
    listed = (
        words.VISITS if (kind, field) == ("visit", "kind") else (asked.words if asked else None) or WORDS.get(field)
    )
    if listed:
        return lambda value, _names: str(listed.get(value, value))
    return _FORMATS.get(field)


def _photo(_value: Any, _names: Names) -> str:
    return _("a photo")


_FORMATS: Mapping[str, Say] = {
    **dict.fromkeys(DAYS, lambda value, _names: day(value[:TIME]) + value[TIME:].replace("T", " ")),
    **dict.fromkeys(MONEY, lambda value, _names: euro(value)),
    "country": lambda value, names: names.country(value),
    "region": lambda value, names: names.region(value),
    "pictures": _photo,
    "key": lambda value, names: _("Handbook") if value == WHOLE else names.part("partner", value),
}


def _called(part: Any) -> str:
    """The name of a part: semesters by number, others by what they say of themselves."""
    return _("Semester %(number)s") % {"number": part.number} if isinstance(part, Semester) else title_of(part)
