"""A meeting: its page, practices shown, notes with photos, votes, and closing it."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.learning import rules
from openhearth.apps.learning.forms.meetings import NoteForm
from openhearth.apps.learning.forms.picking import as_typed, looks_up
from openhearth.apps.learning.forms.shown import ShownForm
from openhearth.apps.learning.pages import meetings as page
from openhearth.apps.learning.selectors.meetings import picture_of, pictures_of, practice_titles
from openhearth.apps.learning.sentences import faults_in_words
from openhearth.apps.learning.services import meetings as services
from openhearth.apps.learning.views.parts import tell
from openhearth.apps.learning.views.seeing import Seen, draft, seen, shown
from openhearth.core.errors import InputError
from openhearth.core.programme import terms
from openhearth.core.programme.meeting_terms import Decision, SiteNote, record_of


@requires(can_read_public)
@require_safe
def meeting(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    found = seen(request, programme)
    return _page(request, found, meeting_of(found, key))


@requires(rules.can_work_somewhere)
@require_POST
def show(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """Note which practices of the toolkit were shown, or look for some."""
    found, held = _taking_part(request, programme, key)
    form = ShownForm(request.POST, action=request.path)
    if looks_up(form):
        return _page(request, found, held, shown_form=as_typed(form, ShownForm(action=request.path)))
    if not form.is_valid():
        return _page(request, found, held, shown_form=form, status=422)
    try:
        for code in form.cleaned_data["practices"]:
            if code not in held.practices:
                services.show_practice(found.row, held.key, code, "", cast("User", request.user))
    except InputError as error:
        tell(request, error)
    else:
        messages.success(request, _("Noted."))
    return redirect(_address(found, held) + "#practices")


@requires(rules.can_work_somewhere)
@require_POST
def add_note(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """Keep what was seen on a site visit, with photos."""
    found, held = _taking_part(request, programme, key)
    form = NoteForm(request.POST, request.FILES)
    if form.is_valid():
        typed = form.cleaned_data
        files = [(one.name or "", one.read()) for one in typed["pictures"]]
        try:
            services.add_site_note(
                found.row,
                held.key,
                typed["text"],
                files,
                typed["captions"],
                cast("User", request.user),
                credit=typed["credit"],
            )
        except InputError as error:
            for said in faults_in_words(error.faults):
                form.add_error("pictures", said)
        else:
            messages.success(request, _("Kept."))
            return redirect(_address(found, held) + "#notes")
    return _page(request, found, held, note_form=form, status=422)


@requires(can_read_public)
@require_safe
def picture(request: HttpRequest, programme: str, key: str, picture: UUID) -> HttpResponse:
    """A photo, for those who read the note in which it stands."""
    found = seen(request, programme)
    notes: tuple[SiteNote, ...] = found.of_kind("site_note")
    shown_there = any(one.meeting == key and str(picture) in one.pictures for one in notes)
    row = picture_of(found.row, key, picture) if shown_there else None
    if row is None:
        raise Http404(_("There is no such photo."))
    response = HttpResponse(bytes(row.data), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@requires(rules.can_work_somewhere)
@require_POST
def vote(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """A partner's vote on a decision, given by its own team."""
    found = draft(request, programme)
    held = meeting_of(found, key)
    decisions: tuple[Decision, ...] = record_of(held.key, (part for _kind, part in found.parts)).decisions
    decision = next((one for one in decisions if one.key == request.POST.get("decision")), None)
    partner = found.partner(request.POST.get("partner", ""))
    choice = request.POST.get("choice")
    if decision is None or partner is None or choice not in ("yes", "no", "abstain"):
        raise Http404(_("There is no such decision."))
    if not rules.can_vote(request.user, found.row.code, partner):
        raise PermissionDenied
    try:
        services.cast_vote(found.row, decision, partner, choice, cast("User", request.user))  # type: ignore[arg-type]
    except InputError as error:
        tell(request, error)
    else:
        messages.success(request, _("%(partner)s has voted.") % {"partner": partner.name})
    return redirect(_address(found, held) + f"#decision-{decision.key}")


@requires(rules.can_work_somewhere)
@require_POST
def close(request: HttpRequest, programme: str, key: str) -> HttpResponse:
    """Freeze the meeting and its report; the lead may open it again."""
    found = draft(request, programme)
    held = meeting_of(found, key)
    again = "open" in request.POST
    may_close = rules.can_run_meeting(request.user, found.row, found.programme, held)
    if not (found.may_lead if again else may_close):
        raise PermissionDenied
    try:
        if again:
            services.open_meeting(found.row, held, cast("User", request.user))
        else:
            services.close_meeting(found.row, held, timezone.localdate(), cast("User", request.user))
    except InputError as error:
        tell(request, error)
    else:
        messages.success(
            request, _("The meeting can be written again.") if again else _("Closed: the report is frozen.")
        )
    return redirect(
        _address(found, held) if again else reverse("learning:meeting_report", args=[found.row.code, held.key])
    )


def meeting_of(found: Seen, key: str) -> terms.Meeting:
    """The meeting with this key, as the reader sees it."""
    for one in found.programme.meetings:
        if one.key == key:
            return one
    raise Http404(_("There is no such meeting."))


def _taking_part(request: HttpRequest, programme: str, key: str) -> tuple[Seen, terms.Meeting]:
    found = draft(request, programme)
    if not found.may_take_part:
        raise PermissionDenied
    return found, meeting_of(found, key)


def _page(
    request: HttpRequest,
    found: Seen,
    held: terms.Meeting,
    *,
    note_form: NoteForm | None = None,
    shown_form: ShownForm | None = None,
    status: int = 200,
) -> HttpResponse:
    open_ = not held.closed_on
    may_run = not found.as_public and rules.can_run_meeting(request.user, found.row, found.programme, held)
    context = page.meeting_page(
        found.row,
        found.programme,
        held,
        record_of(held.key, (part for _kind, part in found.parts)),
        pictures=pictures_of(found.row, held.key),
        titles=practice_titles(),
        votes_for=[one for one in found.own if open_ and rules.can_vote(request.user, found.row.code, one)],
    )
    rights = {
        "may_write": found.may_take_part and open_,
        "may_run": may_run and open_,
        "may_close": may_run and open_,
        "may_open": found.may_lead and not open_,
        "sees_record": not open_ or (found.sees_draft and not found.as_public),
    }
    finds = reverse("learning:show_practice", args=[found.row.code, held.key])
    asked = {"note_form": note_form or NoteForm(), "shown_form": shown_form or ShownForm(action=finds)}
    return shown(request, "meeting", found, status=status, **{**context, **rights, **asked})


def _address(found: Seen, held: terms.Meeting) -> str:
    return reverse("learning:meeting", args=[found.row.code, held.key])
