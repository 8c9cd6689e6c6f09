"""What is left when something is said to matter: defensible combinations, sure and open actions, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from openhearth.apps.portfolios.pages.explorer import Row, first_of_each, table_rows
from openhearth.apps.portfolios.pages.explorer_words import aims_of, statement_sentence
from openhearth.apps.portfolios.selectors.exploring import Opened, robustness_of
from openhearth.apps.portfolios.sentences import action_name
from openhearth.apps.regions.wording import percent
from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.portfolio.preferences import Disagreement, Matters, Statement, Weight, corner_weights
from openhearth.core.portfolio.robustness import Robustness

MOST_SHOWN = 20
WEIGHT = "weight"
"""Begins a bound on a weight in a query string."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A defensible combination: what is lost with it at most, and for how many of the weights nothing is better."""

    row: Row
    regret: str
    support: str


@dataclass(frozen=True, slots=True)
class Sure:
    """An action with the share of the defensible combinations that contain it."""

    name: str
    index: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A question whose answer would leave fewer combinations."""

    sentence: str
    if_so: int
    if_not: int
    more: str
    less: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What is left under some statements; with ``clash`` nothing, because they contradict each other."""

    defensible: int = 0
    points: int = 0
    standings: tuple[Standing, ...] = ()
    sure: tuple[Sure, ...] = ()
    questions: tuple[Ask, ...] = ()
    weights: tuple[tuple[str, str, str], ...] = ()
    clash: tuple[str, ...] = ()


def judged(opened: Opened, statements: Sequence[Statement], chosen: frozenset[tuple[int, ...]]) -> Judged:
    """What is left of a frontier under the statements.

    Raises
    ------
    InputError
        ``too_many_statements`` and what else the core refuses.
    """
    try:
        found = robustness_of(opened, statements)
        corners = corner_weights(opened.found.objectives, statements)
    except InfeasibleError as error:
        clashing = error.witness.statements if isinstance(error.witness, Disagreement) else ()
        return Judged(points=len(opened.found.points), clash=tuple(statement_sentence(one) for one in clashing))
    ends = zip(opened.found.objectives, corners.min(0), corners.max(0), strict=True)
    return Judged(
        len(found.standings),
        len(opened.found.points),
        _standings(opened, found, chosen),
        _sure(opened, found),
        tuple(
            Ask(statement_sentence(Matters(one.more, one.less)), one.if_so, one.if_not, one.more, one.less)
            for one in found.questions
        ),
        tuple((code, percent(float(least), 0), percent(float(most), 0)) for code, least, most in ends),
    )


def statement_of(words: str, opened: Opened) -> Statement | None:
    """A statement as it stands in a query string: ``more|less|times`` or ``weight|aim|least|most``; None where it is none."""
    parts = words[:300].split("|")
    known = set(opened.found.objectives)
    with suppress(ValueError):
        if len(parts) == 3 and parts[0] != parts[1] and {parts[0], parts[1]} <= known:
            times = float(parts[2].replace(",", ".") or 1)
            return Matters(parts[0], parts[1], times) if 0 <= times < 1e6 else None
        if len(parts) == 4 and parts[0] == WEIGHT and parts[1] in known:
            least, most = float(parts[2]), float(parts[3])
            return Weight(parts[1], least, most) if 0 <= least <= most <= 1 else None
    return None


def words_of(statement: Statement) -> str:
    """The same, there and back."""
    if isinstance(statement, Matters):
        return f"{statement.more}|{statement.less}|{statement.times:g}"
    return f"{WEIGHT}|{statement.objective}|{statement.least:.9g}|{statement.most:.9g}"


def query_of(statements: Sequence[Statement]) -> str:
    """The query string that supposes these."""
    return "?" + urlencode([("say", words_of(one)) for one in statements])


def refused(error: InputError) -> str:
    if any(fault.code == "too_many_statements" for fault in error.faults):
        return _("These are too many statements to be judged together: take some back.")
    return _("These statements cannot be judged: look at the numbers in them.")


def _standings(opened: Opened, found: Robustness, chosen: frozenset[tuple[int, ...]]) -> tuple[Standing, ...]:
    told = first_of_each(found.standings, lambda one: one.point.values)[:MOST_SHOWN]
    rows = table_rows(opened, aims_of(opened), [opened.rows[one.point.values] for one in told], chosen)
    return tuple(Standing(row, percent(one.regret), percent(one.support)) for row, one in zip(rows, told, strict=True))


def _sure(opened: Opened, found: Robustness) -> tuple[Sure, ...]:
    words = {"all": _("can be decided now"), "none": _("can be dropped"), "some": _("to be talked about")}
    order = {"all": 0, "some": 1, "none": 2}
    ranked = sorted(found.core, key=lambda one: (order[one.found_in], -one.index))
    return tuple(
        Sure(action_name(opened.problem, one.action), percent(one.index), words[one.found_in]) for one in ranked
    )
