"""What a change in a region does: its page, its charts and its table. Everybody may ask, and nothing is kept."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.pathways.footprint_sentences import sentence
from openhearth.apps.pathways.pages import footprint as page
from openhearth.apps.pathways.pages.footprint_question import Question, in_address
from openhearth.apps.pathways.selectors.footprint import Footprint, national_tables
from openhearth.apps.regions.downloads import as_csv
from openhearth.core.document import canonical
from openhearth.core.errors import Fault, InputError
from openhearth.press.charts import Charts
from openhearth.sources.input_output import io_own, scenario_yaml


@requires(can_read_public)
@require_http_methods(["GET", "HEAD", "POST"])
def footprint(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "pathways/footprint.html", page.footprint_page(Question.of(request.GET.dict())))
    question = Question.of(request.POST.dict())
    try:
        text = in_address(scenario_yaml.parse(_file(request)))
    except InputError as error:
        context = page.footprint_page(question) | {"file_faults": [sentence(fault) for fault in error.faults]}
        return render(request, "pathways/footprint.html", context, status=400)
    query = question.query(scenario=text, example="", sector="", amount="", kind="parts")
    return redirect(f"{reverse('pathways:footprint')}?{query}#answer")


@requires(can_read_public)
@require_GET
@cache_control(max_age=3600)
def chart(request: HttpRequest) -> HttpResponse:
    spec = page.chart(_answer(request), request.GET.get("of", "output"))
    if spec is None:
        raise Http404(_("This answer has no such chart."))
    drawing = Charts(settings.PRESS_CACHE / "charts").svg(canonical(spec))
    response = HttpResponse(drawing, content_type="image/svg+xml")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@requires(can_read_public)
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    found = _answer(request)
    return as_csv(f"footprint-{found.effects.table}-{found.place.region.code}", page.HEAD, page.csv_rows(found))


@requires(can_read_public)
@require_GET
def example(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """A packaged scenario, to copy and change."""
    if code not in scenario_yaml.EXAMPLES:
        raise Http404(_("There is no such example."))
    response = HttpResponse(scenario_yaml.example_text(code), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="openhearth-{code}.yaml"'
    return response


@requires(can_read_public)
@require_GET
def national_table(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """A table that ships, in the form in which people load their own; a loaded one is not given on."""
    found = national_tables().get(name)
    if found is None or found.loaded:
        raise Http404(_("No table of this name ships with the house."))
    response = HttpResponse(io_own.written(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="openhearth-{name}.csv"'
    return response


def _file(request: HttpRequest) -> bytes:
    sent = request.FILES.get("file")
    if sent is None:
        raise InputError(Fault("empty_file", "file"))
    return bytes(sent.read(scenario_yaml.BYTES + 1))


def _answer(request: HttpRequest) -> Footprint:
    question = Question.of(request.GET.dict())
    if not (question.table and question.region and question.has_change):
        raise Http404(_("Choose a region, its table and a change first."))
    try:
        return page.answer(question)[1]
    except InputError as error:
        raise Http404(" ".join(sentence(fault) for fault in error.faults)) from error
