"""What is asked about each kind of part: one table for each, in the order of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.wording import Words
from openhearth.core.pathway import terms

Shape = Literal[
    "line", "text", "lines", "day", "year", "whole", "number", "money", "yes", "word", "one", "some", "rows", "row"
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A field: its name in the core, what people call it, its shape, and a hint.

    ``words`` are the terms of a ``word``; ``of`` are the kinds of parts that ``one`` or ``some`` names, or the dataclass of
    ``rows``; ``needed``: it cannot be left empty.
    """

    name: str
    label: str | Promise
    shape: Shape = "line"
    hint: str | Promise = ""
    words: Words | None = None
    of: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of repeated rows, the class they become, and what a row cannot do without."""

    kind: type
    columns: tuple[Asked, ...]
    needed: tuple[str, ...]


TABLES: Mapping[str, Table] = {
    "steps": Table(
        terms.Step,
        (Asked("title", _("Step")), Asked("due", _("By"), "day"), Asked("done_on", _("Done on"), "day")),
        ("title",),
    ),
    "costs": Table(
        terms.PlannedCost,
        (
            Asked("year", _("Year"), "year"),
            Asked("cents", _("Euro"), "money"),
            Asked("source", _("Paid by")),
            Asked("secured", _("Promised in writing"), "yes"),
        ),
        ("year", "cents"),
    ),
    "targets": Table(
        terms.Target, (Asked("year", _("Year"), "year"), Asked("value", _("Target"), "number")), ("year", "value")
    ),
    "observations": Table(
        terms.Observation,
        (
            Asked("year", _("Year"), "year"),
            Asked("value", _("Measured"), "number"),
            Asked("source", _("Source")),
            Asked("note", _("Note")),
        ),
        ("year",),
    ),
}
TABLES = {**TABLES, "baseline": TABLES["observations"]}

FIELDS: Mapping[str, tuple[Asked, ...]] = {
    "vision": (
        Asked(
            "text",
            _("Vision"),
            "text",
            _("How people will live and work here then, in words a child understands."),
            needed=True,
        ),
        Asked("year", _("Year"), "year", _("When this shall be so.")),
    ),
    "stakeholder": (
        Asked(
            "organisation",
            _("Organisation"),
            hint=_("An organisation or a kind of organisation, not a person."),
            needed=True,
        ),
        Asked("helix", _("Belongs to"), "word", words=wording.HELICES, needed=True),
        Asked("influence", _("Influence"), "whole", _("From 1, little, to 5, much. Leave empty what you do not know.")),
        Asked("interest", _("Interest"), "whole", _("From 1, little, to 5, much.")),
        Asked(
            "present",
            _("Takes part already"),
            "yes",
            _("Take the tick away for an organisation that is needed and not there yet."),
        ),
        Asked("note", _("Note"), "text"),
    ),
    "challenge": (
        Asked("text", _("Challenge"), "text", _("What is the matter today, in one or two sentences."), needed=True),
        Asked("lens", _("Seen as"), "word", words=wording.LENSES, needed=True),
        Asked("evidence", _("What shows it"), "text", _("A figure with its source, a study, what people told.")),
    ),
    "pathway": (
        Asked("title", _("Title"), needed=True),
        Asked("story", _("Story"), "text", _("How this way leads from today to the vision.")),
        Asked("assumptions", _("Assumptions"), "lines", _("What must hold for this way to work; one on each line.")),
        Asked(
            "falsified_by",
            _("What would prove it wrong"),
            "lines",
            _("What you would have to see to give this way up; one on each line."),
        ),
        Asked("preferred", _("The way the region prefers"), "yes"),
    ),
    "milestone": (
        Asked("title", _("What is true then"), needed=True),
        Asked("due", _("By"), "day", needed=True),
        Asked("pathway", _("On the pathway"), "one", of=("pathway",), needed=True),
        Asked("reached_on", _("Reached on"), "day", _("Leave empty until it is reached.")),
        Asked("evidence", _("What shows it"), "text"),
    ),
    "action": (
        Asked("title", _("Title"), needed=True),
        Asked(
            "kind",
            _("Kind"),
            "word",
            _("Something that starts, or something that stops. Both are work, and both are planned."),
            wording.ACTION_KINDS,
            needed=True,
        ),
        Asked("what", _("What starts or stops"), "text"),
        Asked("pathways", _("On the pathways"), "some", of=("pathway",)),
        Asked("sites", _("Sites"), "lines", _("One on each line.")),
        Asked(
            "jobs_concerned",
            _("Jobs concerned"),
            "whole",
            _("Jobs at these sites that depend on it. Leave empty if nobody knows: empty is not zero."),
        ),
        Asked("owner", _("Responsible")),
        Asked("partners", _("Partners"), "lines", _("One on each line.")),
        Asked("start", _("Begins"), "day"),
        Asked("end", _("Ends"), "day"),
        Asked(
            "steps",
            _("Steps"),
            "rows",
            _("The status of the action follows from these: what is done has the day on which it was done."),
        ),
        Asked("costs", _("Cost and funding"), "rows", _("One row for each year and source.")),
        Asked("prerequisites", _("Must be done before"), "some", of=("action",)),
        Asked("excludes", _("Cannot be done beside"), "some", of=("action",)),
        Asked("reported_on", _("Last reported on"), "day", _("The day somebody last said how it stands.")),
        Asked(
            "status",
            _("Status, if you know better"),
            "word",
            _("Leave empty: then it follows from the steps and the days."),
            wording.REPORTED,
        ),
        Asked("status_because", _("Why you know better"), "text"),
        Asked("superseded_by", _("Merged into or replaced by"), "one", of=("action",)),
        Asked("practice", _("Learned from the practice"), hint=_("The last part of the address of its page.")),
    ),
    "indicator": (
        Asked("title", _("Title"), needed=True),
        Asked("unit", _("Unit"), needed=True),
        Asked("direction", _("Which way is better"), "word", words=wording.DIRECTIONS, needed=True),
        Asked("lens", _("Seen as"), "word", words=wording.LENSES, needed=True),
        Asked(
            "register",
            _("Figures of this house"),
            "one",
            _("Then what the house knows flows in by itself, and what you add below counts beside it."),
            of=("register",),
        ),
        Asked("dimension", _("Dimension of the Doughnut"), "one", of=("dimension",)),
        Asked("baseline", _("Where it started"), "row"),
        Asked("targets", _("Targets"), "rows"),
        Asked(
            "tolerance",
            _("Tolerance"),
            "number",
            _("How far beside the path still counts as on it, in the unit of the indicator."),
        ),
        Asked(
            "observations", _("Measured"), "rows", _("Leave the figure empty where it was asked for and is not known.")
        ),
    ),
    "effect": (
        Asked("cause", _("What causes it"), "one", of=("action", "indicator"), needed=True),
        Asked("indicator", _("Which indicator it changes"), "one", of=("indicator",), needed=True),
        Asked(
            "amount",
            _("By how much"),
            "number",
            _(
                "Of an action: in the unit of the indicator, with a minus where it falls. Of an indicator: for one unit of the cause."
            ),
            needed=True,
        ),
        Asked("from_year", _("Works fully from"), "year", _("Leave empty: with the end of the action.")),
        Asked("confidence", _("Confidence"), "word", words=wording.CONFIDENCES, needed=True),
        Asked("because", _("Why you expect it"), "text"),
    ),
    "experiment": (
        Asked("title", _("Title"), needed=True),
        Asked("hypothesis", _("Hypothesis"), "text", _("What you expect to see, and why."), needed=True),
        Asked("place", _("Place")),
        Asked("start", _("Begins"), "day"),
        Asked("end", _("Ends"), "day"),
        Asked("pathways", _("Tries out the pathways"), "some", of=("pathway",)),
        Asked("indicators", _("Indicators watched"), "some", of=("indicator",)),
        Asked("outcome", _("How it ended"), "word", words=wording.OUTCOMES, needed=True),
        Asked("result", _("What came of it"), "text"),
        Asked(
            "learned",
            _("What you learned"),
            "text",
            _("A failed experiment is worth as much to others as one that succeeded."),
        ),
    ),
    "section": (Asked("text", _("Your text"), "text", needed=True),),
    "answer": (
        Asked("grade", _("Answer"), "word", words=wording.GRADES, needed=True),
        Asked("evidence", _("What shows it"), "text"),
        Asked("link", _("Link to the evidence"), hint=_("An address that begins with https://")),
    ),
}


def name_of(kind: str, field: str) -> str:
    """What people call a field."""
    return next((str(asked.label) for asked in FIELDS.get(kind, ()) if asked.name == field), field)
