"""What a plan is expected to move: its actions' effects year by year, through the indicators that move others. See docs/methods/pathway.md."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.monitoring import observed
from openhearth.core.pathway.status import day_of, given_up
from openhearth.core.pathway.terms import Action, Confidence, Direction, Effect, Kind, Observation, Plan
from openhearth.core.pathway.validation import loops
from openhearth.core.values import Array

CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
"""From the weakest to the strongest."""


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedEffects:
    """What each action is expected to change in each indicator, year by year.

    Parameters
    ----------
    actions, kinds, indicators, years
        Labels of the axes; the kind of each action beside it.
    change
        (actions, indicators, years) in the unit of each indicator; zero where the plan expects nothing, NaN where an amount is
        not known.
    confidence
        (actions, indicators): 0 where nothing is expected, else 1 (low) to 3 (high), the weakest link of all that leads there.
    undated
        Keys of effects that count in no year, because nothing tells when they begin.
    """

    actions: tuple[str, ...]
    kinds: tuple[Kind, ...]
    indicators: tuple[str, ...]
    years: tuple[int, ...]
    change: Array
    confidence: NDArray[np.int8]
    undated: tuple[str, ...]

    def total(self, kind: Kind | None = None) -> Array:
        """(indicators, years): the sum over all actions, or over those that build up, or phase out."""
        chosen = [kind in (None, one) for one in self.kinds]
        found: Array = self.change[chosen].sum(axis=0)
        return found

    def of(self, action: str, indicator: str) -> Array:
        """(years,) what one action changes in one indicator."""
        found: Array = self.change[self.actions.index(action), self.indicators.index(indicator)]
        return found


@dataclass(frozen=True, slots=True)
class Moved:
    """What an action moves in an indicator once all of it works. ``helps``: towards the better. ``direct``: not through another."""

    action: str
    kind: Kind
    indicator: str
    change: float
    helps: bool
    confidence: Confidence
    direct: bool


@dataclass(frozen=True, slots=True)
class TowardTarget:
    """What the plan does about the gap between what was last observed and a target.

    Parameters
    ----------
    since, observed
        Year and value of the last known observation.
    needed
        Target minus observed.
    build_up, phase_out
        What actions of each kind are expected to add between ``since`` and the target; what worked before is in the observation.
    expected
        Their sum.
    share
        expected / needed: 1 closes the gap, below zero leads away; NaN where nothing is needed any more or something is unknown.
    confidence
        The weakest of all effects that count here; None where there is none.
    """

    indicator: str
    year: int
    target: float
    since: int
    observed: float
    needed: float
    build_up: float
    phase_out: float
    expected: float
    share: float
    confidence: Confidence | None


def expected_effects(plan: Plan, years: Sequence[int], actions: Collection[str] | None = None) -> ExpectedEffects:
    r"""Effects of actions on indicators, directly and through the indicators that move others.

    An effect begins fully in its ``from_year``, or in the year in which its action ends, and stays; before that there is none.
    With direct effects D (action a, indicator i, year y) and links w from indicator i to indicator j from year f on:

    .. math:: C_{ajy} = D_{ajy} + \sum_{i \to j} w_{ij} [y \ge f_{ij}]\, C_{aiy}

    Indicators are taken so that causes come before what they move. A link without a year holds always.

    Parameters
    ----------
    years
        The years asked for, in any order.
    actions
        Whose effects count; None: of all that are neither stopped (with a reason) nor superseded.

    Raises
    ------
    InputError
        ``causal_loop`` where indicators move each other in a circle.

    Examples
    --------
    >>> from openhearth.core.pathway.terms import Indicator
    >>> heat, air = (Indicator(key, key, "t", "less", "ecological") for key in ("heat", "air"))
    >>> ovens = Action("ovens", "Close the ovens", "phase_out", end="2030-06-30")
    >>> links = (Effect("one", "ovens", "heat", -4.0, None, "high"), Effect("two", "heat", "air", 0.5, None, "medium"))
    >>> found = expected_effects(Plan("P", "DEA12", actions=(ovens,), indicators=(heat, air), effects=links), (2029, 2030))
    >>> found.of("ovens", "air"), found.confidence.tolist()
    (array([ 0., -2.]), [[3, 2]])
    """
    chosen = [one for one in plan.actions if (not given_up(one) if actions is None else one.key in actions)]
    row = {one.key: position for position, one in enumerate(chosen)}
    column = {one.key: position for position, one in enumerate(plan.indicators)}
    at = np.asarray(years, dtype=float)
    change = np.zeros((len(chosen), len(column), len(at)))
    confidence = np.zeros((len(chosen), len(column)), dtype=np.int8)
    undated = []
    links: dict[str, list[Effect]] = {}
    for effect in plan.effects:
        if effect.indicator not in column:
            continue
        if effect.cause in column:
            links.setdefault(effect.cause, []).append(effect)
        elif effect.cause in row:
            begins = effect.from_year or _last_year(chosen[row[effect.cause]])
            if begins is None:
                undated.append(effect.key)
                continue
            place = row[effect.cause], column[effect.indicator]
            change[place] += np.where(at >= begins, effect.amount, 0.0)
            _weaken(confidence[place[0] : place[0] + 1, place[1]], effect, effect.amount != 0)
    for key in _causes_first(links):
        for effect in links.get(key, ()):
            cause, to = column[key], column[effect.indicator]
            holds = np.ones(len(at), dtype=bool) if effect.from_year is None else at >= effect.from_year
            change[:, to] += np.where(holds & (change[:, cause] != 0), effect.amount * change[:, cause], 0.0)
            _pass_on(confidence, cause, to, effect)
    change.flags.writeable = confidence.flags.writeable = False
    kinds = tuple(one.kind for one in chosen)
    return ExpectedEffects(tuple(row), kinds, tuple(column), tuple(years), change, confidence, tuple(undated))


def moved(plan: Plan, actions: Collection[str] | None = None) -> tuple[Moved, ...]:
    """What each action moves once everything works, in the order of actions and indicators; see `hurting` for the harm.

    An effect whose amount is not known moves nothing that could be told here. Raises as `expected_effects`.
    """
    found = expected_effects(_without_years(plan), (0,), actions)
    directions = {one.key: one.direction for one in plan.indicators}
    direct = {(effect.cause, effect.indicator) for effect in plan.effects}
    rows = []
    for at, to in zip(*np.nonzero(np.nan_to_num(found.change[:, :, 0])), strict=True):
        action, indicator, change = found.actions[at], found.indicators[to], float(found.change[at, to, 0])
        confidence = CONFIDENCES[found.confidence[at, to] - 1]
        helps = (change > 0) == (directions[indicator] == "more")
        kind = found.kinds[at]
        rows.append(Moved(action, kind, indicator, change, helps, confidence, (action, indicator) in direct))
    return tuple(rows)


def hurting(plan: Plan, actions: Collection[str] | None = None) -> tuple[Moved, ...]:
    """What actions move against the direction in which an indicator shall go.

    Examples
    --------
    >>> from openhearth.core.pathway.terms import Indicator
    >>> jobs = Indicator("jobs", "Jobs", "jobs", "more", "social")
    >>> ovens = Action("ovens", "Close the ovens", "phase_out", end="2030-06-30")
    >>> plan = Plan("P", "DEA12", actions=(ovens,), indicators=(jobs,), effects=(Effect("e", "ovens", "jobs", -400.0),))
    >>> [(one.action, one.indicator, one.change) for one in hurting(plan)]
    [('ovens', 'jobs', -400.0)]
    """
    return tuple(one for one in moved(plan, actions) if not one.helps)


def clashes(plan: Plan, actions: Collection[str] | None = None) -> tuple[tuple[str, str], ...]:
    """Pairs of actions that exclude each other and would both count: alternatives whose effects must not be added up.

    Examples
    --------
    >>> small, large = Action("small", "S", "build_up", excludes=("large",)), Action("large", "L", "build_up")
    >>> clashes(Plan("P", "DEA12", actions=(small, large))), clashes(Plan("P", "DEA12", actions=(small, large)), {"small"})
    ((('large', 'small'),), ())
    """
    counted = {one.key for one in plan.actions if (not given_up(one) if actions is None else one.key in actions)}
    pairs = {tuple(sorted((one.key, other))) for one in plan.actions for other in one.excludes}
    return tuple(sorted((first, second) for first, second in pairs if {first, second} <= counted and first != second))


def toward_targets(
    plan: Plan,
    this_year: int,
    flowing: Mapping[str, Sequence[Observation]] | None = None,
    actions: Collection[str] | None = None,
) -> tuple[TowardTarget, ...]:
    """What the plan does about the gap to each target that is still ahead, in the order of the plan.

    An indicator of which nothing is known has no gap that could be told, and is left out. Of actions that exclude each other all
    are added up here: name those to count, and see `clashes`. Raises as `expected_effects`.

    Parameters
    ----------
    flowing
        What the register knows about the region, by its code.
    """
    rows = []
    for indicator in plan.indicators:
        known = observed(indicator, (flowing or {}).get(indicator.register, ()))
        last = [one for one in known if one.year <= this_year and not math.isnan(one.value)][-1:]
        rows += [
            (indicator, target, last[0])
            for target in sorted(indicator.targets, key=lambda one: one.year)
            if last and target.year >= this_year
        ]
    years = tuple(sorted({year for _, target, last in rows for year in (target.year, last.year)}))
    found = expected_effects(plan, years, actions)
    position = {year: at for at, year in enumerate(years)}
    by_kind = {kind: found.total(kind) for kind in get_args(Kind)}
    answers = []
    for indicator, target, latest in rows:
        at, now, then = found.indicators.index(indicator.key), position[latest.year], position[target.year]
        build_up, phase_out = (
            float(by_kind[kind][at, then] - by_kind[kind][at, now]) for kind in ("build_up", "phase_out")
        )
        needed, expected = target.value - latest.value, build_up + phase_out
        counting = found.confidence[found.change[:, at, then] != found.change[:, at, now], at]
        answers.append(
            TowardTarget(
                indicator.key,
                target.year,
                target.value,
                latest.year,
                latest.value,
                needed,
                build_up,
                phase_out,
                expected,
                math.nan if _met(indicator.direction, needed) else expected / needed,
                CONFIDENCES[int(counting.min()) - 1] if len(counting) else None,
            )
        )
    return tuple(answers)


def _last_year(action: Action) -> int | None:
    end = day_of(action.end)
    return end.year if end is not None else None


def _met(direction: Direction, needed: float) -> bool:
    return needed <= 0 if direction == "more" else needed >= 0


def _causes_first(links: dict[str, list[Effect]]) -> tuple[str, ...]:
    leads_to = {cause: {effect.indicator for effect in effects} for cause, effects in links.items()}
    circles = loops(leads_to)
    if circles:
        raise InputError(*(Fault("causal_loop", "effects", {"indicators": ", ".join(keys)}) for keys in circles))
    return tuple(reversed(tuple(TopologicalSorter(leads_to).static_order())))


def _weaken(known: NDArray[np.int8], effect: Effect, counts: bool) -> None:
    """The weakest link so far, with one more; 0 is none yet."""
    if counts:
        level = CONFIDENCES.index(effect.confidence) + 1
        known[:] = np.where(known == 0, level, np.minimum(known, level))


def _pass_on(confidence: NDArray[np.int8], cause: int, to: int, effect: Effect) -> None:
    reached = np.minimum(confidence[:, cause], CONFIDENCES.index(effect.confidence) + 1)
    if effect.amount == 0:
        return
    known = confidence[:, to]
    confidence[:, to] = np.where(reached == 0, known, np.where(known == 0, reached, np.minimum(known, reached)))


def _without_years(plan: Plan) -> Plan:
    """The plan as if everything worked always."""
    effects = tuple(
        Effect(one.key, one.cause, one.indicator, one.amount, -1, one.confidence, one.because) for one in plan.effects
    )
    return Plan(plan.title, plan.region, actions=plan.actions, indicators=plan.indicators, effects=effects)
