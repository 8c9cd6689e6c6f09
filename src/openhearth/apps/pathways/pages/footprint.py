"""The page of a footprint: the question, and where there is an answer, the answer by place and sector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from openhearth.apps.pathways.footprint_sentences import sentence
from openhearth.apps.pathways.pages.footprint_question import KINDS, Question, language, signed, told
from openhearth.apps.pathways.selectors.footprint import (
    BAND,
    Footprint,
    Place,
    footprint,
    national_tables,
    place_of,
    region_of,
    regions_with_table,
    sector_label,
)
from openhearth.apps.regions import selectors, wording
from openhearth.apps.regions.charts import numerals
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.core.chart import Frame, Series, Spec, figure
from openhearth.core.chart.balance import balance_chart
from openhearth.core.document import Figure
from openhearth.core.errors import InputError
from openhearth.core.values import Array
from openhearth.sources.input_output.io_rows import NationalTable
from openhearth.sources.input_output.scenario_yaml import EXAMPLES, ToldScenario, example, said

TOP = 10
"""So many sectors are shown one by one; all of them are in the CSV."""

MEASURES = {
    "output": gettext_noop("Output"),
    "value_added": gettext_noop("Value added"),
    "jobs": gettext_noop("Jobs"),
    "co2": gettext_noop("CO2"),
}
UNITS = (gettext_noop("million EUR"), gettext_noop("million CZK"), gettext_noop("persons"), gettext_noop("t"))
BASES = {
    "own": gettext_noop("its own employment"),
    "group": gettext_noop("the employment of the group around it"),
    "assumed": gettext_noop("assumed to be as in the whole country"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One thing that changes: (3, n) by place and sector, with its unit, its year and where it is from."""

    code: str
    label: str
    unit: str
    year: int
    source: str
    values: Array

    @property
    def totals(self) -> tuple[float, ...]:
        """By place, over the sectors that are known; NaN where none is."""
        nothing = np.isnan(self.values).all(axis=1)
        return tuple(np.where(nothing, np.nan, np.nansum(self.values, axis=1)).tolist())

    @property
    def unknown(self) -> tuple[int, ...]:
        return tuple(np.flatnonzero(np.isnan(self.values[0])).tolist())


@dataclass(frozen=True, slots=True)
class Row:
    """A measure in the table by place."""

    label: str
    unit: str
    year: int
    source: str
    cells: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with the same figures as a table beside it."""

    code: str
    url: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Listed:
    """A table of this house as the page lists it."""

    name: str
    country: str
    year: int
    sectors: int
    accounts: str
    kind: str
    source: str
    loaded: bool


def footprint_page(question: Question) -> dict[str, object]:
    """Everything the page needs; what is wrong with the question stands in ``faults``."""
    faults: list[str] = []
    tables = national_tables()
    place = _place(question, faults)
    context: dict[str, object] = {
        "question": question,
        "tables": [listed(name, one) for name, one in tables.items()],
        "regions": regions_with_table(),
        "place": place,
        "kinds": [(code, gettext(label)) for code, label in KINDS.items()],
        "examples": [(code, said(example(code).name, language())) for code in EXAMPLES],
        "deltas": [(str(delta), wording.number(delta, 1)) for delta in BAND],
        "faults": faults,
    }
    if place is None:
        return context
    names = [(one, sector_label(one, german=wording.german())) for one in place.economy.sectors]
    context |= {"sectors": names, "country": country_name(place)}
    if question.has_change:
        context |= _answered(question, place, faults)
    return context


def answer(question: Question) -> tuple[ToldScenario, Footprint]:
    """The answer to a question that has a place and a change; `InputError` says what is wrong with it."""
    place = place_of(question.table, question.region)
    scenario = told(question, place)
    return scenario, footprint(place, scenario.scenario, question.terms)


def listed(name: str, one: NationalTable) -> Listed:
    place = selectors.exact_code(one.table.country)
    country = wording.place_name(selectors.territory(place)) if place else one.table.country
    labels = [word(account.code) for account in one.accounts]
    kind = _("names imported products") if one.table.kind == "total" else _("knows imports only as a sum")
    return Listed(
        name, country, one.table.year, len(one.table.sectors), ", ".join(labels), kind, one.table.source, one.loaded
    )


def word(code: str) -> str:
    """What a measure is called; an account of somebody's own table is called what its table calls it."""
    return gettext(MEASURES[code]) if code in MEASURES else code


def unit(text: str) -> str:
    return gettext(text) if text in UNITS else text


def country_name(place: Place) -> str:
    return wording.place_name(selectors.territory(place.region.country))


def places_in_words(place: Place) -> tuple[str, str, str]:
    return place.region.name, _("Rest of %(country)s") % {"country": country_name(place)}, _("Beyond")


def measures(found: Footprint) -> tuple[Measure, ...]:
    """Output first, then the accounts in a steady order."""
    effects, table = found.effects, found.place.national.table
    sources = {account.code: account.source for account in found.place.economy.accounts}
    output = Measure("output", word("output"), unit(effects.unit), effects.year, table.source, effects.output)
    order = {code: position for position, code in enumerate(MEASURES)}
    accounts = sorted(effects.accounts, key=lambda one: (order.get(one.code, len(order)), one.code))
    return output, *(
        Measure(one.code, word(one.code), unit(one.unit), one.year, sources[one.code], one.values) for one in accounts
    )


def chart(found: Footprint, code: str) -> Spec | None:
    """The sectors that a measure changes most, by place; None where nothing is known to change."""
    measure = next((one for one in measures(found) if one.code == code), None)
    if measure is None:
        return None
    top = _top(measure)
    if not top:
        return None
    sectors = found.effects.sectors
    labels = _distinct([sector_label(sectors[position], german=wording.german()) for position in top], sectors, top)
    shown = [row for row in range(3) if not np.isnan(measure.values[row]).all()]
    names = places_in_words(found.place)
    parts = tuple(
        Series(
            names[row],
            tuple(float(measure.values[row, position]) for position in top),
            tuple(signed(float(measure.values[row, position])) for position in top),
        )
        for row in shown
    )
    first = measure.values[:, top[0]]
    said_first = _("%(sector)s changes most: %(changes)s.") % {
        "sector": labels[0],
        "changes": "; ".join(f"{names[row]} {signed(float(first[row]))} {measure.unit}" for row in shown),
    }
    title = _("%(measure)s: where it changes most") % {"measure": measure.label}
    return balance_chart(Frame(title, said_first, measure.unit, numerals()), labels, parts)


def csv_rows(found: Footprint) -> Iterator[tuple[object, ...]]:
    """All measures of all sectors; the unknown is an empty cell."""
    effects, structure = found.effects, found.place.structure
    for measure in measures(found):
        before = effects.before if measure.code == "output" else np.full((2, len(effects.sectors)), np.nan)
        for position, sector in enumerate(effects.sectors):
            yield (
                effects.scenario,
                effects.table,
                found.place.region.code,
                measure.code,
                measure.unit,
                measure.year,
                sector,
                sector_label(sector, german=wording.german()),
                *(float(value) for value in measure.values[:, position]),
                *(float(value) for value in before[:, position]),
                structure.basis[position],
                measure.source,
                found.place.national.licence,
            )


HEAD = (
    *("scenario", "table", "region", "measure", "unit", "year", "product", "label"),
    *("here", "rest_of_country", "beyond", "output_before_here", "output_before_rest"),
    *("quotient_rests_on", "source", "licence"),
)


def _place(question: Question, faults: list[str]) -> Place | None:
    if not question.region:
        return None
    try:
        if not question.table:
            region = region_of(question.region)
            faults.append(
                _("No table of the country of %(region)s is here. Load one, or choose a region of another country.")
                % {"region": f"{region.name} ({region.code})"}
            )
            return None
        return place_of(question.table, question.region)
    except UnknownTerritory as error:
        nearest = error.nearest or tuple(selectors.nearest(question.region))
        names = ", ".join(f"{one.code} {one.name}" for one in nearest)
        faults.append(
            _("No region is called “%(text)s”. Nearest: %(nearest)s.") % {"text": question.region, "nearest": names}
        )
    except InputError as error:
        faults += [sentence(fault) for fault in error.faults]
    return None


def _answered(question: Question, place: Place, faults: list[str]) -> dict[str, object]:
    try:
        scenario = told(question, place)
        found = footprint(place, scenario.scenario, question.terms)
    except InputError as error:
        faults += [sentence(fault) for fault in error.faults]
        return {}
    all_measures = measures(found)
    speak = language()
    return {
        "found": found,
        "name": said(scenario.name, speak),
        "note": said(scenario.note, speak),
        "assumptions": [said(one, speak) for one in scenario.assumptions],
        "sources": [said(one, speak) for one in scenario.sources],
        "heads": places_in_words(place),
        "rows": [_row(one, found) for one in all_measures],
        "imports": signed(found.effects.imports),
        "unit": unit(found.effects.unit),
        "charts": _drawn(question, found),
        "band": _band(found),
        "bases": _bases(found.place),
        "left_out": ", ".join(word(code) for code in found.left_out),
        "impossible": _impossible(found),
        "used": _used(found),
        "csv": f"{reverse('pathways:footprint_csv')}?{question.query()}",
    }


def _row(measure: Measure, found: Footprint) -> Row:
    note = ""
    if measure.unknown:
        note = _("%(count)s of %(all)s products are not known and not in the sum") % {
            "count": len(measure.unknown),
            "all": len(found.effects.sectors),
        }
    return Row(
        measure.label, measure.unit, measure.year, measure.source, tuple(signed(one) for one in measure.totals), note
    )


def _drawn(question: Question, found: Footprint) -> list[Drawn]:
    address = reverse("pathways:footprint_chart")
    specs = [(code, chart(found, code)) for code in ("output", "jobs", "co2")]
    return [
        Drawn(code, f"{address}?{question.query()}&of={code}", figure(spec)) for code, spec in specs if spec is not None
    ]


def _band(found: Footprint) -> list[tuple[str, tuple[str, ...]]]:
    """For each strength of the correction: output here and in the rest of the country, and jobs, if they are known."""
    rows = []
    for delta, effects in found.band:
        sums = [float(one) for one in effects.output[:2].sum(axis=1)]
        jobs = next((account for account in effects.accounts if account.code == "jobs"), None)
        known = jobs.known[:2].tolist() if jobs is not None else [float("nan")] * 2
        rows.append((wording.number(delta, 1), tuple(signed(one) for one in (*sums, *known))))
    return rows


def _bases(place: Place) -> list[tuple[str, int, str]]:
    """On what the quotients rest: how many products, and for all but their own employment, which."""
    found = []
    for code, label in BASES.items():
        sectors = [
            one for one, basis in zip(place.economy.sectors, place.structure.basis, strict=True) if basis == code
        ]
        names = "; ".join(sector_label(one, german=wording.german()) for one in sectors) if code != "own" else ""
        if sectors:
            found.append((gettext(label), len(sectors), names))
    return found


def _impossible(found: Footprint) -> str:
    """Products of which the region would make less than nothing: more was closed than the model thinks there is."""
    after = found.effects.before[0] + found.effects.output[0]
    slack = 1e-6 * float(found.effects.before.max(initial=0.0))
    names = [
        sector_label(found.effects.sectors[position], german=wording.german())
        for position in np.flatnonzero(after < -slack)
    ]
    return "; ".join(names)


def _used(found: Footprint) -> list[dict[str, str]]:
    """The registered sources behind the answer; the text of somebody's own table stands for itself."""
    codes = dict.fromkeys((*(measure.source for measure in measures(found)), "eurostat-sbs-2015", "eurostat-lfs-2015"))
    known = {row["code"]: row for row in selectors.source_register()}
    return [
        known.get(code, {"code": code, "attribution": code, "licence": found.place.national.licence}) for code in codes
    ]


def _top(measure: Measure) -> list[int]:
    sizes = np.nansum(np.abs(measure.values), axis=0)
    ranked = np.argsort(-sizes, kind="stable")[:TOP]
    return [int(position) for position in ranked if sizes[position] > 0]


def _distinct(labels: list[str], sectors: tuple[str, ...], top: list[int]) -> list[str]:
    return [
        label if labels.count(label) == 1 else f"{label} ({sectors[position].removeprefix('CPA_')})"
        for label, position in zip(labels, top, strict=True)
    ]
