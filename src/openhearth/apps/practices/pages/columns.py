"""What each column of a table of practices means, and one row as an example: for people who prepare a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.practices.selectors import vocabularies
from openhearth.core.practice import ONE_TERM, SEVERAL_TERMS
from openhearth.core.practice_record import FIELDS, REQUIRED
from openhearth.sources.practices.practices_yaml import demo_records

MEANINGS: Mapping[str, str | Promise] = {
    "code": gettext_lazy("Its lasting address: small letters, digits and hyphens. A code that is here already means that practice."),
    "title": gettext_lazy("What it is called, in the language of the record."),
    "summary": gettext_lazy("What was done, in a few sentences."),
    "language": gettext_lazy("In which language the texts are, as a tag: en, de, pl."),
    "source": gettext_lazy("From whom the record is; “openhearth” for your own words."),
    "provenance": gettext_lazy("Where this is known from: a page of a report, a conversation."),
    "original_title": gettext_lazy("What it is called where it happened, if that is another language."),
    "original_language": gettext_lazy("The language of the original title."),
    "actors": gettext_lazy("Organisations that did it."),
    "country": gettext_lazy("Two letters as in NUTS: EL for Greece, UK for the United Kingdom."),
    "nuts": gettext_lazy("The smallest region known (NUTS 2021)."),
    "region_type": gettext_lazy("What kind of region it is."),
    "territorial_validity": gettext_lazy("Where it is valid."),
    "carbon_intensive_group": gettext_lazy("The carbon-intensive industry that it is about."),
    "thematic_priority": gettext_lazy("Themes."),
    "strategic_challenge": gettext_lazy("Strategic challenges that it answers."),
    "support_type": gettext_lazy("How a cluster organisation supported it."),
    "recommendation": gettext_lazy("Recommendations of the European Expert Group on Clusters that it puts into practice."),
    "industrial_ecosystem": gettext_lazy("Industrial ecosystems that it belongs to."),
    "started": gettext_lazy("The year in which it began."),
    "ended": gettext_lazy("The year in which it ended; empty if it goes on or nobody says."),
    "url": gettext_lazy("A web page about it."),
    "facts": gettext_lazy("Figures that describe it."),
    "owner": gettext_lazy("The organisation that answers for it."),
    "cost": gettext_lazy("What it cost as a whole."),
    "currency": gettext_lazy("The currency of the cost: EUR, PLN."),
    "funding": gettext_lazy("Who paid."),
    "resources": gettext_lazy("What it needs to run: people, skills, machines."),
    "preconditions": gettext_lazy("What must be there before it can begin."),
    "results": gettext_lazy("What came of it, with a figure and what shows it (an address or a citation) where there is one."),
    "outcome": gettext_lazy("What became of it. A failed practice is welcome."),
    "difficulties": gettext_lazy("What was difficult."),
    "why_it_worked": gettext_lazy("Why it worked, or why not."),
    "potential_for_transfer": gettext_lazy("What another place would have to change."),
    "lens": gettext_lazy("Through which lens it looks at progress."),
    "reach": gettext_lazy("Whether it works on the place itself or on the world beyond."),
    "last_reviewed": gettext_lazy("The day on which somebody last made sure that the record holds: 2026-03-31."),
    "reviewed_by": gettext_lazy("Who did: an organisation or a function, not the name of a person."),
}  # fmt: skip

EXAMPLE = demo_records()["heat-from-the-rolling-mill"]
"""Made up, and says so: the row that a template shows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its meaning, how a value is written, and which values there are with what they mean."""

    name: str
    required: bool
    meaning: str
    form: str
    values: tuple[tuple[str, str], ...]


def columns(language: str) -> tuple[Column, ...]:
    """All columns, in the order of a table."""
    return tuple(
        Column(name, name in REQUIRED, str(MEANINGS[name]), _form(name, kind), _values(name, language))
        for name, kind in FIELDS.items()
    )


def _form(name: str, kind: str) -> str:
    forms = {
        "str": _("one of these values") if _values(name, "en") else _("a text"),
        "tuple[str, ...]": _("one or several, with ; between them"),
        "int | None": _("a year of four digits"),
        "float | None": _("a number such as 9700000 or 4.5"),
        "tuple[KeyFigure, ...]": _("label | number | unit; the next one after a ;"),
        "tuple[Result, ...]": _("statement | number | unit | what shows it; the next one after a ;"),
    }
    return forms[kind]


def _values(name: str, language: str) -> tuple[tuple[str, str], ...]:
    if name in (*ONE_TERM, *SEVERAL_TERMS, "lens", "reach", "outcome"):
        return tuple((term.code, term.label(language)) for term in vocabularies()[name].terms)
    return ()
