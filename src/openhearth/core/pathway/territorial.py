"""The territorial just transition plan as data: what each section can say from the plan, and what is still missing. See docs/methods/pathway.md.

The sections are those of Annex II of Regulation (EU) 2021/1056, under names of our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal, TypeVar, cast

from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.arena import LENSES, balance
from openhearth.core.pathway.effects import Moved, moved
from openhearth.core.pathway.status import day_of, given_up
from openhearth.core.pathway.terms import Action, Part, Plan

CHARACTERS = 12_000
"""At most so many in a field of the official form."""

GOAL_YEAR = 2030
"""The year until which the plan states its objectives."""

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class AnnexSection:
    """A section of the plan, and what it asks."""

    code: str
    number: str
    label_en: str
    label_de: str
    asks_en: str
    asks_de: str


@dataclass(frozen=True, slots=True)
class Record:
    """A part of the plan that speaks to a section."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What a section still lacks: a code, and the key or term it is about, if any."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum over the parts of a section, and over how many it could not be taken, because nobody has told."""

    code: str
    value: int
    unknown: int


@dataclass(frozen=True, slots=True)
class FilledSection:
    """A section with the team's own text and what the plan's parts say beside it."""

    code: str
    number: str
    text: str
    records: tuple[Record, ...]
    figures: tuple[Figure, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class FundArea:
    """A place of which it is known whether the Just Transition Fund covers it. ``partly``: only some of its municipalities."""

    code: str
    level: Literal["municipality", "nuts3"]
    name: str
    nuts3: str
    status: Literal["in", "out", "partly"]
    sure: Literal["low", "medium", "high"]
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether the fund covers a place. ``area`` is the row that tells; None where none does.

    ``because``: ``listed``, ``area_listed`` (its NUTS 3 region is), ``depends_on_municipality``, ``not_known``.
    """

    status: Literal["eligible", "not_eligible", "unknown"]
    because: Literal["listed", "area_listed", "depends_on_municipality", "not_known"]
    area: FundArea | None


def parse_sections(rows: Iterable[Mapping[str, str]]) -> tuple[AnnexSection, ...]:
    """The sections of the form, in the order of the file. Raises `InputError` as `listed`."""
    return listed(rows, AnnexSection)


def parse_areas(rows: Iterable[Mapping[str, str]]) -> tuple[FundArea, ...]:
    """The places of which the fund's cover is known. Raises `InputError` as `listed`, and ``unknown_choice``."""
    areas = listed(rows, FundArea, optional=("note",))
    faults = [
        Fault("unknown_choice", area.code, {"column": column, "found": getattr(area, column), "choices": choices})
        for area in areas
        for column, choices in (
            ("level", "municipality, nuts3"),
            ("status", "in, out, partly"),
            ("sure", "low, medium, high"),
        )
        if getattr(area, column) not in choices.split(", ")
    ]
    if faults:
        raise InputError(*faults)
    return areas


def listed(rows: Iterable[Mapping[str, str]], kind: type[Entry], optional: tuple[str, ...] = ()) -> tuple[Entry, ...]:
    """The rows of a register as values of a kind whose fields are its columns, all of them texts.

    Raises
    ------
    InputError
        ``missing_value`` for each empty cell that is not optional, ``duplicate_code``: all of them.
    """
    names = [field.name for field in fields(cast("type[AnnexSection]", kind))]
    faults, found = [], {}
    for line, row in enumerate(rows, 2):
        faults += [
            Fault("missing_value", f"line {line}", {"column": name})
            for name in names
            if not row.get(name) and name not in optional
        ]
        if row.get("code") in found:
            faults.append(Fault("duplicate_code", f"line {line}", {"code": row["code"]}))
        found[row.get("code")] = kind(**{name: row.get(name, "") for name in names})
    if faults:
        raise InputError(*faults)
    return tuple(found.values())


def eligibility(municipality: str, nuts3: str, areas: Iterable[FundArea]) -> Eligibility:
    """Whether the Just Transition Fund covers a municipality, or a NUTS 3 region where ``municipality`` is empty.

    Where nothing is known the answer is that, never a no.

    Examples
    --------
    >>> areas = (FundArea("FI197", "nuts3", "Pirkanmaa", "FI197", "partly", "high", "press", ""),)
    >>> eligibility("", "FI197", areas).because, eligibility("", "FI1B1", areas).status
    ('depends_on_municipality', 'unknown')
    """
    known = {area.code: area for area in areas}
    own, around = known.get(municipality), known.get(nuts3)
    if own is not None:
        return Eligibility("eligible" if own.status == "in" else "not_eligible", "listed", own)
    if around is None:
        return Eligibility("unknown", "not_known", None)
    if around.status == "partly":
        return Eligibility("unknown", "depends_on_municipality", around)
    return Eligibility("eligible" if around.status == "in" else "not_eligible", "area_listed", around)


def filled_sections(plan: Plan, sections: Iterable[AnnexSection]) -> tuple[FilledSection, ...]:
    """Every section of the form with what the plan has for it, and its gaps.

    A section without a text of the team has the gap ``no_text``; one above `CHARACTERS` has ``too_long``. The other gaps name
    what the plan's own parts do not tell yet. A section the house has no rule for has its text only.

    Raises
    ------
    InputError
        ``causal_loop``, as `moved`.
    """
    texts = {section.key: section.text for section in plan.sections}
    harm = tuple(one for one in moved(plan) if not one.helps)
    return tuple(_filled(section, plan, texts.get(section.code, ""), harm) for section in sections)


def _filled(section: AnnexSection, plan: Plan, text: str, harm: tuple[Moved, ...]) -> FilledSection:
    about = {
        "transition-process": _process,
        "affected-territories": _territories,
        "impact": _impact,
        "needs-objectives": _needs,
        "operations": _operations,
        "governance": _governance,
        "indicators": _indicators,
    }.get(section.code)
    records, gaps = about(plan) if about else ((), ())
    if section.code == "impact":
        records = (*records, *(Record("indicator", key) for key in dict.fromkeys(one.indicator for one in harm)))
    own = [Gap("no_text")] if not text.strip() else [Gap("too_long")] if len(text) > CHARACTERS else []
    figures = tuple(_figures(section.code, plan))
    return FilledSection(section.code, section.number, text, records, figures, (*own, *gaps))


Content = tuple[tuple[Record, ...], tuple[Gap, ...]]


def _records(kind: str, parts: Iterable[Part]) -> tuple[Record, ...]:
    return tuple(Record(kind, part.key) for part in parts)


def _ending(plan: Plan) -> tuple[Action, ...]:
    return tuple(one for one in plan.actions if one.kind == "phase_out" and not given_up(one))


def _beginning(plan: Plan) -> tuple[Action, ...]:
    return tuple(one for one in plan.actions if one.kind == "build_up" and not given_up(one))


def _process(plan: Plan) -> Content:
    gaps = [] if plan.vision.text and plan.vision.year else [Gap("no_vision")]
    due = [day for one in plan.milestones if (day := day_of(one.due)) is not None]
    gaps += [] if any(day.year <= GOAL_YEAR for day in due) else [Gap("no_milestone_until", str(GOAL_YEAR))]
    gaps += [] if _ending(plan) else [Gap("nothing_ends")]
    gaps += [Gap("no_end", one.key) for one in _ending(plan) if day_of(one.end) is None]
    vision = (Record("vision", "vision"),) if plan.vision.text else ()
    told = (*vision, *_records("pathway", plan.pathways), *_records("milestone", plan.milestones))
    return (*told, *_records("action", _ending(plan))), tuple(gaps)


def _territories(plan: Plan) -> Content:
    ending = _ending(plan)
    gaps = [] if ending else [Gap("nothing_ends")]
    return _records("action", ending), (*gaps, *(Gap("no_site", one.key) for one in ending if not one.sites))


def _impact(plan: Plan) -> Content:
    ending = _ending(plan)
    social = [one for one in plan.challenges if one.lens == "social"]
    gaps = [Gap("jobs_unknown", one.key) for one in ending if one.jobs_concerned is None]
    gaps += [] if social else [Gap("no_challenge", "social")]
    return (*_records("challenge", social), *_records("action", ending)), tuple(gaps)


def _needs(plan: Plan) -> Content:
    named = {one.lens for one in plan.challenges}
    gaps = [Gap("no_challenge", lens) for lens in LENSES if lens not in named]
    with_goal = [one for one in plan.indicators if any(target.year <= GOAL_YEAR for target in one.targets)]
    gaps += [] if with_goal else [Gap("no_target_until", str(GOAL_YEAR))]
    return (*_records("challenge", plan.challenges), *_records("indicator", with_goal)), tuple(gaps)


def _operations(plan: Plan) -> Content:
    beginning = _beginning(plan)
    causes = {effect.cause for effect in plan.effects}
    gaps = [] if beginning else [Gap("nothing_begins")]
    for one in beginning:
        gaps += [] if one.costs else [Gap("cost_unknown", one.key)]
        gaps += [Gap("no_funding_source", one.key)] if any(not cost.source for cost in one.costs) else []
        gaps += [] if one.key in causes else [Gap("no_expected_effect", one.key)]
    return _records("action", beginning), tuple(gaps)


def _governance(plan: Plan) -> Content:
    gaps = [Gap("helix_empty", helix) for helix in balance(plan).empty]
    gaps += [Gap("no_owner", one.key) for one in plan.actions if not one.owner and not given_up(one)]
    return _records("stakeholder", (one for one in plan.stakeholders if one.present)), tuple(gaps)


def _indicators(plan: Plan) -> Content:
    gaps = [] if plan.indicators else [Gap("no_indicator")]
    gaps += [Gap("no_baseline", one.key) for one in plan.indicators if one.baseline is None]
    gaps += [Gap("no_target", one.key) for one in plan.indicators if not one.targets]
    return _records("indicator", plan.indicators), tuple(gaps)


def _figures(code: str, plan: Plan) -> Iterator[Figure]:
    if code == "impact":
        jobs = [one.jobs_concerned for one in _ending(plan)]
        if jobs:
            yield Figure("jobs_concerned", sum(count for count in jobs if count is not None), jobs.count(None))
    if code == "operations" and (beginning := _beginning(plan)):
        costs = [cost for one in beginning for cost in one.costs]
        without = sum(not one.costs for one in beginning)
        yield Figure("cents", sum(cost.cents for cost in costs), without)
        yield Figure("cents_secured", sum(cost.cents for cost in costs if cost.secured), without)
