"""Asking, answering, and taking it back."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.practices import models, rules
from openhearth.apps.practices.forms.conversation import AnswerForm, RemarkForm
from openhearth.apps.practices.services.conversation import add_comment, restore_comment, withdraw_comment
from openhearth.apps.practices.views import record
from openhearth.core.errors import InputError


@require_POST
@requires(rules.can_comment)
def comment(request: HttpRequest, practice: str) -> HttpResponse:
    """A comment or a question, or with ``answers`` an answer. What cannot be kept comes back to be changed."""
    row = record.visible(request, practice)
    form = AnswerForm(request.POST) if "answers" in request.POST else RemarkForm(request.POST)
    if form.is_valid():
        answered = _answered(row, form)
        try:
            kept = add_comment(
                row,
                form.cleaned_data["text"],
                by=cast("User", request.user),
                is_question=form.cleaned_data["is_question"],
                answers=answered,
            )
        except InputError:
            form.add_error("text", _("What you answer was withdrawn in the meantime."))
        else:
            messages.success(request, _("Your words stand below."))
            return redirect(_place(kept))
    if isinstance(form, AnswerForm):
        return record.page(request, row, answer=form, status=422)
    return record.page(request, row, remark=form, status=422)


@require_POST
@requires(rules.can_comment)
def withdraw(request: HttpRequest, practice: str, comment: int) -> HttpResponse:
    found = _comment(request, practice, comment)
    if not rules.can_withdraw_comment(request.user, found):
        raise PermissionDenied
    withdraw_comment(found, cast("User", request.user))
    messages.success(request, _("It has been withdrawn. You can bring it back where it stood."))
    return redirect(_place(found))


@require_POST
@requires(rules.can_comment)
def restore(request: HttpRequest, practice: str, comment: int) -> HttpResponse:
    found = _comment(request, practice, comment)
    if not rules.can_restore_comment(request.user, found):
        raise PermissionDenied
    restore_comment(found)
    messages.success(request, _("It is shown again."))
    return redirect(_place(found))


def _comment(request: HttpRequest, practice: str, pk: int) -> models.Comment:
    row = record.visible(request, practice)
    found = row.comments.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such comment."))
    return found


def _answered(row: models.Practice, form: RemarkForm) -> models.Comment | None:
    if not isinstance(form, AnswerForm):
        return None
    found = row.comments.filter(pk=form.cleaned_data["answers"], answers=None).first()
    if found is None:
        raise Http404(_("What you answer is no longer there."))
    return found


def _place(comment: models.Comment) -> str:
    return reverse("practices:detail", args=[comment.practice.code]) + f"#remark-{comment.pk}"
