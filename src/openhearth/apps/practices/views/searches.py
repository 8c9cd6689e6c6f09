"""Saved searches of a person, and stopping their e-mails from the e-mail itself."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openhearth.apps.accounts.models import User
from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.apps.practices.forms.searches import NameForm, SaveForm
from openhearth.apps.practices.letters.alerts import question_kept
from openhearth.apps.practices.models import SavedSearch
from openhearth.apps.practices.pages import results
from openhearth.apps.practices.rules import can_save_search
from openhearth.apps.practices.services.searches import (
    delete_search,
    rename_search,
    restore_search,
    save_search,
    set_alert,
    stop_alerts,
)

DELETED = "deleted_search"
"""Where the session keeps the last deleted search until it is brought back or another one is deleted."""


@requires(can_save_search)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    return _page(request)


@requires(can_save_search)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    me = cast("User", request.user)
    form = SaveForm(me, request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    data = form.cleaned_data
    search = save_search(me, data["name"], data["query"], alert=data["alert"])
    messages.success(request, _("“%(name)s” is saved.") % {"name": search.name})
    return redirect("practices:searches")


@requires(can_save_search)
@require_POST
def rename(request: HttpRequest, search: int) -> HttpResponse:
    kept = _own(request, search)
    form = NameForm(cast("User", request.user), request.POST, instance=kept)
    if not form.is_valid():
        return _page(request, form=form, renaming=kept.pk)
    rename_search(kept, form.cleaned_data["name"])
    messages.success(request, _("The search is now called “%(name)s”.") % {"name": form.cleaned_data["name"]})
    return redirect("practices:searches")


@requires(can_save_search)
@require_POST
def alert(request: HttpRequest, search: int) -> HttpResponse:
    kept = _own(request, search)
    on = request.POST.get("on") == "1"
    set_alert(kept, on=on)
    said = _("You hear by e-mail of new practices for “%(name)s”.") if on else _("No more e-mails about “%(name)s”.")
    messages.success(request, said % {"name": kept.name})
    return redirect("practices:searches")


@requires(can_save_search)
@require_POST
def delete(request: HttpRequest, search: int) -> HttpResponse:
    request.session[DELETED] = delete_search(_own(request, search))
    return redirect("practices:searches")


@requires(can_save_search)
@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    kept = request.session.pop(DELETED, None)
    if kept is None:
        messages.error(request, _("There is nothing to bring back."))
    else:
        search = restore_search(cast("User", request.user), kept)
        messages.success(request, _("“%(name)s” is back.") % {"name": search.name})
    return redirect("practices:searches")


@csrf_exempt  # a mail program that stops the e-mails has no cookie; the key in the address is what allows it
@requires(can_read_public)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """A page with one button, as mail scanners follow links; mail programs send the same request as POST (RFC 8058)."""
    keys = [key, *(also for text in request.GET.getlist("also") if (also := _key(text)))]
    if request.method == "POST":
        stop_alerts(keys)
    searches = list(SavedSearch.objects.filter(key__in=keys))
    if not searches:
        raise Http404(_("This search was deleted: there are no more e-mails about it."))
    context = {"stopping": searches, "stopped": not any(search.alert for search in searches)}
    return render(request, "practices/stop_alert.html", context)


def _page(request: HttpRequest, *, form: NameForm | None = None, renaming: int | None = None) -> HttpResponse:
    searches = list(SavedSearch.objects.filter(user=cast("User", request.user)))
    described = results.described([question_kept(search) for search in searches])
    context = {
        "searches": list(zip(searches, described, strict=True)),
        "deleted": request.session.get(DELETED),
        "form": form,
        "renaming": renaming,
    }
    return render(request, "practices/searches.html", context, status=422 if form else 200)


def _own(request: HttpRequest, search: int) -> SavedSearch:
    return get_object_or_404(SavedSearch, pk=search, user=cast("User", request.user))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
