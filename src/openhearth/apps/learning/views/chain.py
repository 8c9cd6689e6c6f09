"""The chain from a practice to a changed instrument, walked in both directions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.learning.pages import chain as pages
from openhearth.apps.learning.selectors.learnings import walkable
from openhearth.apps.learning.views.seeing import seen, shown
from openhearth.core.errors import InputError
from openhearth.core.programme.chain import record_of
from openhearth.core.programme.unfinished import handed_on

LONGEST = 200


@requires(can_read_public)
@require_safe
def chain(request: HttpRequest, programme: str) -> HttpResponse:
    """All records; with ``from`` in the address everything that led to one, and all that came of it."""
    found = seen(request, programme)
    known = walkable(found.programme, request.user)
    context = pages.overview(found.programme, known, found.query)
    asked, status = request.GET.get("from", "")[:LONGEST], 200
    if asked:
        try:
            context |= pages.walked(found.programme, known, record_of(asked), found.query)
        except InputError:
            context["lost"], status = asked, 404
    return shown(request, "chain", found, status=status, **context)


@requires(can_read_public)
@require_safe
def download(request: HttpRequest, programme: str, suffix: str) -> HttpResponse:
    """The whole chain as a file, in which unfinished learnings count for nobody."""
    found = seen(request, programme)
    told = handed_on(found.programme)
    known = walkable(told, request.user)
    if suffix == "csv":
        response = HttpResponse(pages.chain_csv(known), content_type="text/csv; charset=utf-8")
    elif suffix == "json":
        response = HttpResponse(pages.chain_json(told, known), content_type="application/json")
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{found.row.code}-chain.{suffix}"'
    return response
