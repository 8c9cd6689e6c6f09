"""Writing a programme: one form for every kind of part, its past, and taking it out."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.entries.selectors import part_at, versions_of
from openhearth.apps.entries.services import Contested
from openhearth.apps.learning.asked import FIELDS
from openhearth.apps.learning.contents import KINDS
from openhearth.apps.learning.forms.parts import PartForm
from openhearth.apps.learning.forms.picking import as_typed, looks_up
from openhearth.apps.learning.pages import history as history_page
from openhearth.apps.learning.pages.addresses import address_of
from openhearth.apps.learning.pages.naming import Names
from openhearth.apps.learning.rules import can_work_somewhere, readable_past
from openhearth.apps.learning.selectors.programmes import LEDGER, title_of, used_keys
from openhearth.apps.learning.sentences import faults_in_words, in_words
from openhearth.apps.learning.services import parts as services
from openhearth.apps.learning.views.seeing import Seen, draft, seen, shown
from openhearth.apps.learning.wording import kind_name
from openhearth.core.errors import InputError
from openhearth.core.programme.assembly import Outline
from openhearth.core.programme.meeting_terms import Minutes

LONGEST = 300


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, programme: str, kind: str) -> HttpResponse:
    found = draft(request, programme)
    if kind not in FIELDS or kind in ("outline", "minutes", "shown"):
        raise Http404  # what was shown is found on the page of its meeting
    if request.method != "POST" and not (found.may_lead or found.may_take_part):
        raise PermissionDenied
    return _edited(request, found, kind, None, 0)


@requires(can_work_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, programme: str, kind: str, key: str) -> HttpResponse:
    """Change a part; the outline and minutes are written for the first time at the same address."""
    found = draft(request, programme)
    newest = part_at(LEDGER, found.row, kind, key, found.row.step) if kind in FIELDS else None
    part = newest.part if newest else None
    if part is None:
        part = _unwritten(found, kind, key)
    if part is None:
        raise Http404(_("There is no such part of this programme."))
    if not found.may_write(kind, part):
        raise PermissionDenied
    return _edited(request, found, kind, part, newest.step if newest else 0)


@requires(can_work_somewhere)
@require_POST
def take_out(request: HttpRequest, programme: str, kind: str, key: str) -> HttpResponse:
    found = _writable(request, programme, kind, key)
    try:
        services.take_out_part(found.row, kind, key, cast("User", request.user), read_at=number(request, "read_at"))
    except InputError as error:
        tell(request, error)
    else:
        messages.success(request, _("Taken out. Its past is kept, and you can put it back here."))
    return redirect("learning:part_history", found.row.code, kind, key)


@requires(can_work_somewhere)
@require_POST
def restore(request: HttpRequest, programme: str, kind: str, key: str) -> HttpResponse:
    found = _writable(request, programme, kind, key)
    steps = {name: number(request, name) for name in ("step", "read_at")}
    then = part_at(LEDGER, found.row, kind, key, steps["step"])
    if then is not None and then.part is not None and not found.may_write(kind, then.part):
        raise PermissionDenied
    try:
        services.restore_part(found.row, kind, key, steps["step"], cast("User", request.user), read_at=steps["read_at"])
    except InputError as error:
        tell(request, error)
    else:
        messages.success(request, _("It says again what it said then."))
    return redirect("learning:part_history", found.row.code, kind, key)


@requires(can_read_public)
@require_safe
def history(request: HttpRequest, programme: str, kind: str, key: str) -> HttpResponse:
    """The past of a part, with what each version changed; the public reads on to what was released."""
    found = seen(request, programme)
    if kind not in KINDS:
        raise Http404
    past = versions_of(LEDGER, found.row, kind, key, until=found.step)
    parts = [one.part for one in past]
    readable = readable_past(request.user, found.row.code, found.programme.partners, kind, parts)
    past = [one for one, may_read in zip(past, readable, strict=True) if may_read]
    named = next((one.part for one in past if one.part is not None), None)
    names = Names(found.parts, found.user)
    stands = any(other == kind and one.key == key for other, one in found.parts)
    if named is None or (not stands and (found.as_public or not found.sees_draft)):
        raise Http404(_("There is no such part of this programme."))
    return shown(
        request,
        "part_history",
        found,
        kind=kind,
        key=key,
        kind_name=kind_name(kind).one,
        title=names.title(kind, named),
        versions=history_page.versions(past, names, named=found.sees_draft),
        newest=past[0],
        may_write=found.may_write(kind, named),
        address=address_of(found.row, kind, named, found.parts, found.query),
    )


def tell(request: HttpRequest, error: InputError) -> None:
    """Say every fault above the next page."""
    for said in faults_in_words(error.faults):
        messages.error(request, said)


def number(request: HttpRequest, name: str) -> int:
    """A number that a form of ours sent along."""
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise PermissionDenied
    return int(text)


def _unwritten(found: Seen, kind: str, key: str) -> Any:
    """What is written at a known address for the first time: the outline, and the minutes of a meeting's part."""
    if kind == "outline" and key == "outline":
        return Outline()
    if kind == "minutes":
        for meeting in found.programme.meetings:
            for one in meeting.agenda:
                minutes = Minutes(meeting.key, one.part)
                if minutes.key == key:
                    return minutes
    return None


def _writable(request: HttpRequest, programme: str, kind: str, key: str) -> Seen:
    found = draft(request, programme)
    past = versions_of(LEDGER, found.row, kind, key, until=found.row.step) if kind in KINDS else []
    part = next((one.part for one in past if one.part is not None), None)
    if part is None:
        raise Http404(_("There is no such part of this programme."))
    if not found.may_write(kind, part):
        raise PermissionDenied
    return found


def _edited(request: HttpRequest, found: Seen, kind: str, part: Any, step: int) -> HttpResponse:
    given = {one.name: request.GET[one.name][:LONGEST] for one in FIELDS[kind] if one.name in request.GET}
    used = used_keys(found.row, kind) if part is None else ()

    def form_of(data: Any = None) -> PartForm:
        return PartForm(kind, found.parts, data, part=part, given=given, read_at=step, used=used)

    if request.method != "POST":
        return _form(request, found, form_of(), given)
    form = form_of(request.POST)
    if looks_up(form):
        again = as_typed(form, form_of())
        again.initial["read_at"] = number(request, "read_at")
        return _form(request, found, again, given)
    if not form.is_valid():
        return _form(request, found, form, given, status=422)
    typed = form.part
    if not found.may_write(kind, typed):
        raise PermissionDenied
    return _save(request, found, form, typed, given)


def _save(request: HttpRequest, found: Seen, form: PartForm, typed: Any, given: dict[str, str]) -> HttpResponse:
    read_at = form.cleaned_data["read_at"] or 0
    if form.before is None:  # what was taken out may be written anew under its own name
        past = part_at(LEDGER, found.row, form.kind, typed.key, found.row.step)
        read_at = past.step if past is not None and past.part is None else 0
    try:
        saved = services.save_part(
            found.row, typed, cast("User", request.user), read_at=read_at, note=form.cleaned_data.get("remark", "")
        )
    except InputError as error:
        for fault in error.faults:
            form.tell(fault, in_words(fault))
        return _form(request, found, form, given, status=422)
    if isinstance(saved, Contested):
        return _overtaken(request, found, form, saved)
    if saved.step == read_at and read_at:
        messages.info(request, _("Nothing was changed."))
    elif saved.joined:
        messages.success(request, _("Saved, together with what somebody else changed meanwhile."))
    else:
        messages.success(request, _("Saved."))
    return redirect(address_of(found.row, form.kind, saved.part, found.parts))


def _overtaken(request: HttpRequest, found: Seen, form: PartForm, contested: Contested[Any]) -> HttpResponse:
    """Somebody changed the same fields meanwhile: show theirs, keep mine and what we agree on, and ask."""
    again = PartForm(form.kind, found.parts, part=contested.joined, read_at=contested.step)
    again.initial["remark"] = form.cleaned_data.get("remark", "")
    theirs = history_page.contested(form.kind, contested.conflicts, Names(found.parts, found.user))
    return _form(request, found, again, {}, status=409, contested=contested, theirs=theirs)


def _form(
    request: HttpRequest, found: Seen, form: PartForm, given: dict[str, str], *, status: int = 200, **context: Any
) -> HttpResponse:
    told = form.before is not None and form.kind not in ("outline", "minutes")
    back = address_of(found.row, form.kind, form.before, found.parts)
    if form.before is None and given.get("meeting") in {one.key for one in found.programme.meetings}:
        meeting = next(one for one in found.programme.meetings if one.key == given["meeting"])
        back = address_of(found.row, "meeting", meeting)
    known = {
        "form": form,
        "kind": form.kind,
        "kind_name": kind_name(form.kind),
        "title": title_of(form.before) if told else "",
        "key": form.before.key if form.before is not None else "",
        "is_written": form.initial["read_at"] > 0,
        "back": back,
    }
    return shown(request, "part", found, status=status, **{**known, **context})
