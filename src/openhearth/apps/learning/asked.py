"""What is asked about each kind of part: one table for each, in the order of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning import wording
from openhearth.apps.pathways.wording import Words

Shape = Literal[
    "line",
    "text",
    "lines",
    "day",
    "whole",
    "word",
    "words",
    "one",
    "agenda",
    "duties",
    "pairs",
    "link",
    "region",
    "country",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A field: its name in the core, what people call it, its shape, and a hint.

    ``words`` are the terms of a ``word``; ``of`` is the kind of part that ``one`` names; ``needed``: it cannot be left empty;
    ``lasting``: it says which part this is, so it is asked once and never changed.
    """

    name: str
    label: str | Promise
    shape: Shape = "line"
    hint: str | Promise = ""
    words: Words | None = None
    of: str = ""
    needed: bool = False
    lasting: bool = False


_DAY = _("As 2027-03-31. Leave it empty as long as it is not known.")
_MEETING = Asked("meeting", _("Meeting"), "one", of="meeting", needed=True, lasting=True)

FIELDS: Mapping[str, tuple[Asked, ...]] = {
    "outline": (
        Asked("aims", _("Aims"), "lines", _("One on each line.")),
        Asked(
            "elements", _("What it is built of"), "pairs", _("One on each line: a name, a colon, and what is meant.")
        ),
        Asked("figures", _("Joint figures"), "pairs", _("One on each line: what is counted, a colon, and the figure.")),
        Asked("duties", _("What each role takes on"), "duties", _("One duty on each line.")),
        Asked("session_parts", _("Parts of a meeting"), "words", words=wording.SESSION_PARTS),
        Asked("formats", _("Formats"), "lines", _("Such as webinar, secondment or innovation team; one on each line.")),
        Asked("ongoing", _("What goes on all the time"), "lines", _("One on each line.")),
        Asked("selection_factors", _("Factors by which partners are selected"), "lines", _("One on each line.")),
        Asked("note", _("What readers must know first"), "text", _("Such as that everything is made up.")),
    ),
    "partner": (
        Asked("name", _("Organisation"), needed=True),
        Asked("role", _("Role"), "word", words=wording.ROLES, needed=True),
        Asked("place", _("Place")),
        Asked("country", _("Country"), "country"),
        Asked(
            "region",
            _("Region it speaks for"),
            "region",
            _(
                "Look for the name it gives itself or its code, then choose it. People with a role there speak for this partner; others are named by the lead."
            ),
        ),
    ),
    "semester": (
        Asked("number", _("Number"), "whole", needed=True, lasting=True),
        Asked("start", _("First day"), "day", _DAY),
        Asked("end", _("Last day"), "day", _DAY),
        Asked("phase", _("Phase"), "word", words=wording.PHASES, needed=True),
    ),
    "meeting": (
        Asked("title", _("Title"), needed=True),
        Asked("semester", _("Semester"), "one", of="semester", needed=True),
        Asked("host", _("Host"), "one", of="partner"),
        Asked("theme", _("Theme")),
        Asked("form", _("Format"), hint=_("Such as webinar or secondment. Empty: a meeting of all.")),
        Asked("method", _("Method"), hint=_("How work is done there, such as the Doughnut.")),
        Asked("start", _("First day"), "day", _DAY),
        Asked("end", _("Last day"), "day", _DAY),
        Asked("place", _("Place")),
        Asked("agenda", _("Agenda"), "agenda", _("One topic on each line.")),
    ),
    "output": (
        Asked("title", _("Title"), needed=True),
        Asked("semester", _("Due with semester"), "one", of="semester"),
        Asked("partner", _("Partner"), "one", _("Empty: of all."), of="partner"),
        Asked("kind", _("Kind"), hint=_("Such as report, strategy or handbook.")),
        Asked("delivered_on", _("Delivered on"), "day", _DAY),
        Asked("link", _("Link"), "link"),
    ),
    "participant": (
        _MEETING,
        Asked(
            "organisation",
            _("Organisation"),
            hint=_("An organisation or a kind of organisation, not a person."),
            needed=True,
        ),
        Asked("partner", _("Came with"), "one", _("Empty: a guest of all."), of="partner"),
        Asked("mode", _("Took part"), "word", words=wording.MODES, needed=True),
        Asked("helix", _("Belongs to"), "word", words=wording.HELICES, needed=True),
        Asked("people", _("How many people"), "whole"),
    ),
    "material": (
        _MEETING,
        Asked("title", _("Title"), needed=True),
        Asked("link", _("Link"), "link", needed=True),
    ),
    "minutes": (
        _MEETING,
        Asked("part", _("Part of the meeting"), "word", words=wording.SESSION_PARTS, needed=True, lasting=True),
        Asked(
            "text",
            _("Minutes"),
            "text",
            _(
                "What was said, and what follows. Several people can write: what they change is joined. Name no persons."
            ),
        ),
    ),
    "shown": (
        _MEETING,
        Asked("practice", _("Practice"), needed=True, lasting=True),
        Asked("because", _("Why it was shown"), "text"),
    ),
    "site_note": (
        _MEETING,
        Asked("text", _("What was seen"), "text", _("Name no persons."), needed=True),
    ),
    "decision": (
        _MEETING,
        Asked("text", _("What is decided"), "text", _("A sentence to which one can say yes or no."), needed=True),
    ),
}
"""Kinds that the one form of `views.parts` knows. Others have forms of their own."""

LABELS: Mapping[str, str | Promise] = {
    "partner": _("Partner"),
    "partners": _("Partners"),
    "meeting": _("Meeting"),
    "semester": _("Semester"),
    "homework": _("Homework"),
    "to": _("To"),
    "by": _("In the name of"),
    "given_on": _("Given on"),
    "written_on": _("Written on"),
    "title": _("Title"),
    "name": _("Name"),
    "note": _("Note"),
    "region": _("Region"),
    "day": _("Day"),
    "place": _("Place"),
    "activities": _("Activities"),
    "deviations": _("Deviations"),
    "planned": _("Planned spending"),
    "spent": _("Spent"),
    "decision": _("Decision"),
    "host": _("Host"),
    "guest": _("Guest"),
    "purpose": _("Purpose"),
    "kind": _("Kind"),
    "way": _("Takes place"),
    "start": _("First day"),
    "end": _("Last day"),
    "programme": _("Programme of the visit"),
    "organisations": _("Which organisations came"),
    "came": _("How many people came"),
    "workshop": _("Workshop"),
    "on": _("Handed in on"),
    "paragraphs": _("Introduction"),
    "organisation": _("Organisation"),
    "role": _("Role in the group"),
    "pictures": _("Photos"),
    "choice": _("Vote"),
    "closed_on": _("Closed on"),
    "practices": _("Practices"),
    "text": _("Text"),
    "handed_in_on": _("Handed in on"),
    "feedback": _("Feedback"),
    "feedback_on": _("Feedback given on"),
    "saw": _("What we saw"),
    "why_it_worked": _("Why it worked there"),
    "what_differs": _("What differs here"),
    "would_change": _("What we would change"),
    "instrument": _("Policy instrument"),
    "article": _("Article"),
    "must_agree": _("Who must agree"),
    "by_when": _("By when"),
    "recommendations": _("Recommendations"),
    "learnings": _("Learnings"),
    "unfinished": _("Unfinished"),
    "actions": _("Actions"),
    "indicators": _("Indicators"),
    "standing": _("How it stands"),
    "evidence": _("What shows it"),
    "what": _("What it is"),
    "owner": _("Who owns it"),
    "cents": _("Budget"),
    "baseline": _("What it says today"),
    "indicator": _("Performance indicator"),
    "unit": _("Unit"),
    "baseline_value": _("Value at the beginning"),
    "target_value": _("Target"),
    "attended": _("Who came"),
    "outcome": _("What came of it"),
    "topic": _("Topic"),
    "lens": _("Seen as"),
    "reach": _("Where it shows"),
    "facts": _("Key facts"),
    "challenges": _("Challenges"),
    "policies": _("Key policies"),
    "marks": _("Judgement"),
    "reply": _("Answer"),
    "because": _("Because"),
    "follow_ups": _("What became of it"),
    "task": _("Task"),
    "due": _("Due"),
    "helix": _("Belongs to"),
}
"""Fields that no form of this table asks for, as the history calls them."""


def asked_of(kind: str, field: str) -> Asked | None:
    return next((one for one in FIELDS.get(kind, ()) if one.name == field), None)


def name_of(kind: str, field: str) -> str:
    """What people call a field."""
    found = asked_of(kind, field)
    return str(found.label if found else LABELS.get(field, field.replace("_", " ").capitalize()))
