"""The page of a portrait: up to three places through the same four lenses, each figure beside its threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from openhearth.apps.pathways.pages import portraits
from openhearth.apps.pathways.selectors.doughnut import Portrayed, doughnut, earth, portrayed
from openhearth.apps.regions import selectors, wording
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.core.chart import figure
from openhearth.core.document import Figure
from openhearth.core.doughnut import (
    LENSES,
    Lens,
    Segment,
    State,
    Threshold,
    changed_thresholds,
    foremost,
    newest_editions,
)

MOST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """The editions somebody wants, as far as they can be drawn together; a sentence for each that cannot."""

    editions: tuple[str, ...]
    faults: tuple[str, ...]
    apart: tuple[str, ...]
    """Editions that contradict each other; each is drawn alone."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold as it is printed."""

    measure: str
    text: str
    baseline: str
    edition: str
    year: int
    source: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One place in a row: its figure with year and source, and how it stands."""

    figure: str
    year: int | None
    source: str
    ratio: str
    standing: str
    state: State


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of a dimension; ``number`` is that of the chart, on the first row of the dimension only."""

    number: int
    dimension: str
    first: bool
    measure: str
    note: str
    limit: Limit | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A place with its chart and what is said about it."""

    code: str
    name: str
    summary: tuple[str, ...]
    chart: str
    csv: str
    figure: Figure
    without: str
    empty: bool


def asked(wanted: Sequence[str]) -> Asked:
    """The editions asked for, or those of the house where none is."""
    known = [edition.code for edition in doughnut().editions]
    chosen = tuple(code for code in known if code in wanted)
    faults = [
        _("There is no edition %(code)s; there are %(known)s.") % {"code": code, "known": ", ".join(known)}
        for code in dict.fromkeys(wanted)
        if code not in known
    ]
    held: dict[tuple[str, str], str] = {}
    apart: dict[str, None] = {}
    for threshold in doughnut().thresholds:
        other = held.setdefault((threshold.dimension, threshold.measure), threshold.edition)
        if {other, threshold.edition} <= set(chosen) and other != threshold.edition:
            apart |= {other: None, threshold.edition: None}
    if apart:
        faults.append(
            _("These editions set different thresholds for the same thing, so they are not drawn into one portrait.")
        )
    return Asked(() if apart else chosen or newest_editions(doughnut()), tuple(faults), tuple(apart))


def doughnut_page(code: str, editions: Sequence[str], beside: Sequence[str]) -> dict[str, object]:
    """What the template shows. Raises `UnknownTerritory` for ``code`` only; others are told in a sentence."""
    chosen = asked(editions)
    found = [portrayed(code, chosen.editions)]
    faults = list(chosen.faults)
    for other in filter(None, (text.strip() for text in beside)):
        faults += _added(found, other, chosen.editions)
    query = urlencode([("edition", one) for one in editions])
    others = [one.place.code for one in found[1:]]
    above = next((one for one in found[0].lineage if one.kind == selectors.COMPARED_KIND), None)
    return {
        "place": found[0].place,
        "lineage": found[0].lineage,
        "above": above,
        "faults": faults,
        "apart": [(one, portraits.edition_name(one)) for one in chosen.apart],
        "editions": [
            (one, portraits.edition_name(one.code), one.code in (chosen.editions or chosen.apart))
            for one in doughnut().editions
        ],
        "chosen": [portraits.edition_name(one) for one in chosen.editions],
        "others": others,
        "room": len(found) < MOST,
        "suggestions": selectors.territories(kind=selectors.COMPARED_KIND),
        "drawn": [_drawn(one, query, others) for one in found] if chosen.editions else [],
        "lenses": [(lens, portraits.lens_name(lens), rows(lens, found)) for lens in LENSES] if chosen.editions else [],
        "numbers": _numbers(found),
        "changed": [
            (wording.label(one.after), _limit(one.before), _limit(one.after)) for one in changed_thresholds(doughnut())
        ],
        "earth": [(_limit(one.threshold), _cell(one)) for one in earth(chosen.editions).segments if one.threshold],
        "sources": sources(found),
    }


def _added(found: list[Portrayed], code: str, editions: Sequence[str]) -> list[str]:
    """Put a place beside the others; a sentence where that cannot be."""
    if len(found) == MOST:
        return [_("At most %(most)s places fit side by side.") % {"most": MOST}]
    try:
        other = portrayed(code, editions)
    except UnknownTerritory:
        nearest = ", ".join(f"{one.code} {one.name}" for one in selectors.nearest(code))
        return [_("No place has the code %(text)s. Nearest: %(nearest)s.") % {"text": code, "nearest": nearest}]
    if other.place.code not in {one.place.code for one in found}:
        found.append(other)
    return []


def _drawn(one: Portrayed, query: str, others: Sequence[str]) -> Drawn:
    name = wording.place_name(one.place)
    left = [("with", code) for code in others if code != one.place.code]
    asked_for = f"{query}&" if query else ""
    return Drawn(
        one.place.code,
        name,
        tuple(portraits.summary(one.portrait)),
        f"{reverse('pathways:doughnut_chart', args=[one.place.code])}?{asked_for}language={get_language() or 'en'}",
        f"{reverse('pathways:doughnut_csv', args=[one.place.code])}?{query}".rstrip("?"),
        figure(portraits.chart(name, one.portrait)),
        f"?{asked_for}{urlencode(left)}".rstrip("?&"),
        all(segment.reading is None for segment in one.portrait.segments),
    )


def rows(lens: Lens, found: Sequence[Portrayed]) -> list[Row]:
    """The measures of one lens, the places side by side: the same editions give the same measures in the same order."""
    numbers = {one.dimension.code: at for at, one in enumerate(_numbered(found[0]), start=1)}
    notes = {(one.dimension, one.indicator): one for one in doughnut().measures}
    seen: set[str] = set()
    made = []
    for segments in zip(*(one.portrait.ring(lens) for one in found), strict=True):
        segment = segments[0]
        code = segment.dimension.code
        note = notes.get((code, segment.indicator))
        made.append(
            Row(
                numbers[code],
                wording.label(segment.dimension),
                code not in seen,
                portraits.measured(segment),
                (note.note_de if wording.german() else note.note_en) if note else "",
                _limit(segment.threshold) if segment.threshold else None,
                tuple(_cell(one) for one in segments),
            )
        )
        seen.add(code)
    return made


def _numbered(one: Portrayed) -> list[Segment]:
    """One segment for each field of the chart, in the order of its numbers."""
    return [segment for lens in LENSES for segment in foremost(one.portrait.ring(lens))]


def _numbers(found: Sequence[Portrayed]) -> list[tuple[str, str]]:
    """What the numbers of the chart stand for; for one place alone also how it stands, where that is known."""
    return [
        (wording.label(one.dimension), "" if len(found) > 1 or one.state == "gap" else portraits.standing(one))
        for one in _numbered(found[0])
    ]


def _cell(segment: Segment) -> Cell:
    reading = segment.reading
    return Cell(
        portraits.reading_text(segment.indicator, reading) if reading else "",
        reading.year if reading else None,
        reading.source if reading else "",
        portraits.ratio(segment),
        portraits.standing(segment),
        segment.state,
    )


def _limit(threshold: Threshold) -> Limit:
    return Limit(
        wording.label(threshold),
        portraits.threshold_text(threshold),
        portraits.baseline_text(threshold),
        threshold.edition,
        threshold.year,
        threshold.source,
        threshold.evidence == "quoted",
    )


def sources(found: Sequence[Portrayed]) -> list[dict[str, str]]:
    """The sources of the figures and thresholds shown, in the order of the register."""
    segments = [segment for one in found for segment in one.portrait.segments]
    used = {segment.reading.source for segment in segments if segment.reading}
    used |= {segment.threshold.source for segment in segments if segment.threshold}
    return [row for row in selectors.source_register() if row["code"] in used]


HEAD = (
    "territory",
    "lens",
    "dimension",
    "measure",
    "indicator",
    "state",
    "value",
    "unit",
    "year",
    "source",
    "licence",
    "at_least",
    "position",
    "threshold",
    "baseline",
    "threshold_unit",
    "edition",
    "threshold_year",
    "threshold_source",
    "threshold_licence",
)


def table(found: Portrayed) -> list[tuple[object, ...]]:
    """Every measure of a portrait with its figure and its threshold, in plain numbers and codes."""
    licences = {row["code"]: row["licence"] for row in selectors.source_register()}
    return [
        (
            found.place.code,
            one.dimension.lens,
            one.dimension.code,
            one.threshold.measure if one.threshold else "",
            one.indicator,
            one.state,
            *(
                (reading.value, reading.unit, reading.year, reading.source, licences[reading.source], reading.at_least)
                if (reading := one.reading)
                else ("",) * 6
            ),
            one.position,
            *(
                (
                    limit.value,
                    limit.baseline,
                    limit.unit,
                    limit.edition,
                    limit.year,
                    limit.source,
                    limit.licence,
                )
                if (limit := one.threshold)
                else ("",) * 7
            ),
        )
        for one in found.portrait.segments
    ]


def drawable(code: str, editions: Sequence[str]) -> Portrayed:
    """A portrait for a file, which has no place for sentences: what cannot be drawn is refused.

    Raises
    ------
    InputError
        ``unknown_edition``, ``mixed_editions``.
    """
    return portrayed(code, tuple(dict.fromkeys(editions)) or newest_editions(doughnut()))
