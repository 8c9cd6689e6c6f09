"""What may be wrong with a portfolio problem. Every function yields all faults of its part; none stops at the first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from math import isfinite

from openhearth.core.errors import Fault
from openhearth.core.portfolio.terms import (
    COST,
    Action,
    AtLeast,
    AtMost,
    Budget,
    Ceiling,
    Constraint,
    Cost,
    Effect,
    Exclusion,
    Floor,
    Measure,
    Objective,
    Prerequisite,
    StartWindow,
    Synergy,
    whole,
)

# fmt: off
UNITS = frozenset({
    "1", "%", "points", "places", "persons", "jobs", "FTE", "households", "companies", "dwellings", "days", "years",
    "EUR", "kEUR", "MEUR", "bnEUR", "USD", "kUSD", "MUSD", "GBP", "kGBP", "MGBP",
    "gCO2e", "kgCO2e", "tCO2e", "ktCO2e", "MtCO2e", "kg", "t", "kt", "Mt", "m", "km", "m2", "ha", "km2", "l", "m3", "hm3",
    "kWh", "MWh", "GWh", "TWh", "GJ", "TJ", "PJ", "kW", "MW", "GW",
    "per million", "persons/km2", "PPS/person", "EUR/person", "tCO2e/person",
})
# fmt: on
"""Units an amount may be in; ``"1"`` is a plain number. `unit_meant` says what else they may be written as."""

_SPELLINGS = {"CO₂": "CO2", "CO2-eq": "CO2e", "CO2eq": "CO2e", "²": "2", "³": "3", "€": "EUR"}
_SPELLINGS |= {"million EUR": "MEUR", "thousand EUR": "kEUR"}

OBJECTIVES = (2, 6)
"""Fewest and most aims."""

MOST_ACTIONS = 20_000
MOST_OPTIONS = 1_000
"""More options of one action are refused: they are a list of projects, not ways of doing one."""

LARGEST = 2**44
"""Whole numbers of one measure sum to at most this (17 million million), so that weighted sums stay exact in 64 bits."""


def unit_meant(written: str) -> str | None:
    """The unit of `UNITS` that a text means, as the indicators of the house or people write it; None where there is none.

    Spaces do not matter, nor whether figures stand high or low.

    Examples
    --------
    >>> unit_meant("t CO2e"), unit_meant("kt CO₂-eq"), unit_meant("km²"), unit_meant("million EUR"), unit_meant("heads")
    ('tCO2e', 'ktCO2e', 'km2', 'MEUR', None)
    """
    for found, meant in _SPELLINGS.items():
        written = written.replace(found, meant)
    return {"".join(unit.split()): unit for unit in UNITS}.get("".join(written.split()))


def known_measures(measures: Iterable[Measure]) -> dict[str, Measure]:
    """Measures by code; the money of a problem that does not declare it is euro in whole numbers."""
    return {COST: Measure(COST, "EUR")} | {measure.code: measure for measure in measures}


def measure_faults(measures: Sequence[Measure], objectives: Sequence[Objective]) -> Iterator[Fault]:
    """Of the measures and aims.

    ``duplicate_code``, ``missing_code``, ``unknown_unit``, ``decimals_out_of_range``, ``objectives_out_of_range``,
    ``unknown_measure``, ``unknown_direction``, ``unknown_kind_of_aim`` and ``spread_to_grow``.
    """
    yield from _code_faults([measure.code for measure in measures], "measures")
    for measure in measures:
        place = f"measure {measure.code}"
        if unit_meant(measure.unit) is None:
            near = get_close_matches(measure.unit, sorted(UNITS), 3, 0.3)
            yield Fault("unknown_unit", place, {"found": measure.unit, "near": tuple(near)})
        if not -9 <= measure.decimals <= 9:
            yield Fault("decimals_out_of_range", place, {"found": measure.decimals, "least": -9, "most": 9})
    least, most = OBJECTIVES
    if not least <= len(objectives) <= most:
        params = {"found": len(objectives), "least": least, "most": most}
        yield Fault("objectives_out_of_range", "objectives", params)
    yield from _code_faults([objective.code for objective in objectives], "objectives")
    known = known_measures(measures)
    for objective in objectives:
        place = f"objective {objective.code}"
        yield from _known(objective.measure, known, "unknown_measure", place)
        yield from _known(objective.direction, ("max", "min"), "unknown_direction", place)
        yield from _known(objective.kind, ("sum", "worst_off", "spread"), "unknown_kind_of_aim", place)
        if objective.kind == "spread" and objective.direction == "max":
            yield Fault("spread_to_grow", place)


def comparison_faults(
    objectives: Sequence[Objective], actions: Sequence[Action], synergies: Sequence[Synergy]
) -> Iterator[Fault]:
    """Of aims about inequality: ``nothing_to_compare`` where there are not two places or groups, or money is meant."""
    named = _named(actions, synergies)
    for objective in objectives:
        if objective.kind == "sum":
            continue
        across = objective.across if objective.across in named else "place"
        found = named[across] - {""}
        if len(found) < 2 or objective.measure == COST or getattr(objective, across):
            yield Fault("nothing_to_compare", f"objective {objective.code}", {"across": across, "found": len(found)})


def action_faults(
    actions: Sequence[Action], synergies: Sequence[Synergy], measures: Sequence[Measure]
) -> Iterator[Fault]:
    """Of the actions, their options and synergies.

    ``duplicate_code``, ``missing_code``, ``too_many_actions``, ``no_options``, ``too_many_options``,
    ``unknown_measure``, ``unknown_action``, ``same_action``, ``cost_as_effect``, ``not_finite``,
    ``finer_than_decimals`` and ``amount_too_large``.
    """
    if len(actions) > MOST_ACTIONS:
        yield Fault("too_many_actions", "actions", {"found": len(actions), "most": MOST_ACTIONS})
        return
    yield from _code_faults([action.code for action in actions], "actions")
    for action in actions:
        place = f"action {action.code}"
        if not action.options:
            yield Fault("no_options", place)
        if len(action.options) > MOST_OPTIONS:
            yield Fault("too_many_options", place, {"found": len(action.options), "most": MOST_OPTIONS})
        yield from _code_faults([option.code for option in action.options], place)
    codes = {action.code for action in actions}
    for synergy in synergies:
        place = f"synergy {synergy.first} {synergy.second}"
        yield from _pair_faults(synergy.first, synergy.second, codes, place)
    yield from _amounts_faults(actions, synergies, known_measures(measures))


def constraint_faults(
    constraints: Sequence[Constraint], actions: Sequence[Action], measures: Sequence[Measure]
) -> Iterator[Fault]:
    """Of the constraints, each by itself and together.

    ``negative_budget``, ``unknown_action``, ``same_action``, ``duplicate_action``, ``count_out_of_range``,
    ``unknown_measure``, ``unknown_place``, ``unknown_group``, ``years_reversed``, ``start_unknown``, ``not_finite``,
    ``finer_than_decimals``, ``amount_too_large``, ``prerequisite_cycle`` and ``contradiction``.
    """
    by_code = {action.code: action for action in actions}
    known = known_measures(measures)
    named = _named(actions)
    for number, constraint in enumerate(constraints, 1):
        place = f"constraint {number}"
        match constraint:
            case Budget():
                yield from _amount_faults(constraint.amount, known[COST], place)
                if constraint.amount < 0:
                    yield Fault("negative_budget", place, {"found": constraint.amount})
            case Floor() | Ceiling():
                yield from _bound_faults(constraint, known, named, place)
            case AtMost() | AtLeast():
                yield from _count_faults(constraint, by_code, place)
            case Exclusion(first, second):
                yield from _pair_faults(first, second, by_code, place)
            case Prerequisite():
                yield from _prerequisite_faults(constraint, by_code, place)
            case StartWindow():
                yield from _window_faults(constraint, by_code, place)
    yield from _cycle_faults(constraints)
    yield from _contradictions(constraints)


def _code_faults(codes: Sequence[str], place: str) -> Iterator[Fault]:
    for code, count in Counter(codes).items():
        if not code.strip():
            yield Fault("missing_code", place)
        elif count > 1:
            yield Fault("duplicate_code", place, {"code": code})


def _known(found: str, known: Collection[str], code: str, place: str) -> Iterator[Fault]:
    if found not in known:
        yield Fault(code, place, {"found": found, "near": tuple(get_close_matches(found, sorted(known), 3))})


def _pair_faults(first: str, second: str, known: Collection[str], place: str) -> Iterator[Fault]:
    yield from _known(first, known, "unknown_action", place)
    if first == second:
        yield Fault("same_action", place, {"action": first})
    else:
        yield from _known(second, known, "unknown_action", place)


def _amount_faults(amount: float, measure: Measure, place: str) -> Iterator[Fault]:
    if not isfinite(amount):
        yield Fault("not_finite", place, {"measure": measure.code, "found": str(amount)})
        return
    scaled = whole(amount, measure.decimals)
    if scaled != scaled.to_integral_value():
        params = {"measure": measure.code, "found": amount, "decimals": measure.decimals}
        yield Fault("finer_than_decimals", place, params)
    if abs(scaled) > LARGEST:
        yield Fault("amount_too_large", place, {"measure": measure.code, "found": amount, "most": LARGEST})


def _amounts_faults(
    actions: Sequence[Action], synergies: Sequence[Synergy], known: Mapping[str, Measure]
) -> Iterator[Fault]:
    """Of all amounts, each by itself; then of their sums by measure, which must not be too large either."""
    sums: dict[str, float] = defaultdict(float)
    parts: list[tuple[str, tuple[Cost, ...], tuple[Effect, ...]]] = [
        (f"action {action.code} option {option.code}", option.costs, option.effects)
        for action in actions
        for option in action.options
    ]
    parts += [(f"synergy {one.first} {one.second}", one.costs, one.effects) for one in synergies]
    for place, costs, effects in parts:
        amounts = [(COST, cost.amount) for cost in costs]
        for effect in effects:
            if effect.measure == COST:
                yield Fault("cost_as_effect", place)
            elif effect.measure in known:
                amounts.append((effect.measure, effect.amount))
            else:
                yield from _known(effect.measure, known, "unknown_measure", place)
        for code, amount in amounts:
            yield from _amount_faults(amount, known[code], place)
            sums[code] += abs(amount) * 10.0 ** known[code].decimals
    for code, total in sums.items():
        if isfinite(total) and total > LARGEST:
            yield Fault("amount_too_large", f"measure {code}", {"measure": code, "found": total, "most": LARGEST})


def _named(actions: Sequence[Action], synergies: Sequence[Synergy] = ()) -> dict[str, set[str]]:
    effects = [effect for action in actions for option in action.options for effect in option.effects]
    effects += [effect for synergy in synergies for effect in synergy.effects]
    return {"place": {effect.place for effect in effects}, "group": {effect.group for effect in effects}}


def _bound_faults(
    bound: Floor | Ceiling, known: Mapping[str, Measure], named: Mapping[str, set[str]], place: str
) -> Iterator[Fault]:
    """A place that no effect names is a slip of the pen, and a floor below zero for it would silently hold."""
    yield from _known(bound.measure, known, "unknown_measure", place)
    if bound.measure in known:
        yield from _amount_faults(bound.amount, known[bound.measure], place)
    if bound.place:
        yield from _known(bound.place, named["place"], "unknown_place", place)
    if bound.group:
        yield from _known(bound.group, named["group"], "unknown_group", place)


def _count_faults(constraint: AtMost | AtLeast, known: Collection[str], place: str) -> Iterator[Fault]:
    for code, count in Counter(constraint.actions).items():
        yield from _known(code, known, "unknown_action", place)
        if count > 1:
            yield Fault("duplicate_action", place, {"action": code})
    most = len(set(constraint.actions))
    if constraint.count < 0 or (isinstance(constraint, AtLeast) and constraint.count > most):
        yield Fault("count_out_of_range", place, {"found": constraint.count, "least": 0, "most": most})


def _prerequisite_faults(constraint: Prerequisite, actions: Mapping[str, Action], place: str) -> Iterator[Fault]:
    yield from _pair_faults(constraint.action, constraint.needs, actions, place)
    if constraint.lag is not None:
        for code in (constraint.action, constraint.needs):
            yield from _start_faults(actions.get(code), place)


def _window_faults(constraint: StartWindow, actions: Mapping[str, Action], place: str) -> Iterator[Fault]:
    yield from _known(constraint.action, actions, "unknown_action", place)
    yield from _start_faults(actions.get(constraint.action), place)
    if None not in (constraint.earliest, constraint.latest) and constraint.earliest > constraint.latest:  # type: ignore[operator]
        params = {"started": constraint.earliest, "ended": constraint.latest}
        yield Fault("years_reversed", place, params)


def _start_faults(action: Action | None, place: str) -> Iterator[Fault]:
    for option in action.options if action else ():
        if option.start is None:
            yield Fault("start_unknown", place, {"action": action.code if action else "", "option": option.code})


def _cycle_faults(constraints: Iterable[Constraint]) -> Iterator[Fault]:
    """One cycle for each knot of prerequisites."""
    needs: dict[str, set[str]] = defaultdict(set)
    for constraint in constraints:
        if isinstance(constraint, Prerequisite) and constraint.action != constraint.needs:
            needs[constraint.action].add(constraint.needs)
    while True:
        try:
            TopologicalSorter(needs).prepare()
        except CycleError as cycle:
            found = tuple(cycle.args[1])[::-1]
            yield Fault("prerequisite_cycle", "constraints", {"actions": found})
            for code in found:
                needs.pop(code, None)
        else:
            return


def _contradictions(constraints: Sequence[Constraint]) -> Iterator[Fault]:
    """A floor above the ceiling of the same thing, or more wanted of a set than allowed."""
    least: dict[object, float] = {}
    most: dict[object, float] = {}
    for constraint in constraints:
        match constraint:
            case Floor(measure, amount, place, group) if amount == amount:  # noqa: PLR0124 (not NaN)
                least[measure, place, group] = max(amount, least.get((measure, place, group), amount))
            case Ceiling(measure, amount, place, group) if amount == amount:  # noqa: PLR0124
                most[measure, place, group] = min(amount, most.get((measure, place, group), amount))
            case AtLeast(count, actions):
                least[frozenset(actions)] = max(count, least.get(frozenset(actions), count))
            case AtMost(count, actions):
                most[frozenset(actions)] = min(count, most.get(frozenset(actions), count))
    for key, floor in least.items():
        if key in most and most[key] < floor:
            about = sorted(key) if isinstance(key, frozenset) else [part for part in key if part]  # type: ignore[attr-defined]
            yield Fault("contradiction", "constraints", {"about": tuple(about), "floor": floor, "ceiling": most[key]})
