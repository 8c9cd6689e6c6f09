"""Proposing hosts and weeks, and taking a proposal over."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.learning import rules
from openhearth.apps.learning.forms.meetings import RotationForm
from openhearth.apps.learning.pages import rotation as page
from openhearth.apps.learning.pages.home import partner_names
from openhearth.apps.learning.selectors.holidays import unknown_holidays
from openhearth.apps.learning.selectors.meetings import Journeys, journeys
from openhearth.apps.learning.sentences import in_words
from openhearth.apps.learning.services.meetings import take_over_rotation
from openhearth.apps.learning.views.parts import tell
from openhearth.apps.learning.views.seeing import Seen, draft, led, shown
from openhearth.core.errors import InfeasibleError, InputError
from openhearth.core.programme.rotation import Request, Rotation
from openhearth.core.programme.rotation import rotation as best


@requires(rules.can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def rotation(request: HttpRequest, programme: str) -> HttpResponse:
    """The question stands in the address; on POST the lead takes the answer over."""
    found = led(request, programme) if request.method == "POST" else draft(request, programme)
    partners = page.travellers(found.programme)
    meetings = page.open_meetings(found.programme)
    asked = request.POST if request.method == "POST" else request.GET
    form = RotationForm(asked if "start" in asked else None, partners, initial={"start": timezone.localdate()})
    context: dict[str, Any] = {"form": form, "meetings": meetings}
    if not form.is_bound or not meetings:
        return shown(request, "rotation", found, **context)
    if not form.is_valid():
        return shown(request, "rotation", found, status=422, **context)
    ways = journeys(partners)
    asking, language = _question(found, form, ways), get_language() or "en"
    context["left_out"] = page.left_out(found.programme, asking, language)
    context["unknown_holidays"] = unknown_holidays(partners)
    try:
        answer = best(asking)
    except InfeasibleError as error:
        context["obstacles"] = page.obstacles(found.programme, error.witness)  # type: ignore[arg-type]
    except InputError as error:
        names = partner_names(found.programme)
        context["faults"] = [(names.get(one.place, one.place), in_words(one)) for one in error.faults]
    else:
        if request.method == "POST":
            return _take_over(request, found, answer)
        context |= {
            "answer": answer,
            "planned": page.planned(found.programme, answer, language),
            "travelled": page.travelled(found.programme, answer),
            "total": round(answer.total),
            "roughly": [partner_names(found.programme)[key] for key in ways.roughly],
            "guessed": [partner_names(found.programme)[key] for key in ways.guessed],
        }
    return shown(request, "rotation", found, **context)


def _question(found: Seen, form: RotationForm, ways: Journeys) -> Request:
    typed = form.cleaned_data
    return page.question(
        found.programme,
        start=typed["start"],
        every=typed["every"],
        keep=typed["keep"] == "yes",
        closed=typed["closed"],
        away=form.away,
        journeys=ways.lengths,
        language="" if typed["holidays"] == "in" else get_language() or "en",
    )


def _take_over(request: HttpRequest, found: Seen, answer: Rotation) -> HttpResponse:
    try:
        count = take_over_rotation(
            found.row, answer.visits, cast("User", request.user), note=_("Proposed hosts and dates")
        )
    except InputError as error:
        tell(request, error)
        return redirect("learning:rotation", found.row.code)
    said = ngettext(
        "%(count)s meeting was given its host and days.", "%(count)s meetings were given hosts and days.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("learning:programme", found.row.code)
