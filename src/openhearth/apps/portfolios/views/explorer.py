"""The frontier: all combinations that cannot be beaten, one of them, and two side by side; as page, picture and file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import etag, require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.portfolios import rules
from openhearth.apps.portfolios.forms.choices import ReasonForm
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.pages import explorer as page
from openhearth.apps.portfolios.pages import explorer_files as files
from openhearth.apps.portfolios.pages import explorer_point as one_point
from openhearth.apps.portfolios.pages.explorer_charts import CHARTS, chart, counted
from openhearth.apps.portfolios.pages.explorer_words import aims_of, missing
from openhearth.apps.portfolios.pages.firmness import firmness
from openhearth.apps.portfolios.selectors.exploring import Looked, Opened, chosen_values, looked_at
from openhearth.apps.portfolios.sentences import method_sentence
from openhearth.apps.portfolios.views.access import visible
from openhearth.apps.regions.downloads import as_csv
from openhearth.core.document import canonical
from openhearth.core.errors import InputError
from openhearth.core.portfolio.consequences import consequences
from openhearth.core.portfolio.exploring import price
from openhearth.press.charts import Charts


@require_safe
@requires(can_read_public)
def frontier(request: HttpRequest, study: str) -> HttpResponse:
    """Everything that was found, or what the limits in the query string leave of it."""
    row = visible(request, study)
    looked = looked_at(row)
    if looked is None:
        return render(request, "portfolios/explorer_empty.html", {"study": row})
    opened, chosen = looked.opened, chosen_values(row)
    found = page.asked(request.GET, opened)
    left, aims = page.left_by(opened, found.brush), aims_of(opened)
    rows = page.ordered(opened, left, found.question.sort)
    shown = Paginator(rows, page.ON_A_PAGE).get_page(found.question.page)
    context = {
        **standing(row, looked),
        "question": found.question,
        "unread": found.unread,
        "aims": aims,
        "limits": page.limits(found.question, aims),
        "page": shown,
        "rows": page.table_rows(opened, aims, shown.object_list, chosen),
        "left": len(rows),
        "facets": page.facets(opened, left, found.brush, found.question),
        "chips": page.chips(opened, aims, found.question),
        "granted": page.granted(opened, found, left, chosen),
        "knees": page.table_rows(opened, aims, [knee for knee in opened.knees if left[knee]], chosen),
        "query": found.question.address,
        "pages": _pages(found.question, shown.number, shown.paginator.num_pages),
        "row_caption": page.order_words(found.question, aims),
        "drawn": counted(opened, left, chosen),
        "charts": [(name, titled(), said()) for name, (titled, said, _draw) in CHARTS.items()],
    }
    part = bool(request.htmx)  # type: ignore[attr-defined]
    response = render(request, "portfolios/explorer.html#found" if part else "portfolios/explorer.html", context)
    if part:
        response["HX-Replace-Url"] = reverse("portfolios:frontier", args=[row.code]) + found.question.address
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@requires(can_read_public)
def points(request: HttpRequest, study: str) -> HttpResponse:
    """All points as columns of whole steps, for the pictures; the actions that are wanted or not decide which count."""
    row = visible(request, study)
    opened = _opened(row)
    brush = page.asked(request.GET, opened).brush
    tag = f'"{opened.digest}-{files.brush_digest(brush)}"'

    def told(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(files.columns(opened, brush), content_type="application/json")

    response = etag(lambda _request: tag)(told)(request)
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_safe
@requires(can_read_public)
def download(request: HttpRequest, study: str, ending: str) -> HttpResponse:
    """What the page with the same query string shows, all of it, with codes rather than labels."""
    row = visible(request, study)
    opened = _opened(row)
    found = page.asked(request.GET, opened)
    rows = page.ordered(opened, page.left_by(opened, found.brush), found.question.sort)
    if ending == "csv":
        return as_csv(f"{row.code}-frontier", files.heads(opened), files.records(opened, rows))
    if ending != "json":
        raise Http404(_("The combinations come as CSV or JSON."))
    response = JsonResponse(files.as_data(opened, rows, row.title))
    response["Content-Disposition"] = f'attachment; filename="openhearth-{row.code}-frontier.json"'
    return response


@require_safe
@requires(can_read_public)
def picture(request: HttpRequest, study: str, name: str) -> HttpResponse:
    """A still picture of what the limits leave, for those without scripts and for paper."""
    row = visible(request, study)
    opened = _opened(row)
    if name not in CHARTS:
        raise Http404(_("There is no such picture."))
    left = page.left_by(opened, page.asked(request.GET, opened).brush)
    text = canonical(chart(name, opened, left, chosen_values(row)))
    tag = f'"{files.text_digest(text)}-{get_language()}"'

    def drawn(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(Charts(settings.PRESS_CACHE / "charts").svg(text), content_type="image/svg+xml")

    response = etag(lambda _request: tag)(drawn)(request)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
@requires(can_read_public)
def point(request: HttpRequest, study: str, values: str) -> HttpResponse:
    return point_page(request, visible(request, study), values)


def point_page(
    request: HttpRequest, row: Study, values: str, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    """One combination with everything about it; a choice that could not be kept comes back here."""
    looked = looked_at(row)
    at = None if looked is None else page.row_of(looked.opened, values)
    if looked is None or at is None:
        raise Http404(_("There is no such combination in what the last search has found."))
    opened, chosen = looked.opened, chosen_values(row)
    problem, portfolio = opened.problem, opened.point(at).portfolio
    told = consequences(problem, portfolio)
    context = {
        **standing(row, looked),
        "number": at + 1,
        "key": values,
        "figures": one_point.figures(opened, at),
        "marks": page.marks(opened, at, chosen),
        "done": one_point.done(problem, portfolio),
        "left_out": one_point.left_out(problem, portfolio),
        "count": len(opened.point(at).portfolios),
        "equals": one_point.equals(opened, at),
        "costs": one_point.spending(problem, told.costs),
        "rooms": one_point.rooms(problem, portfolio),
        "places": one_point.felt(problem, told.places, _("not said where")),
        "groups": one_point.felt(problem, told.groups, _("not said for whom")),
        "neighbours": one_point.neighbours(opened, at),
        "aims": aims_of(opened),
        "form": form or ReasonForm(),
        "may_choose": rules.can_edit_study(request.user, row),
        "firm": firmness(row, looked, opened.point(at).values) if "firm" in request.GET else None,
        **_priced(request, looked, at),
    }
    return render(request, "portfolios/point.html", context, status=status)


@require_safe
@requires(can_read_public)
def compare(request: HttpRequest, study: str) -> HttpResponse:
    """What differs between two combinations; anything but two is answered with how to choose them."""
    row = visible(request, study)
    looked = looked_at(row)
    if looked is None:
        return render(request, "portfolios/explorer_empty.html", {"study": row})
    keys = list(dict.fromkeys(request.GET.getlist("point")))
    rows = [at for key in keys[:10] if (at := page.row_of(looked.opened, key)) is not None]
    context: dict[str, Any] = {**standing(row, looked), "found": len(rows), "gone": len(keys[:10]) - len(rows)}
    if len(rows) == 2:
        aims = aims_of(looked.opened)
        first, second = page.table_rows(looked.opened, aims, rows, chosen_values(row))
        context |= {"first": first, "second": second, "beside": one_point.beside(looked.opened, *rows)}
    return render(request, "portfolios/compare.html", context)


def standing(row: Study, looked: Looked) -> dict[str, Any]:
    """What every page about a frontier says of it: whose, how much of it there is, and whether it still holds."""
    return {
        "study": row,
        "run": looked.run,
        "total": len(looked.opened.found.points),
        "missing": missing(looked),
        "method": method_sentence(looked.run.algorithm, looked.run.reason),
        "stale": looked.stale,
        "every": len(looked.opened.about.owners) if looked.run.every else 0,
    }


def _opened(row: Study) -> Opened:
    looked = looked_at(row)
    if looked is None:
        raise Http404(_("Nothing has been found for this study yet."))
    return looked.opened


def _priced(request: HttpRequest, looked: Looked, at: int) -> dict[str, Any]:
    """The answer to what more of an aim would cost, where that is asked."""
    aim, more = request.GET.get("aim", ""), request.GET.get("more", "").strip()[:30]
    if not more:
        return {"wanted": aim, "more": ""}
    try:
        found = price(looked.opened.about, at, aim, float(more.replace(",", ".")))
    except (InputError, ValueError):
        return {"wanted": aim, "more": more, "not_asked": True}
    return {"wanted": aim, "more": more, "answer": one_point.answer(looked.opened, found)}


def _pages(question: page.Question, number: int, last: int) -> dict[str, str]:
    """Where the other pages are."""
    wanted = {"first": 1, "previous": number - 1, "next": number + 1, "last": last}
    return {
        name: page.turned(question, one).address for name, one in wanted.items() if 1 <= one <= last and one != number
    }
