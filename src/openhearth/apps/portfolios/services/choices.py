"""Recording a choice with its reason, and what is said of aims and figures; all can be taken back, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.portfolios.models import Choice, Run, Statement, Study
from openhearth.apps.portfolios.selectors.exploring import Supposed, as_kept, statements_of, supposed_as_kept
from openhearth.apps.portfolios.services.judging import judge_kept
from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.frontier import Point
from openhearth.core.portfolio.preferences import Statement as Said

LONGEST_REASON = 3000


def record_choice(run: Run, point: Point, reason: str, by: User) -> Choice:
    """Keep which combination was chosen, why, and what was said of the aims and the figures at the time.

    Raises
    ------
    InputError
        ``missing_text``, ``text_too_long``.
    """
    words = reason.strip()
    if not words:
        raise InputError(Fault("missing_text", "reason", {"field": "reason"}))
    if len(words) > LONGEST_REASON:
        raise InputError(Fault("text_too_long", "reason", {"length": len(words), "allowed": LONGEST_REASON}))
    with transaction.atomic():
        return Choice.objects.create(
            study_id=run.study_id,
            run=run,
            portfolio=[list(choice) for choice in point.portfolio],
            values=list(point.values),
            statements=[one.content for one in statements_of(run.study)],
            supposed=[one.content for one in statements_of(run.study, Statement.FIGURES)],
            reason=words,
            by=by,
        )


def withdraw_choice(choice: Choice, by: User) -> None:
    """It stays in the list as withdrawn, so that it can be taken up again."""
    Choice.objects.filter(pk=choice.pk, withdrawn=None).update(withdrawn=timezone.now(), withdrawn_by=by)


def restore_choice(choice: Choice) -> None:
    Choice.objects.filter(pk=choice.pk).update(withdrawn=None, withdrawn_by=None)


def record_statement(study: Study, said: Said, text: str, by: User) -> Statement:
    """Said once: the same statement, as long as it stands, is the same row."""
    row = _record(study, Statement.AIMS, as_kept(said), text, by)
    judge_kept(study, by)
    return row


def record_supposition(study: Study, supposed: Supposed, text: str, by: User) -> Statement:
    """What somebody says about how sure figures are; what was said of the same figures before is taken back by it."""
    row = _record(study, Statement.FIGURES, supposed_as_kept(supposed), text, by)
    judge_kept(study, by)
    return row


def restore_statement(statement: Statement, by: User | None = None) -> None:
    """It counts again, unless the same has been said anew meanwhile."""
    with transaction.atomic():
        standing = _standing(statement.study, statement.about)
        if not any(one.content == statement.content for one in standing):
            _make_room(standing, statement.content)
            Statement.objects.filter(pk=statement.pk).update(withdrawn=None)
    judge_kept(statement.study, by)


def withdraw_statement(statement: Statement, by: User | None = None) -> None:
    """It stays in the list as withdrawn, so that it can be said again."""
    _withdraw(statement)
    judge_kept(statement.study, by)


def _withdraw(statement: Statement) -> None:
    Statement.objects.filter(pk=statement.pk, withdrawn=None).update(withdrawn=timezone.now())


def _record(study: Study, about: str, content: dict[str, Any], text: str, by: User) -> Statement:
    with transaction.atomic():
        standing = _standing(study, about)
        for one in standing:
            if one.content == content:
                return one
        _make_room(standing, content)
        return Statement.objects.create(study=study, about=about, content=content, text=text, by=by)


def _standing(study: Study, about: str) -> list[Statement]:
    """What counts now; nobody else changes it until the transaction ends."""
    Study.objects.select_for_update().get(pk=study.pk)
    return list(statements_of(study, about))


def _make_room(standing: list[Statement], content: Mapping[str, Any]) -> None:
    """Two answers to how sure the same figures are cannot both stand."""
    for one in standing:
        if _figures(content) is not None and _figures(one.content) == _figures(content):
            _withdraw(one)


def _figures(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Which figures something is said about; None where it is about aims."""
    if content.get("kind") not in {"off", "between"}:
        return None
    return {name: value for name, value in content.items() if name not in {"share", "least", "most"}}
