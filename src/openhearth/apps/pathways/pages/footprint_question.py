"""The question on the page of a footprint, as an address holds it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from math import isfinite
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext, gettext_noop

from openhearth.apps.pathways.selectors.footprint import Place, Terms, region_of, sector_label, tables_of
from openhearth.apps.regions import wording
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.core.errors import Fault, InputError
from openhearth.core.footprint import DELTA, Scenario
from openhearth.sources.input_output import scenario_yaml
from openhearth.sources.input_output.scenario_yaml import ToldScenario

LONGEST = 6_000
"""Characters of a scenario that an address has room for, as the address writes them."""

KINDS = {
    "parts": gettext_noop("what it makes here, in per cent"),
    "output": gettext_noop("what it makes here, in the unit of the table"),
    "demand": gettext_noop("what others order here, in the unit of the table"),
}
"""What the simple form can change."""

NAMES = {
    "parts": gettext_noop("%(sector)s: %(amount)s %% of what is made here"),
    "output": gettext_noop("%(sector)s: %(amount)s %(unit)s of what is made here"),
    "demand": gettext_noop("%(sector)s: %(amount)s %(unit)s of orders"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks; every field is a text of the address, empty where it is not asked."""

    table: str = ""
    region: str = ""
    kind: str = "parts"
    sector: str = ""
    amount: str = ""
    example: str = ""
    scenario: str = ""
    delta: str = str(DELTA)
    augmented: str = ""
    abroad: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Question:
        """From an address; what it does not know is passed over."""
        asked = cls(**{one.name: str(given[one.name]).strip() for one in fields(cls) if one.name in given})
        asked = replace(asked, kind=asked.kind if asked.kind in KINDS else "parts")
        if asked.region and not asked.table:
            with suppress(UnknownTerritory, InputError):  # the page says what is wrong with the region
                return replace(asked, table=next(iter(tables_of(region_of(asked.region).country)), ""))
        return asked

    def query(self, **changes: str) -> str:
        """The address of the same question with some parts changed, without what goes without saying."""
        asked = replace(self, **changes)
        return urlencode(
            [(one.name, text) for one in fields(asked) if (text := getattr(asked, one.name)) not in ("", one.default)]
        )

    @property
    def without_change(self) -> str:
        """The same place and terms, and no scenario."""
        return self.query(sector="", amount="", example="", scenario="", kind="parts")

    @property
    def terms(self) -> Terms:
        """How to compute; a strength that is no number is refused as such."""
        try:
            delta = float(self.delta.replace(",", "."))
        except ValueError as error:
            raise InputError(Fault("no_amount", "delta", {"found": self.delta})) from error
        return Terms(delta, augmented=bool(self.augmented), abroad=bool(self.abroad))

    @property
    def has_change(self) -> bool:
        return bool(self.scenario or self.example or (self.sector and self.amount))


def told(question: Question, place: Place) -> ToldScenario:
    """The scenario asked for.

    Raises `InputError` as `scenario_yaml.parse`, and ``unknown_example``, ``no_amount``, ``amount_out_of_range``.
    """
    if question.scenario:
        return scenario_yaml.parse(question.scenario.encode())
    if question.example:
        return scenario_yaml.example(question.example)
    amount = _amount(question.amount)
    if question.kind == "parts" and amount < -100:
        raise InputError(Fault("amount_out_of_range", "amount", {"found": question.amount}))
    change = ((question.sector, amount / 100 if question.kind == "parts" else amount),)
    name = gettext(NAMES[question.kind]) % {
        "sector": sector_label(question.sector, german=wording.german()),
        "amount": signed(amount),
        "unit": gettext(place.economy.unit),
    }
    scenario = {
        "parts": Scenario(name, parts=change),
        "output": Scenario(name, output=change),
        "demand": Scenario(name, demand=change),
    }[question.kind]
    return ToldScenario(scenario, {"": name}, {"": ""}, (), ())


def in_address(told: ToldScenario) -> str:
    """The scenario as the address holds it; ``scenario_too_long`` if it has no room."""
    text = scenario_yaml.written(told)
    if (length := len(urlencode({"scenario": text}))) > LONGEST:
        raise InputError(Fault("scenario_too_long", "file", {"length": length, "allowed": LONGEST}))
    return text


def language() -> str:
    return (get_language() or "en")[:2]


def signed(value: float) -> str:
    """A change as it is printed: with its sign, and as exact as its size deserves."""
    if abs(value) >= 100:
        text = wording.number(value)
    else:
        text = wording.number(value, 1 if abs(value) >= 1 or value == 0 else 2)
    return f"+{text}" if value > 0 else text.replace("-", "\N{MINUS SIGN}", 1)


def _amount(text: str) -> float:
    try:
        value = float(text.replace("\N{MINUS SIGN}", "-").replace(",", "."))
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise InputError(Fault("no_amount", "amount", {"found": text}))
    return value
