"""What is said about a practice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from openhearth.apps.accounts.rules import Person
from openhearth.apps.practices import rules
from openhearth.apps.practices.models import Comment, Practice


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment, a question or an answer as one person sees it; the words of a withdrawn one are not read along."""

    pk: int
    who: str
    by_keeper: bool
    at: datetime
    text: str
    is_question: bool
    withdrawn: datetime | None
    may_withdraw: bool
    may_restore: bool
    answers: tuple[Remark, ...] = ()


def conversation(practice: Practice, user: Person) -> tuple[Remark, ...]:
    """All that is said, the oldest first, each with its answers; as many queries however much it is."""
    comments = list(Comment.objects.filter(practice=practice).select_related("by"))
    editor = bool(comments) and rules.is_editor(user, practice)
    remarks = {one.pk: _remark(one, practice, user, editor=editor) for one in comments}
    return tuple(
        replace(remarks[one.pk], answers=tuple(remarks[reply.pk] for reply in comments if reply.answers_id == one.pk))
        for one in comments
        if one.answers_id is None
    )


def _remark(one: Comment, practice: Practice, user: Person, *, editor: bool) -> Remark:
    mine = user.is_authenticated and one.by_id == user.pk
    return Remark(
        pk=one.pk,
        who=one.by.name if one.by else "",
        by_keeper=one.by_id is not None and one.by_id == practice.keeper_id,
        at=one.at,
        text="" if one.withdrawn else one.text,
        is_question=one.is_question,
        withdrawn=one.withdrawn,
        may_withdraw=one.withdrawn is None and (mine or editor),
        may_restore=one.withdrawn is not None and (editor or (mine and one.withdrawn_by_id == user.pk)),
    )
