"""The list of practices and projects: searched, narrowed down, on a map, to take away; and what the filters mean."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.practices import finding
from openhearth.apps.practices.finding import Findings, Found, Question
from openhearth.apps.practices.finding.filters import FILTERS, PROJECT
from openhearth.apps.practices.pages import mapping, results, taking
from openhearth.apps.practices.rules import can_import, can_save_search
from openhearth.apps.practices.selectors import vocabularies
from openhearth.apps.regions.downloads import as_csv
from openhearth.apps.regions.pages import map as map_page
from openhearth.core.errors import InputError


@require_safe
@requires(can_read_public)
def index(request: HttpRequest) -> HttpResponse:
    question = _question(request)
    typing = bool(request.htmx) and request.htmx.trigger_name == "q"  # type: ignore[attr-defined]
    found = finding.found(replace(question, typing=typing))
    template = "practices/index.html#found" if typing else "practices/index.html"
    response = render(
        request,
        template,
        {**_shown(found), "may_save": can_save_search(request.user), "may_import": can_import(request.user)},
    )
    if typing:
        response["HX-Replace-Url"] = reverse("practices:list") + found.address()
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@requires(can_read_public)
def download(request: HttpRequest, form: str) -> HttpResponse:
    """What the list with the same query string finds, all pages; codes, not labels, so that it can be joined."""
    question = _question(request)
    if taking.kind_of(question) == PROJECT and form == "csv":
        return as_csv("projects", (*taking.COLUMNS, "licence"), taking.projects(question))
    if taking.kind_of(question) == PROJECT or form not in taking.FORMATS:
        raise Http404(_("There is no download of this kind."))
    try:
        data = taking.FORMATS[form].write(taking.practices(question))
    except InputError:
        messages.error(request, _("One of these texts is too long for a cell of Excel. Take the CSV instead."))
        return redirect(reverse("practices:list") + finding.address(question))
    response = HttpResponse(data, content_type=taking.FORMATS[form].media_type)
    response["Content-Disposition"] = f'attachment; filename="practices.{form}"'
    return response


@require_safe
@requires(can_read_public)
def terms(request: HttpRequest) -> HttpResponse:
    """Every vocabulary of the filters with what its values mean."""
    language = get_language() or "en"
    explained = [
        (
            one,
            [
                (term.code, term.label(language), term.definition(language))
                for term in vocabularies()[one.vocabulary].terms
            ],
        )
        for one in FILTERS
        if one.vocabulary in vocabularies()
    ]
    return render(request, "practices/terms.html", {"vocabularies": explained})


def _question(request: HttpRequest) -> Question:
    return finding.question_of(dict(request.GET.lists()))


def _alike(found: Findings) -> list[Found]:
    """Close in meaning and not on this page as a hit already."""
    shown = {hit.code for hit in found.hits}
    near = finding.close_in_meaning(found.question, get_language() or "en") if found.question.page == 1 else ()
    return [one for one in near if one.code not in shown]


def _shown(found: Findings) -> dict[str, object]:
    question = found.question
    kind = taking.kind_of(question)
    context: dict[str, object] = {
        "findings": found,
        "question": question,
        "rows": results.rows(found.hits, timezone.localdate()),
        "alike": results.rows(_alike(found), timezone.localdate()),
        "kinds": results.kinds(found),
        "projects": kind == PROJECT,
        "orders": results.orders(found),
        "hidden": results.hidden(found),
        "pages": results.pages(found),
        "chips": tuple(results.chips(found)),
        "described": results.described([question])[0][:100],
        "explained": frozenset(vocabularies()),
        "downloads": [(form, one.name) for form, one in taking.FORMATS.items() if kind != PROJECT or form == "csv"],
        "most": taking.MOST,
        "too_many": found.total > taking.MOST,
        "licences": taking.licences() if kind != PROJECT else (),
        "as_list": found.address(view=""),
        "as_map": found.address(view="map"),
        "meant": found.address(q=found.meant) if found.meant else "",
        "words_alone": finding.address(replace(question, chosen={})),
        "here": reverse("practices:list") + found.address(),
    }
    return context | (_mapped(found) if question.view == "map" else {})


def _mapped(found: Findings) -> dict[str, object]:
    countries, places = found.of("country").choices, found.of("place").choices
    drawn = map_page.drawing()
    marks = mapping.marks(drawn, places)
    return {
        "tiles": mapping.tiles(countries),
        "countries": sorted(countries, key=lambda choice: -choice.hits),
        "places": sorted(places, key=lambda choice: (choice.code[:2], choice.code)),
        "marks": marks if any(mark.query for mark in marks) else (),
        "box": drawn.box,
    }
