"""Saying something about a practice, answering, and taking it back."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.models import Comment, Practice
from openhearth.core.errors import Fault, InputError

LONGEST = 3000
log = logging.getLogger(__name__)


def add_comment(
    practice: Practice, text: str, *, by: User, is_question: bool = False, answers: Comment | None = None
) -> Comment:
    """Keep what somebody says; a question is sent to the keeper, an answer to who is answered.

    The e-mail goes out after the words are kept, so that no failure of the post loses them.
    """
    faults = [Fault("missing_text", "text", {"field": "text"})] if not text.strip() else []
    if len(text) > LONGEST:
        faults.append(Fault("text_too_long", "text", {"length": len(text), "allowed": LONGEST}))
    if answers and (answers.practice_id != practice.pk or answers.answers_id or answers.withdrawn):
        faults.append(Fault("not_answerable", "answers", {"found": answers.pk}))
    if faults:
        raise InputError(*faults)
    with transaction.atomic():
        comment = Comment.objects.create(
            practice=practice, text=text.strip(), by=by, is_question=is_question and not answers, answers=answers
        )
        if addressee := _addressee(practice, comment):
            transaction.on_commit(lambda: _tell(addressee, practice, comment), robust=True)
    return comment


def withdraw_comment(comment: Comment, by: User) -> None:
    """It is no longer shown; its words are kept, so that it can be brought back."""
    Comment.objects.filter(pk=comment.pk, withdrawn=None).update(withdrawn=timezone.now(), withdrawn_by=by)


def restore_comment(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(withdrawn=None, withdrawn_by=None)


def _addressee(practice: Practice, comment: Comment) -> User | None:
    """Who should hear of it: never the person who wrote it."""
    if comment.answers:
        found = comment.answers.by
    else:
        found = (practice.keeper or practice.proposer) if comment.is_question else None
    return found if found and found.is_active and found.pk != comment.by_id else None


def _tell(addressee: User, practice: Practice, comment: Comment) -> None:
    title = " ".join(practice.public.record.practice.title.split()) if practice.public else practice.code
    link = f"{settings.SITE_URL.rstrip('/')}{reverse('practices:detail', args=[practice.code])}#remark-{comment.pk}"
    with translation.override(addressee.language):
        subject = _("An answer about “%(title)s”") if comment.answers else _("A question about “%(title)s”")
        words = {"comment": comment, "who": comment.by.name if comment.by else "", "title": title, "link": link}
        text = render_to_string("practices/conversation_email.txt", words)
        message = EmailMessage(subject % {"title": title}, text, None, [addressee.email])
    try:
        message.send()
    except OSError:  # also every SMTP error
        log.exception("No e-mail could be sent about the comment %s; it stands on the page", comment.pk)
