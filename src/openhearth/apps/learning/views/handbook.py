"""The handbook and the studies of partners' regions, as pages and printed; and the printed report of a semester."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.jobs.printing import asked_format
from openhearth.apps.learning.books import book
from openhearth.apps.learning.drawings import addresses_of
from openhearth.apps.learning.forms.exchanges import PrefaceForm
from openhearth.apps.learning.rules import can_enter_somewhere, can_work_somewhere, can_write_preface
from openhearth.apps.learning.services.books import order_book
from openhearth.apps.learning.views.keeping import Writing, kept
from openhearth.apps.learning.views.seeing import Seen, draft, seen, shown
from openhearth.core.document import Document, as_html
from openhearth.core.errors import InputError
from openhearth.core.programme.exchange_terms import WHOLE
from openhearth.press.documents import MEDIA_TYPES
from openhearth.press.documents import render as printed


@requires(can_read_public)
@require_safe
def handbook(request: HttpRequest, programme: str) -> HttpResponse:
    """Practices, peer reviews and learnings with what became of them."""
    found = seen(request, programme)
    return _page(request, found, "handbook", _("Handbook"), WHOLE)


@requires(can_read_public)
@require_safe
def study(request: HttpRequest, programme: str, partner: str) -> HttpResponse:
    """The region of a partner: figures, baseline, plan and learnings."""
    found = seen(request, programme)
    if found.partner(partner) is None:
        raise Http404(_("There is no such partner in this programme."))
    return _page(request, found, f"study-{partner}", _("Regional study"), partner)


@requires(can_read_public)
@require_POST
def order(request: HttpRequest, programme: str, name: str) -> HttpResponse:
    """Have the worker print a document, and go where the progress is shown."""
    found = seen(request, programme)
    _may_read(found, name)
    file_format = asked_format(request.POST.get("format", ""))
    owner = request.user if isinstance(request.user, User) else None
    language = translation.get_language() or settings.LANGUAGE_CODE
    return redirect("jobs:job", order_book(found.row, found.step, name, file_format, language=language, owner=owner).pk)


@requires(can_enter_somewhere)
@require_POST
def order_report(request: HttpRequest, programme: str, semester: int) -> HttpResponse:
    """Have the worker print the report of a semester."""
    return order(request, programme, f"report-{semester}")


@requires(can_read_public)
@require_safe
def download(request: HttpRequest, programme: str, name: str, suffix: str) -> HttpResponse:
    """A document in a form in which it can be taken along."""
    found = seen(request, programme)
    _may_read(found, name)
    file_format = asked_format(suffix)
    wanted = request.GET.get("language", "")
    language = wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        data = printed(_document(found, name), file_format, cache=settings.PRESS_CACHE)
    response = HttpResponse(data, content_type=MEDIA_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{found.row.code}-{name}.{file_format}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """The introduction of the handbook, or of the study of a partner."""
    found = draft(request, programme)
    partner = found.partner(key)
    if key != WHOLE and partner is None:
        raise Http404(_("There is no such partner in this programme."))
    if not can_write_preface(request.user, found.row, found.programme, key):
        raise PermissionDenied
    back = _address(found, key)
    heading = _("Introduction of the study: %(partner)s") % {"partner": partner.name} if partner else ""
    writing = Writing(
        PrefaceForm,
        heading or _("Introduction of the handbook"),
        back,
        lambda part: can_write_preface(request.user, found.row, found.programme, part.key),
        key,
        (("key", key),),
    )
    return kept(request, found, writing)


def _page(request: HttpRequest, found: Seen, name: str, title: str, key: str) -> HttpResponse:
    document = _document(found, name)
    partner = found.partner(key)
    addresses = addresses_of(partner.region, this_year=timezone.localdate().year) if partner else {}
    # Written by the core, which escapes every text.
    article = mark_safe(as_html(document, lambda drawing: addresses[drawing.spec]))  # noqa: S308
    may_write = found.sees_draft and not found.as_public
    return shown(
        request,
        "handbook",
        found,
        article=article,
        book=name,
        book_title=title,
        is_study=name != "handbook",
        preface=key,
        may_introduce=may_write and can_write_preface(request.user, found.row, found.programme, key),
        partners=[one for one in found.programme.partners if one.role != "associated"],
    )


def _document(found: Seen, name: str) -> Document:
    try:
        return book(found.user, found.row, found.step, name, today=timezone.localdate())
    except InputError as error:
        raise Http404(_("There is no such document in this programme.")) from error


def _may_read(found: Seen, name: str) -> None:
    """Reports are for the people of the programme."""
    if name.startswith("report-") and (not found.sees_draft or found.as_public):
        raise PermissionDenied


def _address(found: Seen, key: str) -> str:
    if key == WHOLE:
        return reverse("learning:handbook", args=[found.row.code])
    return reverse("learning:study", args=[found.row.code, key])
