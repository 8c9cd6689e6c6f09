"""One practice: what is known of it, whether it would work here, and what is said about it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.practices import models, rules, selectors
from openhearth.apps.practices.forms.conversation import AnswerForm, RemarkForm
from openhearth.apps.practices.pages import nearby, own_region, transferring, working
from openhearth.apps.practices.pages import record as record_page
from openhearth.apps.practices.pages.conditions import ANSWERS, conditions
from openhearth.apps.practices.selectors.conversation import conversation
from openhearth.apps.practices.selectors.rows import adaptations_of, practice_row, revision_of
from openhearth.apps.practices.services.conversation import LONGEST
from openhearth.apps.regions import selectors as regions
from openhearth.core.practice_record import PracticeRecord
from openhearth.core.review import standing
from openhearth.sources.practices.practice_json import json_ld, to_json

COMPARED = 3
"""Regions side by side, at most."""
LONGEST_NAME = 100


@require_safe
@requires(can_read_public)
def detail(request: HttpRequest, practice: str) -> HttpResponse:
    return page(request, visible(request, practice))


@require_safe
@requires(can_read_public)
def as_json(request: HttpRequest, practice: str) -> HttpResponse:
    return HttpResponse(to_json([_public(request, practice)]), content_type="application/json")


@require_safe
@requires(can_read_public)
def as_jsonld(request: HttpRequest, practice: str) -> HttpResponse:
    site = settings.SITE_URL.rstrip("/")
    data = json.dumps(
        json_ld(_public(request, practice), selectors.vocabularies(), site=site), ensure_ascii=False, indent=1
    )
    return HttpResponse(data, content_type="application/ld+json")


def visible(request: HttpRequest, code: str) -> models.Practice:
    """The practice, if this person may know of it; that there is unpublished work of others is not said."""
    row = practice_row(code)
    if row is None or not rules.can_see(request.user, row):
        message = _("There is no practice with the code “%(code)s”.") % {"code": code}
        raise Http404(message, *selectors.nearest_codes(code))
    return row


def page(
    request: HttpRequest,
    row: models.Practice,
    *,
    remark: RemarkForm | None = None,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page; ``remark`` or ``answer`` with what somebody wrote that could not be kept."""
    revision, newest = _shown(request, row)
    record = revision.record
    work = working.work_of(request.user, row)
    own = own_region.region_of_role(request.user)
    to = request.GET.get("to", own.code if own else "").strip()[:LONGEST_NAME]
    context = {
        "row": row,
        "revision": revision,
        "record": record,
        "practice": record.practice,
        "work": work,
        "freshness": record_page.freshness(row, revision, newest, state=_state(row)),
        "to": to,
        **_told(record),
        **_around(row, record),
        **_transfer(request, record, to),
        "may_edit": rules.can_edit(request.user, row),
        "citation": record_page.citation(row, revision),
        "address": record_page.lasting_address(row),
        "talk": conversation(row, request.user),
        "remark": remark or RemarkForm(),
        "answer": answer,
        "longest": LONGEST,
        "keeper_hears": bool(row.keeper or row.proposer),
    }
    return render(request, "practices/detail.html", context, status=status)


def _shown(request: HttpRequest, row: models.Practice) -> tuple[models.Revision, int]:
    """The version asked for, or the public one, or the newest; and the number of the newest one this person may see."""
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    newest = revision_of(row, None)
    sees_work = rules.can_see_work(request.user, row)
    wanted = number or (row.public.number if row.public else None)
    found = newest if newest is None or wanted in (None, newest.number) else revision_of(row, wanted)
    if newest is None or found is None or not (sees_work or record_page.is_open(row, found)):
        raise Http404(_("There is no such version of this practice."))
    return found, newest.number if sees_work or not row.public else row.public.number


def _state(row: models.Practice) -> str:
    """To a reader a practice with a draft beside its public version is published all the same."""
    if row.public_id and row.is_put_away:
        return "archived"
    if row.public_id:
        return standing("published", row.review_due, timezone.localdate())
    return row.state


def _public(request: HttpRequest, code: str) -> PracticeRecord:
    """What all may read, archived or not: a lasting address does not vanish."""
    row = visible(request, code)
    if row.public is None:
        raise Http404(_("This practice is not public yet."))
    return row.public.record


def _told(record: PracticeRecord) -> dict[str, Any]:
    country = selectors.labels(record.practice, "country", get_language() or "en")
    return {
        "country": ", ".join(country),
        "outcome": record_page.outcome(record),
        "key_figures": record_page.key_figures(record),
        "results": record_page.results(record),
        "cost": None if record.cost is None else record_page.figure(record.cost),
        "terms": tuple(record_page.terms_of(record)),
        "not_said": record_page.not_said(record),
        "region": selectors.region_of(record.practice),
        "licence": selectors.licence_of(record.practice),
    }


def _around(row: models.Practice, record: PracticeRecord) -> dict[str, Any]:
    """What it was made of, what others made of it, and what else is like it."""
    adapted_from = row.adapted_from if row.adapted_from and row.adapted_from.is_public else None
    adapted_by = adaptations_of(row)
    named = {one.code for one in (*adapted_by, *([adapted_from] if adapted_from else []))}
    return {
        "adapted_from": adapted_from,
        "adapted_by": adapted_by,
        "see_also": nearby.see_also(record.practice, without=named),
    }


def _transfer(request: HttpRequest, record: PracticeRecord, to: str) -> dict[str, Any]:
    """Would it work here, beside up to two other places, and where would it fit best."""
    asked = conditions(record, dict(request.GET.lists()))
    others = [words.strip()[:LONGEST_NAME] for words in request.GET.getlist("also") if words.strip()]
    context: dict[str, Any] = {
        "best": transferring.best_places(record),
        "suggestions": regions.landscape().territories,
        "conditions": asked,
        "unanswered": sum(one.answer == "unknown" for one in asked),
        "answers": tuple(ANSWERS.items()),
        "from_role": "to" not in request.GET and bool(to),
        "others": [*others, "", ""][: COMPARED - 1],
    }
    if not to:
        return context
    context["meant"] = meant = own_region.meant(to)
    if meant.place is None:
        return context
    context["judged"] = here = transferring.judged(record, meant.place, asked)
    meant_too = [own_region.meant(words) for words in others[: COMPARED - 1]]
    beside = {one.place.code: one.place for one in meant_too if one.place and one.place.code != meant.place.code}
    context["not_found"] = [one for one in meant_too if one.place is None]
    if beside:
        context["compared"] = [here, *(transferring.judged(record, place) for place in beside.values())]
    return context
