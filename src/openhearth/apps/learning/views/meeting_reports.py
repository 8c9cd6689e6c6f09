"""The report of a meeting, as a page and in the forms in which it can be taken along."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.jobs.printing import asked_format, asked_language
from openhearth.apps.learning import printing
from openhearth.apps.learning.selectors.meetings import closing_step
from openhearth.apps.learning.services.meeting_reports import order_meeting_report
from openhearth.apps.learning.views.meetings import meeting_of
from openhearth.apps.learning.views.seeing import Seen, seen, shown
from openhearth.core.document import Picture, as_html
from openhearth.core.programme import terms
from openhearth.press.documents import MEDIA_TYPES
from openhearth.press.documents import render as printed


@requires(can_read_public)
@require_safe
def report(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    found, held, step = _reported(request, programme, key)
    document = printing.document(found.row, held.key, step)

    def photo(picture: Picture) -> str:
        return reverse("learning:picture", args=[found.row.code, held.key, picture.name]) + found.query

    # Written by the core, which escapes every text.
    article = mark_safe(as_html(document, lambda _figure: "", photo))  # noqa: S308
    return shown(request, "meeting_report", found, article=article, meeting=held)


@requires(can_read_public)
@require_safe
def download(request: HttpRequest, programme: str, key: str, suffix: str) -> HttpResponse:
    found, held, step = _reported(request, programme, key)
    file_format = asked_format(suffix)
    with translation.override(asked_language(request)):
        data = printed(printing.document(found.row, held.key, step), file_format, cache=settings.PRESS_CACHE)
    response = HttpResponse(data, content_type=MEDIA_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{found.row.code}-meeting-{held.key}.{file_format}"'
    return response


@requires(can_read_public)
@require_POST
def order(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """Have the worker print it, and go where the progress is shown."""
    found, held, step = _reported(request, programme, key)
    file_format = asked_format(request.POST.get("format", ""))
    owner = request.user if request.user.is_authenticated else None
    job = order_meeting_report(found.row, held, step, file_format, language=asked_language(request), owner=owner)
    return redirect("jobs:job", job.pk)


def _reported(request: HttpRequest, programme: str, key: str) -> tuple[Seen, terms.Meeting, int]:
    """The meeting with the step of which its report speaks: that of its closing, or while it is open, for its people, the last."""
    found = seen(request, programme)
    held = meeting_of(found, key)
    if not held.closed_on and (found.as_public or not found.sees_draft):
        raise PermissionDenied
    return found, held, closing_step(found.row, held.key, found.step) or found.step
