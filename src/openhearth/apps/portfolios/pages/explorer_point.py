"""One combination: what is done, what it costs, for whom it is good, and why it cannot be beaten; and two side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhearth.apps.portfolios.pages.explorer import Row, key_of, table_rows
from openhearth.apps.portfolios.pages.explorer_words import MINUS, Aim, aims_of, lost
from openhearth.apps.portfolios.selectors.exploring import Opened
from openhearth.apps.portfolios.sentences import action_name, amount, constraint_sentence, measure_name, signed
from openhearth.apps.regions.wording import NONE
from openhearth.core.portfolio.audit import Portfolio, measured, parts
from openhearth.core.portfolio.consequences import Change, Share, Spending, differences
from openhearth.core.portfolio.exploring import Price, price
from openhearth.core.portfolio.problem import COST, Budget, Ceiling, Floor, Option, Problem
from openhearth.core.portfolio.terms import whole

EQUALS_SHOWN = 20
"""Other combinations with the same figures that are told on the page of one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a combination reaches in an aim: the figure, its rank, and the best there is."""

    aim: Aim
    value: str
    rank: int
    best: str


@dataclass(frozen=True, slots=True)
class Done:
    """An action that is done, in which way, and what that way costs and changes."""

    name: str
    way: str
    start: int | None
    cost: str
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A condition with an amount: what is used, and what is left until it."""

    sentence: str
    used: str
    left: str


@dataclass(frozen=True, slots=True)
class Felt:
    """What a place or a group has of a measure."""

    name: str
    measure: str
    amount: str
    verdict: str
    loses: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The mildest way to more of an aim, and what it takes."""

    aim: Aim
    gain: str
    row: Row | None
    losses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What more of an aim would cost."""

    aim: Aim
    wanted: str
    most: str
    points: int
    compromise: Row | None
    losses: tuple[tuple[str, str], ...]
    least: tuple[tuple[str, str, str, int], ...]


def figures(opened: Opened, row: int) -> tuple[Figure, ...]:
    gains, amounts = opened.about.gains, opened.about.amounts
    return tuple(
        Figure(
            aim,
            aim.figure(float(amounts[row, column])),
            int((gains[:, column] > gains[row, column]).sum()) + 1,
            aim.best,
        )
        for column, aim in enumerate(aims_of(opened))
    )


def done(problem: Problem, portfolio: Portfolio) -> tuple[Done, ...]:
    return tuple(_done(problem, action, option) for action, option in portfolio)


def equals(opened: Opened, row: int) -> tuple[tuple[str, str], ...]:
    """The other combinations with exactly the same figures: what each does in addition to the one shown, and what not."""
    first, *others = opened.point(row).portfolios
    told = []
    for other in others[:EQUALS_SHOWN]:
        more, less = ([one for one in some if one not in rest] for some, rest in ((other, first), (first, other)))
        told.append((_ways(opened.problem, more), _ways(opened.problem, less)))
    return tuple(told)


def _ways(problem: Problem, some: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{action_name(problem, action)} ({option})" for action, option in some)


def left_out(problem: Problem, portfolio: Portfolio) -> tuple[str, ...]:
    chosen = {action for action, _ in portfolio}
    return tuple(action.label or action.code for action in problem.actions if action.code not in chosen)


def spending(problem: Problem, told: Iterable[Spending]) -> tuple[tuple[str, str, str], ...]:
    """Year, source and amount."""
    return tuple(
        (str(one.year or NONE), one.source or _("no source named"), amount(problem, COST, one.amount)) for one in told
    )


def rooms(problem: Problem, portfolio: Portfolio) -> tuple[Room, ...]:
    """Every condition with an amount, and how near to it the combination comes."""
    costs, effects = parts(problem, portfolio)
    said = []
    for one in problem.constraints:
        if isinstance(one, Budget):
            spent = [cost for cost in costs if one.year in (None, cost.year) and one.source in ("", cost.source)]
            measure, used, sign = COST, measured(problem, spent, (), COST), 1
        elif isinstance(one, Floor | Ceiling):
            measure, sign = one.measure, -1 if isinstance(one, Floor) else 1
            used = measured(problem, costs, effects, measure, one.place, one.group)
        else:
            continue
        decimals = problem.measure(measure).decimals
        room = sign * (int(whole(one.amount, decimals)) - used)
        told = [amount(problem, measure, float(whole(steps, -decimals))).replace("-", MINUS) for steps in (used, room)]
        said.append(Room(constraint_sentence(problem, one), *told))
    return tuple(said)


def felt(problem: Problem, shares: Iterable[Share], nameless: str) -> tuple[Felt, ...]:
    """Who gains and who loses; ``nameless`` stands for what is told for no place, or for no group."""
    return tuple(
        Felt(
            one.name or nameless,
            measure_name(one.measure),
            signed(amount(problem, one.measure, one.amount)) if one.amount else amount(problem, one.measure, 0.0),
            verdict_word(one.verdict),
            one.verdict == "loses",
        )
        for one in shares
    )


def verdict_word(verdict: str) -> str:
    return {"gains": _("gains"), "loses": _("loses"), "neither": _("no change"), "unknown": _("not an aim")}[verdict]


def neighbours(opened: Opened, row: int) -> tuple[Neighbour, ...]:
    """For each aim the nearest combination that is better in it: every one of them is worse in another aim."""
    aims = aims_of(opened)
    said = []
    for column, aim in enumerate(aims):
        found = price(opened.about, row, aim.code, float(whole(1, -opened.about.decimals[column])))
        if found.compromise is None:
            said.append(Neighbour(aim, "", None, ()))
            continue
        gain = float(opened.about.amounts[found.compromise, column] - opened.about.amounts[row, column])
        said.append(
            Neighbour(
                aim,
                aim.difference(gain),
                table_rows(opened, aims, (found.compromise,), frozenset())[0],
                _losses(aims, found),
            )
        )
    return tuple(said)


def answer(opened: Opened, found: Price) -> Answer:
    aims = aims_of(opened)
    by_code = {aim.code: aim for aim in aims}
    aim = by_code[found.objective]
    return Answer(
        aim,
        aim.said(found.more),
        aim.said(found.most),
        found.points,
        None if found.compromise is None else table_rows(opened, aims, (found.compromise,), frozenset())[0],
        _losses(aims, found),
        tuple(
            (loss.objective, lost(by_code[loss.objective], loss), key_of(opened, point), point + 1)
            for point, loss in found.least
        ),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """Two combinations: what the second adds, drops and does otherwise, and what that changes."""

    added: tuple[Done, ...]
    dropped: tuple[Done, ...]
    exchanged: tuple[tuple[str, str, str], ...]
    aims: tuple[tuple[Aim, str, str, str, str], ...]
    costs: tuple[tuple[str, ...], ...]
    places: tuple[tuple[str, ...], ...]
    groups: tuple[tuple[str, ...], ...]


def beside(opened: Opened, first: int, second: int) -> Beside:
    problem = opened.problem
    found = differences(problem, opened.point(first).portfolio, opened.point(second).portfolio)
    aims = aims_of(opened)
    return Beside(
        done(problem, found.added),
        done(problem, found.dropped),
        tuple((action_name(problem, code), was, becomes) for code, was, becomes in found.exchanged),
        tuple(
            (
                aim,
                aim.figure(one.before),
                aim.figure(one.after),
                aim.difference(one.difference),
                verdict_word(one.verdict),
            )
            for aim, one in zip(aims, found.aims, strict=True)
        ),
        tuple(
            _changed(problem, one, COST, f"{one.what}, {one.where}" if one.where else one.what) for one in found.costs
        ),
        tuple(
            _changed(problem, one, one.what, f"{one.where or _('not said where')}: {measure_name(one.what)}")
            for one in found.places
        ),
        tuple(
            _changed(problem, one, one.what, f"{one.where or _('not said for whom')}: {measure_name(one.what)}")
            for one in found.groups
        ),
    )


def _changed(problem: Problem, one: Change, measure: str, name: str) -> tuple[str, ...]:
    before, after = (amount(problem, measure, value) for value in (one.before, one.after))
    return name, before, after, signed(amount(problem, measure, one.difference)), verdict_word(one.verdict)


def _losses(aims: tuple[Aim, ...], found: Price) -> tuple[tuple[str, str], ...]:
    by_code = {aim.code: aim for aim in aims}
    return tuple((one.objective, lost(by_code[one.objective], one)) for one in found.losses)


def _done(problem: Problem, action: str, option: str) -> Done:
    way: Option = next(one for one in problem.action(action).options if one.code == option)
    cost = sum(one.amount for one in way.costs)
    effects = [
        " ".join(
            part
            for part in (
                f"{measure_name(one.measure)} {signed(amount(problem, one.measure, one.amount))}",
                " · ".join(place for place in (one.place, one.group) if place),
            )
            if part
        )
        for one in way.effects
    ]
    cost_text = amount(problem, COST, cost) if way.costs else NONE
    return Done(action_name(problem, action), option, way.start, cost_text, tuple(effects))
