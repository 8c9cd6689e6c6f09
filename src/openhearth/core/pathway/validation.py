"""All that is wrong with a plan before it can be trusted: texts and days, keys that lead nowhere, and circles."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from graphlib import CycleError, TopologicalSorter
from types import UnionType
from typing import Literal, get_args, get_origin, get_type_hints

from openhearth.core.errors import Fault
from openhearth.core.pathway.assembly import parts_of
from openhearth.core.pathway.status import day_of
from openhearth.core.pathway.terms import KINDS, Action, Indicator, Part, Plan

CENTS = 10**15
"""Amounts of money stay below this, so that every spreadsheet holds them exactly."""

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# No table and no XML can carry these; tab and line feed are the only control characters of a text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DAYS = frozenset({"start", "end", "due", "done_on", "reached_on", "reported_on"})
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "stakeholder": ("organisation",),
    "challenge": ("text",),
    "pathway": ("title",),
    "milestone": ("title", "due", "pathway"),
    "action": ("title",),
    "indicator": ("title", "unit"),
    "effect": ("cause", "indicator"),
    "experiment": ("title", "hypothesis"),
    "section": ("text",),
}
_NEEDED_IN_ROWS: Mapping[str, tuple[str, ...]] = {"steps": ("title",)}

Problem = tuple[str, str, Mapping[str, object]]
"""Code, what it is about within a part (a field, or ``steps/2/due``), and what its sentence needs."""


def plan_faults(
    plan: Plan,
    register_codes: Collection[str] | None = None,
    *,
    dimensions: Collection[str] | None = None,
    sections: Collection[str] | None = None,
    questions: Collection[str] | None = None,
) -> tuple[Fault, ...]:
    """All that is wrong with a plan; empty when all is well.

    Parameters
    ----------
    register_codes, dimensions, sections, questions
        What `Indicator.register`, `Indicator.dimension` and the keys of sections and answers may be; None: not checked.

    Returns
    -------
    tuple of Fault
        Placed at ``kind/key/field``, in a row of a field at ``kind/key/field/row/column`` (rows count from 1), in the order of
        the plan. About one part: ``missing_text``, ``untrimmed_text``, ``control_character``, ``unknown_term``, ``bad_key``,
        ``duplicate_key``, ``same_key`` (an action and an indicator: an effect could not tell which), ``duplicate_term``,
        ``bad_date``, ``days_reversed``, ``bad_year``, ``duplicate_year``, ``not_finite``, ``negative``, ``bad_cost``,
        ``out_of_scale``, ``no_reason`` (an override), ``no_baseline`` (targets), ``target_before_baseline``.
        Between parts: ``unknown_key``, ``unknown_indicator``, ``unknown_dimension``, ``prerequisite_cycle``,
        ``excludes_itself``, ``excludes_prerequisite``, ``supersede_loop``, ``causal_loop``, ``several_preferred``.

    Examples
    --------
    >>> ovens = Action("ovens", "Close the coke ovens", "phase_out", prerequisites=("heat",))
    >>> [str(fault) for fault in plan_faults(Plan("P", "DEA12", actions=(ovens,)))]
    ["action/ovens/prerequisites: unknown_key (kind='action', found='heat')"]
    """
    faults = [
        Fault("missing_text", f"plan/plan/{name}", {"field": name})
        for name in ("title", "region")
        if not getattr(plan, name).strip()
    ]
    for kind, part in parts_of(plan):
        problems = (*_text_problems(kind, part), *_value_problems(part), *_own_problems(part))
        faults += [Fault(code, f"{kind}/{part.key}/{about}", params) for code, about, params in problems]
    faults += _key_faults(plan)
    faults += _reference_faults(plan)
    faults += _listed_faults(plan, register_codes, dimensions, sections, questions)
    faults += _action_faults(plan.actions)
    faults += _loop_faults(plan)
    return tuple(faults)


def _text_problems(kind: str, part: Part) -> Iterator[Problem]:
    for name in _NEEDED.get(kind, ()):
        if not getattr(part, name).strip():
            yield "missing_text", name, {"field": name}
    for about, value in _leaves(part):
        if not isinstance(value, str):
            continue
        if value != value.strip():
            yield "untrimmed_text", about, {"found": value}
        if _CONTROL.search(value):
            yield "control_character", about, {"found": ascii(value)}
        if about.rpartition("/")[2] in _DAYS and value and day_of(value) is None:
            yield "bad_date", about, {"found": value}
        row = about.split("/")
        listed = len(row) == 2 and row[1].isdigit()
        if (listed or (len(row) == 3 and row[2] in _NEEDED_IN_ROWS.get(row[0], ()))) and not value.strip():
            yield "missing_text", about, {"field": row[0]}


def _leaves(part: object, under: str = "") -> Iterator[tuple[str, object]]:
    """Every single value of a part with its place within it: ``title``, ``partners/1``, ``steps/2/due``."""
    for field in fields(part):  # type: ignore[arg-type]
        value, about = getattr(part, field.name), f"{under}{field.name}"
        if isinstance(value, tuple):
            for position, item in enumerate(value, 1):
                if is_dataclass(item):
                    yield from _leaves(item, f"{about}/{position}/")
                else:
                    yield f"{about}/{position}", item
        elif is_dataclass(value):
            yield from _leaves(value, f"{about}/")
        else:
            yield about, value


def _value_problems(part: Part) -> Iterator[Problem]:
    for name, terms in TERMS[type(part)].items():
        value = getattr(part, name)
        if value not in terms:
            yield "unknown_term", name, {"found": value}
    for about, value in _leaves(part):
        name = about.rpartition("/")[2]
        if name in ("year", "from_year") and value is not None and not _is_year(value):
            yield "bad_year", about, {"found": value}
        unknown = about.startswith(("observations/", "baseline/"))
        if isinstance(value, float) and not math.isfinite(value) and not (unknown and math.isnan(value)):
            yield "not_finite", about, {}
        if name in ("jobs_concerned", "tolerance") and isinstance(value, int | float) and value < 0:
            yield "negative", about, {"column": name}
        if name == "cents" and not (isinstance(value, int) and 0 <= value < CENTS):
            yield "bad_cost", about, {"found": value}
        if name in ("influence", "interest") and value is not None and value not in range(1, 6):
            yield "out_of_scale", about, {"found": value, "least": 1, "most": 5}
        if name == "grade" and value not in range(3):
            yield "out_of_scale", about, {"found": value, "least": 0, "most": 2}


def _terms(kind: type[Part]) -> Mapping[str, tuple[object, ...]]:
    """The values that the fields of a kind may have, where only some are allowed."""
    found = {}
    for name, hint in get_type_hints(kind).items():
        choices = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        literals = [term for one in choices if get_origin(one) is Literal for term in get_args(one)]
        if literals:
            found[name] = (*literals, *([None] if type(None) in choices else []))
    return found


TERMS: Mapping[type[Part], Mapping[str, tuple[object, ...]]] = {kind: _terms(kind) for kind in KINDS.values()}
"""The allowed values of the fields that have such, for each kind of part; None where nothing need be said."""


def _is_year(value: object) -> bool:
    return isinstance(value, int) and 1000 <= value <= 9999


def _own_problems(part: Part) -> Iterator[Problem]:
    start, end = (day_of(getattr(part, name, "")) for name in ("start", "end"))
    if start is not None and end is not None and end < start:
        yield "days_reversed", "end", {"start": start.isoformat(), "end": end.isoformat()}
    for name in ("pathways", "sites", "partners", "prerequisites", "excludes", "indicators"):
        values = getattr(part, name, ())
        for found in dict.fromkeys(value for at, value in enumerate(values) if value in values[:at]):
            yield "duplicate_term", name, {"found": found}
    if isinstance(part, Action) and part.status is not None and not part.status_because.strip():
        yield "no_reason", "status_because", {"status": part.status}
    if isinstance(part, Indicator):
        yield from _target_problems(part)


def _target_problems(indicator: Indicator) -> Iterator[Problem]:
    baseline = indicator.baseline
    if indicator.targets and (baseline is None or math.isnan(baseline.value)):
        yield "no_baseline", "baseline", {}
    for position, target in enumerate(indicator.targets, 1):
        if baseline is not None and target.year <= baseline.year:
            params = {"target": target.year, "baseline": baseline.year}
            yield "target_before_baseline", f"targets/{position}/year", params
    for name in ("targets", "observations"):
        years = [one.year for one in getattr(indicator, name)]
        for position, year in enumerate(years):
            if year in years[:position]:
                yield "duplicate_year", f"{name}/{position + 1}/year", {"found": year}


def _key_faults(plan: Plan) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    actions = {action.key for action in plan.actions}
    for kind, part in parts_of(plan):
        place = f"{kind}/{part.key}/key"
        if not _KEY.fullmatch(part.key) or (kind == "vision" and part.key != "vision"):
            yield Fault("bad_key", place, {"found": part.key})
        if (kind, part.key) in seen:
            yield Fault("duplicate_key", place, {"key": part.key})
        seen.add((kind, part.key))
        if kind == "indicator" and part.key in actions:
            yield Fault("same_key", place, {"key": part.key})


def _reference_faults(plan: Plan) -> Iterator[Fault]:
    actions, indicators, pathways = (
        frozenset(one.key for one in parts) for parts in (plan.actions, plan.indicators, plan.pathways)
    )

    def unknown(kind: str, place: str, keys: Iterable[str], known: Collection[str]) -> Iterator[Fault]:
        return (Fault("unknown_key", place, {"kind": kind, "found": key}) for key in keys if key and key not in known)

    for milestone in plan.milestones:
        yield from unknown("pathway", f"milestone/{milestone.key}/pathway", [milestone.pathway], pathways)
    for action in plan.actions:
        place = f"action/{action.key}"
        yield from unknown("pathway", f"{place}/pathways", action.pathways, pathways)
        yield from unknown("action", f"{place}/prerequisites", action.prerequisites, actions)
        yield from unknown("action", f"{place}/excludes", action.excludes, actions)
        yield from unknown("action", f"{place}/superseded_by", [action.superseded_by], actions)
    for effect in plan.effects:
        place = f"effect/{effect.key}"
        yield from unknown("action or indicator", f"{place}/cause", [effect.cause], actions | indicators)
        yield from unknown("indicator", f"{place}/indicator", [effect.indicator], indicators)
    for experiment in plan.experiments:
        place = f"experiment/{experiment.key}"
        yield from unknown("indicator", f"{place}/indicators", experiment.indicators, indicators)
        yield from unknown("pathway", f"{place}/pathways", experiment.pathways, pathways)


def _listed_faults(
    plan: Plan,
    register_codes: Collection[str] | None,
    dimensions: Collection[str] | None,
    sections: Collection[str] | None,
    questions: Collection[str] | None,
) -> Iterator[Fault]:
    for one in plan.indicators:
        if register_codes is not None and one.register and one.register not in register_codes:
            yield Fault("unknown_indicator", f"indicator/{one.key}/register", {"code": one.register})
        if dimensions is not None and one.dimension and one.dimension not in dimensions:
            params = {"found": one.dimension, "known": ", ".join(sorted(dimensions))}
            yield Fault("unknown_dimension", f"indicator/{one.key}/dimension", params)
    for kind, parts, known in (("section", plan.sections, sections), ("answer", plan.answers, questions)):
        for part in parts:
            if known is not None and part.key not in known:
                yield Fault("unknown_key", f"{kind}/{part.key}/key", {"kind": kind, "found": part.key})


def _action_faults(actions: Sequence[Action]) -> Iterator[Fault]:
    """Prerequisites that run in circles, and those that cannot be done beside what needs them."""
    needs = {action.key: action.prerequisites for action in actions}
    excluded = sorted({tuple(sorted((action.key, other))) for action in actions for other in action.excludes})
    for action in actions:
        if action.key in action.excludes:
            yield Fault("excludes_itself", f"action/{action.key}/excludes", {})
        if not (excluded and action.prerequisites):
            continue
        before = _reached(action.key, needs) | {action.key}
        for first, second in excluded:
            if first != second and first in before and second in before:
                params = {"action": action.key, "first": first, "second": second}
                yield Fault("excludes_prerequisite", f"action/{action.key}/prerequisites", params)


def _reached(key: str, leads_to: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(leads_to.get(key, ()))
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += leads_to.get(one, ())
    return found


def _loop_faults(plan: Plan) -> Iterator[Fault]:
    needs = {action.key: action.prerequisites for action in plan.actions}
    for keys in loops(needs):
        yield Fault("prerequisite_cycle", f"action/{keys[0]}/prerequisites", {"actions": ", ".join(keys)})
    for keys in loops({action.key: (action.superseded_by,) for action in plan.actions if action.superseded_by}):
        yield Fault("supersede_loop", f"action/{keys[0]}/superseded_by", {"actions": ", ".join(keys)})
    indicators = {one.key for one in plan.indicators}
    caused: dict[str, list[str]] = {}
    for effect in plan.effects:
        if effect.cause in indicators:
            caused.setdefault(effect.cause, []).append(effect.indicator)
    for keys in loops(caused):
        place = next(
            f"effect/{one.key}/cause" for one in plan.effects if one.cause == keys[0] and one.indicator in keys
        )
        yield Fault("causal_loop", place, {"indicators": ", ".join(keys)})
    preferred = [one.key for one in plan.pathways if one.preferred]
    if len(preferred) > 1:
        yield Fault("several_preferred", f"pathway/{preferred[1]}/preferred", {"found": ", ".join(preferred)})


def loops(leads_to: Mapping[str, Collection[str]]) -> tuple[tuple[str, ...], ...]:
    """Circles that share no key, until none is left: each begins with its first key in the alphabet and follows the arrows.

    Examples
    --------
    >>> loops({"a": ["b"], "b": ["c"], "c": ["a", "d"], "e": ["e"]})
    (('a', 'b', 'c'), ('e',))
    """
    found = []
    left = {key: set(keys) for key, keys in leads_to.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1][1:]))
            first = circle.index(min(circle))
            circle = circle[first:] + circle[:first]
            found.append(tuple(circle))
            left = {key: keys - set(circle) for key, keys in left.items() if key not in circle}
        else:
            return tuple(sorted(found))
