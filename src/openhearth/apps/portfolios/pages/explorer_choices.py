"""What was chosen, as a list: the figures and the reason, and where the combination still is, if it still is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openhearth.apps.portfolios.models import Choice, Study
from openhearth.apps.portfolios.pages.explorer import key_of
from openhearth.apps.portfolios.pages.explorer_words import MINUS, statement_sentence
from openhearth.apps.portfolios.pages.uncertain import sentence
from openhearth.apps.portfolios.selectors.exploring import Looked, choices_of, said_in, supposed_in
from openhearth.apps.portfolios.selectors.judging import speaks_of
from openhearth.apps.portfolios.selectors.studies import problem_in
from openhearth.apps.portfolios.sentences import action_name, step_amount


@dataclass(frozen=True, slots=True)
class ToldChoice:
    """A choice in words; ``key`` leads to the combination where the newest search has it, else it is empty."""

    pk: int
    by: str
    at: datetime
    reason: str
    figures: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]
    supposed: tuple[str, ...]
    key: str
    number: int
    withdrawn: datetime | None
    withdrawn_by: str


def told_choices(study: Study, looked: Looked | None) -> tuple[ToldChoice, ...]:
    return tuple(told_choice(one, looked) for one in choices_of(study))


def told_choice(choice: Choice, looked: Looked | None) -> ToldChoice:
    """In the words of the problem that the choice answers, which may be older than the study's."""
    problem = problem_in(choice.run.revision).problem
    row = None if looked is None else looked.opened.rows.get(tuple(choice.values))
    figures = tuple(
        (one.code, step_amount(problem, one.measure, int(steps)).replace("-", MINUS))
        for one, steps in zip(problem.objectives, choice.values, strict=False)
    )
    return ToldChoice(
        choice.pk,
        choice.by.name if choice.by else "",
        choice.at,
        choice.reason,
        figures,
        tuple((action_name(problem, action), option) for action, option in choice.portfolio),
        tuple(statement_sentence(said_in(one)) for one in choice.statements),
        tuple(sentence(problem, one) for one in map(supposed_in, choice.supposed) if speaks_of(problem, one)),
        "" if row is None or looked is None else key_of(looked.opened, row),
        0 if row is None else row + 1,
        choice.withdrawn,
        choice.withdrawn_by.name if choice.withdrawn_by else "",
    )
