"""Recording a choice with its reason and what is said to matter; both can be taken back, and nothing is lost."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.portfolios.models import Choice, Run, Statement, Study
from openhearth.apps.portfolios.selectors.exploring import as_kept, statements_of
from openhearth.core.errors import Fault, InputError
from openhearth.core.portfolio.frontier import Point
from openhearth.core.portfolio.preferences import Statement as Said

LONGEST_REASON = 3000


def record_choice(run: Run, point: Point, reason: str, by: User) -> Choice:
    """Keep which combination was chosen, why, and what was said to matter at the time.

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
    content = as_kept(said)
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        for one in study.statements.filter(withdrawn=None):
            if one.content == content:
                return one
        return Statement.objects.create(study=study, content=content, text=text, by=by)


def restore_statement(statement: Statement) -> None:
    """It counts again, unless the same has been said anew meanwhile."""
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=statement.study_id)
        standing = Statement.objects.filter(study=statement.study_id, withdrawn=None)
        if not any(one.content == statement.content for one in standing):
            Statement.objects.filter(pk=statement.pk).update(withdrawn=None)


def withdraw_statement(statement: Statement) -> None:
    """It stays in the list as withdrawn, so that it can be said again."""
    Statement.objects.filter(pk=statement.pk, withdrawn=None).update(withdrawn=timezone.now())
