"""The aims of a study and their figures in words: name, unit, which way is better, and figures as they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from openhearth.apps.portfolios.selectors.exploring import Looked, Opened
from openhearth.apps.portfolios.sentences import action_name, objective_sentence, quoted, unit_name
from openhearth.apps.regions.wording import joined, number, percent
from openhearth.core.portfolio.exploring import Shortfall
from openhearth.core.portfolio.preferences import Matters, Statement
from openhearth.core.portfolio.problem import Problem

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Aim:
    """An aim as the pages show it; ``low`` and ``high`` are the ends of its range in its own direction."""

    code: str
    unit: str
    decimals: int
    up: bool
    sentence: str
    low: float
    high: float

    @property
    def better(self) -> str:
        return _("more is better") if self.up else _("less is better")

    @property
    def head(self) -> str:
        """With the unit, for places that have only one line."""
        return f"{self.code} ({self.unit})" if self.unit else self.code

    @property
    def worst(self) -> str:
        return self.figure(self.low if self.up else self.high)

    @property
    def best(self) -> str:
        return self.figure(self.high if self.up else self.low)

    @property
    def said_worst(self) -> str:
        return self.said(self.low if self.up else self.high)

    @property
    def said_best(self) -> str:
        return self.said(self.high if self.up else self.low)

    def figure(self, value: float) -> str:
        """Without the unit, which stands above."""
        return number(value, max(0, self.decimals)).replace("-", MINUS)

    def said(self, value: float) -> str:
        return f"{self.figure(value)} {self.unit}".strip()

    def difference(self, value: float) -> str:
        """With its sign."""
        return self.said(value) if value <= 0 else f"+{self.said(value)}"


def aims_of(opened: Opened) -> tuple[Aim, ...]:
    about, problem = opened.about, opened.problem
    amounts = about.amounts
    return tuple(
        Aim(
            one.code,
            unit_name(problem.measure(one.measure).unit),
            about.decimals[column],
            one.direction == "max",
            objective_sentence(problem, one),
            float(amounts[:, column].min()),
            float(amounts[:, column].max()),
        )
        for column, one in enumerate(about.objectives)
    )


def lost(aim: Aim, loss: Shortfall) -> str:
    """What is given up in an aim, or gained: "12 jobs fewer"."""
    if not loss.amount:
        return _("the same")
    less = (loss.amount > 0) == aim.up
    words = _("%(amount)s less") if less else _("%(amount)s more")
    return words % {"amount": aim.said(abs(loss.amount))}


def beside_wish(aim: Aim, loss: Shortfall) -> str:
    """How a figure stands to what was wished."""
    if not loss.amount:
        return _("as wished")
    less = (loss.amount > 0) == aim.up
    words = _("%(amount)s less than wished") if less else _("%(amount)s more than wished")
    return words % {"amount": aim.said(abs(loss.amount))}


def missing(looked: Looked) -> str:
    """What may still be missing; empty where nothing is."""
    if looked.run.complete:
        return ""
    if looked.run.gap is None:
        return _("The search has not ended. How much is still missing cannot be said yet.")
    words = _(
        "The search has not ended. For everything that may still be missing there is a combination here that it beats by at most"
        " %(share)s of the range, in any aim."
    )
    return words % {"share": percent(looked.run.gap)}


def statement_sentence(statement: Statement) -> str:
    """Such as "climate matters at least as much as work"."""
    if isinstance(statement, Matters):
        told = {
            "more": statement.more,
            "less": statement.less,
            "times": number(statement.times, _decimals(statement.times)),
        }
        if statement.times == 1:
            return _("“%(more)s” matters at least as much as “%(less)s”") % told
        return _("“%(more)s” matters at least %(times)s times as much as “%(less)s”") % told
    told = {
        "aim": statement.objective,
        "least": percent(statement.least, _decimals(100 * statement.least)),
        "most": percent(statement.most, _decimals(100 * statement.most)),
    }
    if statement.most == 1:
        return _("“%(aim)s” counts at least %(least)s of everything") % told
    if statement.least == 0:
        return _("“%(aim)s” counts at most %(most)s of everything") % told
    return _("“%(aim)s” has between %(least)s and %(most)s of the weight") % told


def named_actions(problem: Problem, codes: Iterable[str]) -> str:
    """Actions by their names, as a list in running text."""
    return joined([quoted(action_name(problem, code)) for code in codes])


def _decimals(value: float) -> int:
    return 0 if round(value, 9).is_integer() else 2
