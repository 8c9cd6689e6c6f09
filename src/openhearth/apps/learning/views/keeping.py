"""Showing a form of reports, visits, workshops and introductions, and keeping what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.selectors import part_at
from openhearth.apps.entries.services import Contested
from openhearth.apps.learning.forms.writing import Scene, WrittenForm
from openhearth.apps.learning.pages.history import contested as contested_fields
from openhearth.apps.learning.pages.naming import Names
from openhearth.apps.learning.rules import PARTNER_TEAM, own_partners
from openhearth.apps.learning.selectors.programmes import LEDGER, used_keys
from openhearth.apps.learning.sentences import in_words
from openhearth.apps.learning.services.parts import save_part
from openhearth.apps.learning.views.seeing import Seen, shown
from openhearth.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Writing:
    """A form and what it is about.

    Parameters
    ----------
    key
        Of the part; empty for one that is named after it was typed.
    may
        Whether this person may write what was typed.
    """

    form: type[WrittenForm]
    heading: str
    back: str
    may: Callable[[Any], bool]
    key: str = ""
    about: tuple[tuple[str, str], ...] = ()


def scene_of(found: Seen) -> Scene:
    """What the forms may name."""
    speaks = tuple(one.key for one in own_partners(found.user, found.programme, PARTNER_TEAM))
    if found.may_lead:
        speaks = tuple(one.key for one in found.programme.partners)
    return Scene(found.programme, found.parts, timezone.localdate(), speaks=speaks)


def kept(request: HttpRequest, found: Seen, writing: Writing) -> HttpResponse:
    """The form, or what becomes of it: saved, refused with its faults, or asked again because somebody else wrote meanwhile."""
    newest = part_at(LEDGER, found.row, writing.form.kind, writing.key, found.row.step) if writing.key else None
    part = newest.part if newest else None
    known: dict[str, Any] = {"scene": scene_of(found), "about": dict(writing.about), "part": part, "key": writing.key}
    if request.method != "POST":
        return _form(request, found, writing, writing.form(**known, read_at=newest.step if newest else 0))
    form = writing.form(request.POST, **known)
    if not form.is_valid():
        return _form(request, found, writing, form, status=422)
    typed = form.part if writing.key else _named(found, form)
    if not writing.may(typed):
        raise PermissionDenied
    try:
        saved = save_part(found.row, typed, cast("User", request.user), read_at=form.cleaned_data["read_at"] or 0)
    except InputError as error:
        for fault in error.faults:
            form.tell(fault, in_words(fault))
        return _form(request, found, writing, form, status=422)
    if isinstance(saved, Contested):
        again = writing.form(**{**known, "part": saved.joined}, read_at=saved.step)
        theirs = contested_fields(form.kind, saved.conflicts, Names(found.parts, found.user))
        return _form(request, found, writing, again, status=409, contested=saved, theirs=theirs)
    if saved.joined:
        messages.success(request, _("Saved, together with what somebody else changed meanwhile."))
    else:
        messages.success(request, _("Saved."))
    return redirect(writing.back)


def _named(found: Seen, form: WrittenForm) -> Any:
    """A new part under a key that no part ever had, not even one that was taken out."""
    part, used = form.part, used_keys(found.row, form.kind)
    key = next(key for key in (part.key, *(f"{part.key}-{n}" for n in range(2, len(used) + 3))) if key not in used)
    return replace(part, key=key)


def _form(
    request: HttpRequest, found: Seen, writing: Writing, form: WrittenForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    known = {"form": form, "heading": writing.heading, "back": writing.back, "lead": form.lead}
    return shown(request, "exchange_form", found, status=status, **{**known, **context})
