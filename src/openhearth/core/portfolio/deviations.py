"""What people say about how sure figures are, "every effect may be 10 % off", as intervals around the planned figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.problem import COST, Option, Problem
from openhearth.core.portfolio.uncertainty import Interval, interval_faults

MOST_OFF = 10.0
"""A figure may be off by ten times itself at most; beyond that nothing is known about it."""

Key = tuple[str, str, str, str, str]
"""Action, option, measure, place and group of a figure; the money of an option is one figure without place and group."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Figures may be this share of themselves higher or lower: all, or those of one action, of one measure, or in a list.

    ``figures`` names them one by one; of those that a problem does not have nothing is said. ``called`` is what whoever made the
    list calls them, such as "low" for low confidence; it changes nothing that is computed.
    """

    share: float
    action: str = ""
    measure: str = ""
    figures: tuple[Key, ...] = ()
    called: str = ""

    def covers(self, key: Key) -> bool:
        """Whether it is about this figure.

        Examples
        --------
        >>> key = ("solar", "now", "jobs", "north", "")
        >>> Deviation(0.1, action="solar").covers(key), Deviation(0.1, figures=(key,), called="low").covers(key)
        (True, True)
        >>> Deviation(0.1, measure="cost").covers(key), Deviation(0.1, called="low").covers(key)
        (False, False)
        """
        listed = key in self.figures if self.figures or self.called else True
        return listed and self.action in ("", key[0]) and self.measure in ("", key[2])


def planned(problem: Problem) -> dict[Key, float]:
    """Every figure of a problem that may be uncertain: what each option costs in all, and changes of a measure in a place.

    Examples
    --------
    >>> from openhearth.core.portfolio.problem import Action, Cost, Effect, Measure, Objective
    >>> solar = Action("solar", (Option("now", (Cost(4, 2027), Cost(1, 2028)), (Effect("jobs", 30, "north"),)),))
    >>> aims = (Objective("work", "jobs"), Objective("money", "cost", "min"))
    >>> problem = Problem(aims, (Measure("jobs", "jobs"),), (solar,))
    >>> planned(problem)
    {('solar', 'now', 'cost', '', ''): 5, ('solar', 'now', 'jobs', 'north', ''): 30}
    """
    found: dict[Key, float] = {}
    for action in problem.actions:
        for option in action.options:
            for measure, place, group, amount in _figures(option):
                key = (action.code, option.code, measure, place, group)
                found[key] = found.get(key, 0) + amount
    return found


def intervals_of(problem: Problem, told: Sequence[Deviation | Interval]) -> tuple[Interval, ...]:
    """The intervals that are meant, in the order of the problem; what is told later of a figure counts.

    A figure p that may be off by a share s lies between  p - s |p|  and  p + s |p|,  so what is zero stays zero.

    Raises
    ------
    InputError
        ``unknown_action``, ``unknown_measure``, ``not_a_deviation`` and those of
        `openhearth.core.portfolio.uncertainty.interval_faults`, with the number of the entry, all at once.

    Examples
    --------
    >>> from openhearth.core.portfolio.knapsack import parse_knapsack
    >>> problem = parse_knapsack("2 1 1  10  4  1")
    >>> said = [Deviation(0.25), Interval("item-1", "take", "profit-2", 0, 9)]
    >>> [(one.measure, one.least, one.most) for one in intervals_of(problem, said)]
    [('cost', 0.75, 1.25), ('profit-1', 7.5, 12.5), ('profit-2', 0, 9)]
    """
    faults = tuple(_faults(problem, told))
    if faults:
        raise InputError(*faults)
    figures = planned(problem)
    found: dict[Key, Interval] = {}
    for one in told:
        if isinstance(one, Interval):
            found[key_of(one)] = one
            continue
        for key, amount in figures.items():
            if one.covers(key):
                off = one.share * abs(amount)
                action, option, measure, place, group = key
                found[key] = Interval(action, option, measure, amount - off, amount + off, place, group)
    ranked = [found[key] for key in dict.fromkeys([*figures, *found]) if key in found]
    return tuple(one for one in ranked if one.least < one.most or one.most != figures.get(key_of(one), 0))


def key_of(interval: Interval) -> Key:
    """Which figure an interval is about."""
    return interval.action, interval.option, interval.measure, interval.place, interval.group


def _figures(option: Option) -> Iterator[tuple[str, str, str, float]]:
    for cost in option.costs:
        yield COST, "", "", cost.amount
    for effect in option.effects:
        yield effect.measure, effect.place, effect.group, effect.amount


def _faults(problem: Problem, told: Sequence[Deviation | Interval]) -> Iterator[Fault]:
    actions = {"", *(action.code for action in problem.actions)}
    measures = {"", COST, *(one.code for one in problem.measures)}
    for number, one in enumerate(told, 1):
        place = f"entry {number}"
        if isinstance(one, Interval):
            yield from interval_faults(problem, one, place)
            continue
        if one.action not in actions:
            yield Fault("unknown_action", place, {"found": one.action, "near": ()})
        if one.measure not in measures:
            yield Fault("unknown_measure", place, {"found": one.measure, "near": ()})
        if not 0 <= one.share <= MOST_OFF:
            yield Fault("not_a_deviation", place, {"found": one.share, "most": MOST_OFF})
