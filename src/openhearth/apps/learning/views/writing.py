"""Writing homework, groups, reviews and learnings: one view for all their forms."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import requires
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.entries.services import Contested
from openhearth.apps.learning import rules
from openhearth.apps.learning.forms import groups, homework, learnings, selection
from openhearth.apps.learning.forms.picking import as_typed, looks_up
from openhearth.apps.learning.forms.writing import Scene, WrittenForm
from openhearth.apps.learning.pages.naming import Names, told
from openhearth.apps.learning.pages.places import address_of
from openhearth.apps.learning.selectors.homework import submission_key
from openhearth.apps.learning.selectors.learnings import choices_of_plans
from openhearth.apps.learning.selectors.programmes import LEDGER, used_keys
from openhearth.apps.learning.sentences import faults_in_words, in_words
from openhearth.apps.learning.services.parts import save_part, taking_back
from openhearth.apps.learning.views.parts import number
from openhearth.apps.learning.views.seeing import Seen, draft, shown
from openhearth.apps.pathways.pages.history import ContestedField
from openhearth.core.errors import InputError
from openhearth.core.programme.terms import Learning, Submission

FORMS: dict[str, type[WrittenForm]] = {
    "homework": homework.HomeworkForm,
    "submission": homework.SubmissionForm,
    "feedback": homework.FeedbackForm,
    "member": groups.MemberForm,
    "group-meeting": groups.GroupMeetingForm,
    "baseline": groups.BaselineForm,
    "comment": groups.CommentForm,
    "recommendation": groups.RecommendationForm,
    "reply": groups.ReplyForm,
    "follow-up": groups.FollowUpForm,
    "learning": learnings.LearningForm,
    "instrument": learnings.InstrumentForm,
    "change": learnings.ChangeForm,
    "candidate": selection.CandidateForm,
}
TURNS = frozenset({"feedback", "reply", "follow-up"})
"""Forms that add to a part which stands there already."""

LONGEST = 200


@requires(rules.can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def write_new(request: HttpRequest, programme: str, what: str) -> HttpResponse:
    """A new part; the address says what it is about."""
    found = draft(request, programme)
    form_class = FORMS.get(what)
    if form_class is None or form_class.given_key or what in TURNS:
        raise Http404
    about = {name: request.GET.get(name, "")[:LONGEST] for name in form_class.fixed}
    scene = scene_of(found, form_class, about)
    if any(scene.find(kind, about[name]) is None for name, kind in form_class.fixed.items()):
        raise Http404(_("There is no such part of this programme."))
    if not may_begin(found, form_class, about, scene):
        raise PermissionDenied
    return _written(request, found, what, {"scene": scene, "about": about})


@requires(rules.can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, programme: str, what: str, key: str) -> HttpResponse:
    """A part that stands there; homework and baselines are also begun here."""
    found = draft(request, programme)
    form_class = FORMS.get(what)
    if form_class is None:
        raise Http404
    newest = part_at(LEDGER, found.row, form_class.kind, key, found.row.step)
    part = newest.part if newest else None
    about = about_given(found, form_class, key) if part is None and form_class.given_key else {}
    if part is None and not about:
        raise Http404(_("There is no such part of this programme."))
    scene = scene_of(found, form_class, about, part)
    if not (may_change(found, what, part) if part is not None else may_begin(found, form_class, about, scene)):
        raise PermissionDenied
    step = newest.step if newest else 0
    return _written(request, found, what, {"scene": scene, "about": about, "part": part, "key": key, "read_at": step})


def about_given(found: Seen, form_class: type[WrittenForm], key: str) -> dict[str, str]:
    """What the key of a part that is not written yet is about; empty where it is about nothing."""
    partners = [one.key for one in found.programme.partners]
    if form_class is groups.BaselineForm:
        return {"partner": key} if key in partners else {}
    for task in found.programme.homework:
        for partner in partners:
            if submission_key(task.key, partner) == key:
                return {"homework": task.key, "partner": partner}
    return {}


def scene_of(found: Seen, form_class: type[WrittenForm], about: dict[str, str], part: Any = None) -> Scene:
    """What the form may name. Plans are only read for the forms that name their actions."""
    user = cast("User", found.user)
    speaks = tuple(one.key for one in rules.own_partners(user, found.programme, rules.PARTNER_TEAM))
    if found.may_lead:
        speaks = tuple(one.key for one in found.programme.partners)
    more: dict[str, Any] = {"meetings": meetings_with_homework(found)} if form_class is homework.HomeworkForm else {}
    if form_class in (learnings.LearningForm, learnings.ChangeForm):
        behind = part or SimpleNamespace(**about)
        partner = found.partner(rules.partner_behind(found.programme, form_class.kind, behind))
        actions, indicators = choices_of_plans(user, partner.region if partner else "")
        drafts = [
            one.key
            for one in found.programme.partners
            if found.may_write("learning", Learning("", one.key, "", unfinished=True))
        ]
        more = {"actions": actions, "indicators": indicators, "drafts": tuple(drafts)}
    used = used_keys(found.row, form_class.kind) if part is None else frozenset()
    return Scene(found.programme, found.parts, timezone.localdate(), speaks=speaks, used=used, **more)


def may_begin(found: Seen, form_class: type[WrittenForm], about: dict[str, str], scene: Scene) -> bool:
    """Whether this person may write a part about this for the first time."""
    kind = form_class.kind
    if kind in ("comment", "recommendation"):
        meeting = scene.find("meeting", about["meeting"])
        return bool(meeting.host) and bool({*scene.speaks} - {meeting.host})
    if kind == "homework":
        return bool(meetings_with_homework(found))
    return found.may_write(kind, SimpleNamespace(key="", **about))


def meetings_with_homework(found: Seen) -> tuple[str, ...]:
    """The meetings for which this person sets homework: all for the lead, their own for hosts."""
    listed = found.programme.meetings
    return tuple(one.key for one in listed if found.may_write("homework", SimpleNamespace(key="", meeting=one.key)))


def may_change(found: Seen, what: str, part: Any) -> bool:
    """Whether this person may write on."""
    if what == "feedback":
        return rules.can_give_feedback(found.user, found.row, found.programme, part)
    if what == "reply":
        return rules.can_reply(found.user, found.programme, part)
    if what == "follow-up":
        return part.reply in ("accepted", "adapted") and rules.can_reply(found.user, found.programme, part)
    return found.may_write(FORMS[what].kind, part)


def may_hand_in(found: Seen, form: WrittenForm) -> bool:
    """Whether the form has a second button, which says that the homework is finished."""
    if not isinstance(form, homework.SubmissionForm):
        return False
    held = form.before or Submission(form.key, form.about["homework"], form.about["partner"])
    return not held.handed_in_on and rules.can_hand_in(found.user, found.programme, held)


def _written(request: HttpRequest, found: Seen, what: str, known: dict[str, Any]) -> HttpResponse:
    form_class = FORMS[what]
    if request.method != "POST":
        initial = {name: value[:LONGEST] for name, value in request.GET.items() if name in form_class.asked}
        return _form(request, found, what, form_class(**known, initial=initial))
    form = form_class(request.POST, **known)
    if looks_up(form):
        return _form(
            request, found, what, as_typed(form, form_class(**{**known, "read_at": number(request, "read_at")}))
        )
    if not form.is_valid():
        return _form(request, found, what, form, status=422)
    part, hands_in = form.part, "hand_in" in request.POST
    if hands_in and not may_hand_in(found, form):
        raise PermissionDenied
    if what not in TURNS and not found.may_write(form.kind, part):
        raise PermissionDenied
    try:
        saved = save_part(found.row, part, cast("User", request.user), read_at=form.cleaned_data["read_at"] or 0)
    except InputError as error:
        for fault in error.faults:
            form.tell(fault, in_words(fault))
        return _form(request, found, what, form, status=422)
    if isinstance(saved, Contested):
        return _overtaken(request, found, what, form, saved)
    messages.success(request, _said(what, part, form.before, joined=saved.joined, hands_in=hands_in))
    return redirect(address_of(found.row.code, form.kind, saved.part))


def _said(what: str, part: Any, before: Any, *, joined: bool, hands_in: bool) -> str:
    turned = _turned(part, before) if what == "learning" else ""
    if turned or joined:
        return turned or _("Saved, together with what somebody else changed meanwhile.")
    if hands_in:
        return _("Handed in. The other partners can read it now.")
    if what == "submission" and not part.handed_in_on:
        return _("Saved. Only your own people can read it until your team hands it in.")
    if what == "learning" and part.unfinished:
        return _("Saved. Only the people of your partner can read it until you share it.")
    return _("Saved.")


def _turned(part: Learning, before: Learning | None) -> str:
    """That a learning was shared or taken back; empty where it is as it was."""
    was_unfinished = before is None or before.unfinished
    if was_unfinished and not part.unfinished:
        return _("Shared. The other partners can read it now.")
    if part.unfinished and not was_unfinished:
        return _("Taken back. Only the people of your partner can read it now.")
    return ""


def _overtaken(
    request: HttpRequest, found: Seen, what: str, form: WrittenForm, contested: Contested[Any]
) -> HttpResponse:
    """Somebody changed the same fields meanwhile: show theirs, keep mine and what we agree on, and ask."""
    again = FORMS[what](scene=form.scene, part=contested.joined, key=form.key, read_at=contested.step)
    names = Names(found.parts, found.user)
    theirs = [
        ContestedField(
            form.label_of(one.field),
            told(one.base, form.kind, one.field, names),
            told(one.theirs, form.kind, one.field, names),
        )
        for one in contested.conflicts
    ]
    return _form(request, found, what, again, status=409, contested=contested, theirs=theirs)


def _form(
    request: HttpRequest, found: Seen, what: str, form: WrittenForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    part = form.before
    known = {
        "form": form,
        "form_title": form.title,
        "what": what,
        "part": part,
        "task": _task_of(form) if form.kind == "submission" else None,
        "back": address_of(found.row.code, form.kind, part) if part is not None else _begun_at(found, form),
        "may_hand_in": may_hand_in(found, form),
        **_sharing(found, form),
        "may_take_out": part is not None and what not in TURNS and what not in ("submission", "baseline"),
    }
    return shown(request, "writing", found, status=status, **{**known, **context})


def _sharing(found: Seen, form: WrittenForm) -> dict[str, Any]:
    """What the buttons of a learning are: save for later and share, or take back; and why not."""
    if not isinstance(form, learnings.LearningForm) or not form.may_keep:
        return {}
    if form.before is None or form.before.unfinished:
        return {"may_share": True}
    faults = taking_back(found.row, found.programme, form.before.key)
    return {"may_take_back": not faults, "why_not": faults_in_words(faults)}


def _task_of(form: WrittenForm) -> Any:
    return form.scene.find("homework", form.before.homework if form.before is not None else form.about["homework"])


def _begun_at(found: Seen, form: WrittenForm) -> str:
    """The page from which a new part is begun."""
    code, about = found.row.code, form.about
    if form.kind in ("member", "group_meeting"):
        return reverse("learning:group", args=[code, about["partner"]])
    if form.kind in ("comment", "recommendation"):
        return reverse("learning:comments", args=[code, about["meeting"]])
    if form.kind == "change":
        return reverse("learning:instrument", args=[code, about["instrument"]])
    rooms = {"candidate": "selection", "submission": "homework", "homework": "homework", "baseline": "baselines"}
    return reverse(f"learning:{rooms.get(form.kind, form.kind + 's')}", args=[code])
