"""The study behind an address, if this person may see it; everybody else learns nothing of it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from openhearth.apps.portfolios import rules, selectors
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.selectors import Version


def visible(request: HttpRequest, code: str) -> Study:
    study = selectors.study_by_code(code)
    if study is None or not rules.can_see_study(request.user, study):
        raise Http404(_("There is no study with the code “%(code)s”.") % {"code": code}, *selectors.nearest_codes(code))
    return study


def editable(request: HttpRequest, code: str) -> Study:
    study = visible(request, code)
    if not rules.can_edit_study(request.user, study):
        raise PermissionDenied
    return study


def version_of(study: Study, number: int | None = None) -> Version:
    found = selectors.problem_of(study, number)
    if found is None:
        raise Http404(_("There is no such version of this study."))
    return found
