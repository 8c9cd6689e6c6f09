"""Homework: all tasks, and what one local group handed in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openhearth.apps.accounts.rules import requires
from openhearth.apps.learning import rules
from openhearth.apps.learning.pages.homework import day, listed_tasks, meeting_after, submission_page
from openhearth.apps.learning.views.seeing import draft, shown
from openhearth.apps.learning.views.writing import meetings_with_homework
from openhearth.core.programme.board import concerned
from openhearth.core.programme.terms import Learning


@requires(rules.can_enter_somewhere)
@require_safe
def homework(request: HttpRequest, programme: str) -> HttpResponse:
    found = draft(request, programme)
    own = {one.key for one in found.own}
    listed = listed_tasks(found.row.code, found.programme, own, timezone.localdate())
    return shown(request, "homework", found, tasks=listed, may_set=meetings_with_homework(found))


@requires(rules.can_enter_somewhere)
@require_safe
def submission(request: HttpRequest, programme: str, key: str, partner: str) -> HttpResponse:
    """What a local group handed in, with its versions; nobody else sees an unfinished one, nor that there is one."""
    found = draft(request, programme)
    task = next((one for one in found.programme.homework if one.key == key), None)
    whose = found.partner(partner)
    if task is None or whose is None or partner not in concerned(task, found.programme):
        raise Http404(_("There is no such homework."))
    handed = next((one for one in found.programme.submissions if (one.homework, one.partner) == (key, partner)), None)
    own = whose in found.own
    meeting = meeting_after(found.programme, task)
    return shown(
        request,
        "submission",
        found,
        task=task,
        partner=whose,
        submission=handed,
        own=own,
        may_hand_in=handed is not None
        and not handed.handed_in_on
        and rules.can_hand_in(request.user, found.programme, handed),
        may_give_feedback=handed is not None
        and rules.can_give_feedback(request.user, found.row, found.programme, handed),
        may_learn=own and found.may_write("learning", Learning("", partner, "")),
        next_meeting=meeting,
        next_meeting_on=day(meeting.start) if meeting else None,
        **submission_page(found.row, task, whose, handed, own=own),
    )
