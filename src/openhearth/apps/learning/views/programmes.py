"""The list of programmes, beginning one, its home, its past, and what the public may read of it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.entries.selectors import recent_entries
from openhearth.apps.learning import rules
from openhearth.apps.learning.forms.programmes import ProgrammeForm, YamlForm
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.pages import home as home_page
from openhearth.apps.learning.pages.history import listed
from openhearth.apps.learning.pages.naming import Names
from openhearth.apps.learning.selectors.programmes import (
    LEDGER,
    all_parts_at,
    hidden_entries,
    programme_row,
    visible_programmes,
)
from openhearth.apps.learning.sentences import in_words
from openhearth.apps.learning.services import programmes as services
from openhearth.apps.learning.views.parts import number, tell
from openhearth.apps.learning.views.seeing import led, seen, shown
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme import terms
from openhearth.core.programme.assembly import PLACES, difference, parts_of
from openhearth.sources.programmes import programme_yaml

ON_A_PAGE = 50
PARTNERS_ALONE = ("submission", "learning")
"""Kinds of parts that only the people of their partner read while they are unfinished, and not the lead."""


@requires(can_read_public)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Programmes that everybody may read, and the drafts of those in which the reader has a part."""
    page = Paginator(visible_programmes(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "programmes": home_page.listed_programmes(page.object_list),
        "may_start": rules.can_lead_somewhere(request.user),
    }
    return render(request, "learning/index.html", context)


@requires(rules.can_lead_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    me = cast("User", request.user)
    form = ProgrammeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        if not rules.can_start_programme(me, typed["code"]):
            form.add_error("code", _("You have no role that allows to begin a programme of this short name."))
        else:
            try:
                row = services.start_programme(typed["title"], typed["language"], me, code=typed["code"])
            except InputError as error:
                for fault in error.faults:
                    form.add_error(fault.place, in_words(fault))
            else:
                messages.success(request, _("The programme is begun. Only its people see it until you release it."))
                return redirect("learning:programme", row.code)
    return render(request, "learning/programme_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(rules.can_lead_somewhere)
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """A programme from YAML: first what is wrong with it or what would happen, then, if asked, let it happen."""
    if request.method != "POST":
        return render(request, "learning/programme_load.html", {"form": YamlForm()})
    form = YamlForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "learning/programme_load.html", {"form": form}, status=422)
    data = form.data_of_programme
    context: dict[str, Any] = {"form": YamlForm(initial={"text": data.decode("utf-8", "replace")})}
    try:
        programme = programme_yaml.parse(data)
        row = programme_row(programme.code)
        _refuse(request, programme)
        if "take_over" in request.POST:
            return _taken_over(request, programme)
    except InputError as error:
        context |= home_page.faults_page(error.faults)
        return render(request, "learning/programme_load.html", context, status=422)
    parts = all_parts_at(row, row.step) if row else ()
    old = (
        services.compared(row, parts, programme)
        if row
        else terms.Programme(programme.code, "", language=programme.language)
    )
    partners = [part for kind, part in parts if kind == "partner"]
    unread = {
        (kind, part.key)
        for kind, part in parts
        if kind in PARTNERS_ALONE and not rules.can_read_part(request.user, programme.code, partners, kind, part)
    }
    changes = [one for one in difference(old, programme) if (one.kind, one.key) not in unread]
    context |= home_page.changes_page(old, programme, changes) | {"found": programme, "row": row}
    return render(request, "learning/programme_load.html", context)


@requires(can_read_public)
@require_safe
def home(request: HttpRequest, programme: str) -> HttpResponse:
    found = seen(request, programme)
    return shown(request, "programme", found, **home_page.home_page(found.programme))


@requires(can_read_public)
@require_safe
def download(request: HttpRequest, programme: str) -> HttpResponse:
    """The programme as YAML, as this reader sees it."""
    found = seen(request, programme)
    response = HttpResponse(programme_yaml.written(found.programme), content_type="application/yaml")
    response["Content-Disposition"] = f'attachment; filename="{found.row.code}.yaml"'
    return response


@requires(can_read_public)
@require_safe
def history(request: HttpRequest, programme: str) -> HttpResponse:
    """What was written, the newest first; the public reads on to what was released."""
    found = seen(request, programme)
    entries = recent_entries(LEDGER, found.row, until=found.step)
    entries = entries.exclude(hidden_entries(found.row, tuple(one.key for one in found.own)))
    if found.as_public or not found.sees_draft:
        entries = entries.filter(kind__in=rules.PUBLIC)
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    return shown(
        request,
        "history",
        found,
        page=page,
        entries=listed(
            found.row, page.object_list, Names(found.parts, found.user), named=found.sees_draft, query=found.query
        ),
        may_release=found.may_lead,
        unreleased=found.row.step - (found.row.released or 0),
    )


@requires(rules.can_work_somewhere)
@require_POST
def release(request: HttpRequest, programme: str) -> HttpResponse:
    """Let the public read the programme as of the step that was looked at, or nothing of it any more."""
    row = led(request, programme).row
    if "withdraw" in request.POST:
        services.withdraw_programme(row)
        messages.success(request, _("The public cannot read the programme any more."))
        return redirect("learning:history", row.code)
    try:
        services.release_programme(row, step=number(request, "step"))
    except InputError as error:
        tell(request, error)
    else:
        messages.success(request, _("Released: everybody can read this state of the programme."))
    return redirect("learning:history", row.code)


def _refuse(request: HttpRequest, programme: terms.Programme) -> None:
    if not rules.can_start_programme(request.user, programme.code):
        raise InputError(Fault("programme_exists", "code", {"found": programme.code}))
    row = programme_row(programme.code)
    if row is not None:
        _refuse_unreadable(request, row, programme)
    if programme.code in services.RESERVED:
        raise InputError(Fault("reserved_code", "code", {"found": programme.code}))


def _refuse_unreadable(request: HttpRequest, row: Programme, programme: terms.Programme) -> None:
    """A file changes no part under a key that this person cannot read."""
    parts = all_parts_at(row, row.step)
    partners = [part for kind, part in parts if kind == "partner"]
    told = {(kind, part.key): part for kind, part in parts_of(programme)}
    faults = [
        Fault("key_taken", f"{PLACES[kind]}/{part.key}", {"found": part.key})
        for kind, part in parts
        if kind in PARTNERS_ALONE
        and told.get((kind, part.key), part) != part
        and not rules.can_read_part(request.user, row.code, partners, kind, part)
    ]
    if faults:
        raise InputError(*faults)


def _taken_over(request: HttpRequest, programme: terms.Programme) -> HttpResponse:
    me = cast("User", request.user)
    loaded = services.load_programme(programme, me, seen=number(request, "seen"), note=_("From YAML"))
    messages.success(request, _("Begun from the file.") if loaded.begun else _("Taken over from the file."))
    return redirect("learning:programme", loaded.row.code)
