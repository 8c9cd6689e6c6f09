"""One funded project from a public list, as published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.practices.finding.alike import words_in_practices
from openhearth.apps.practices.finding.names import label_of
from openhearth.apps.practices.models import Project
from openhearth.apps.practices.selectors import vocabularies
from openhearth.apps.regions.selectors import loads_by_users

LISTS = {
    "esif": gettext_lazy("Projects of the European structural funds, 2007 to 2020"),
    "kohesio": gettext_lazy("Projects of cohesion policy (Kohesio)"),
}
"""Which list a project comes from, in words."""

FIELD_NAMES = {
    "amount": gettext_lazy("Amount"),
    "start": gettext_lazy("Start"),
    "end": gettext_lazy("End"),
}
"""What a list may say in a way that cannot be read for certain."""

UNDETERMINED = "und"
REPLACED = "\N{REPLACEMENT CHARACTER}"
"""Stands where the publisher lost a letter."""


@require_safe
@requires(can_read_public)
def project(request: HttpRequest, slug: str) -> HttpResponse:
    found = Project.objects.filter(code=slug).first()
    if found is None:
        raise Http404(_("There is no project with the code “%(code)s”.") % {"code": slug})
    language = get_language() or "en"
    countries = {term.code: term.label(language) for term in vocabularies()["country"].terms}
    words, hits = words_in_practices(found.title)
    return render(
        request,
        "practices/project.html",
        {
            "project": found,
            "lang": "" if found.language == UNDETERMINED else found.language,
            "country": countries.get(found.country, found.country),
            "spoken": "" if found.language == UNDETERMINED else label_of("language", found.language),
            "amount": _amount(found),
            "unread": [FIELD_NAMES.get(name, name) for name in found.unread],
            "list": LISTS.get(found.corpus, found.corpus),
            "load": loads_by_users().filter(format=found.corpus).first(),
            "damaged": REPLACED in found.title + found.description,
            "words": words,
            "hits": hits,
        },
    )


def _amount(found: Project) -> str:
    if found.amount is None:
        return ""
    places = 0 if found.amount.is_integer() else 2
    figure = number_format(found.amount, decimal_pos=places, force_grouping=True)
    return (
        f"{figure} {found.currency}"
        if found.currency
        else _("%(amount)s (the list names no currency)") % {"amount": figure}
    )
