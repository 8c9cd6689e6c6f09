"""Default no: a view without a rule, or whose rule says no, is not entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect


class DefaultNo:
    """Asks the rule of each view, with the place named ``code`` in its address.

    Anonymous people are sent to the sign-in page, also when a view itself refuses them an object.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        del args
        rule = getattr(view, "rule", None)
        if rule is not None and rule(request.user, kwargs.get("code")):
            return None
        if request.user.is_authenticated:
            raise PermissionDenied
        return _to_sign_in(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, PermissionDenied) and not request.user.is_authenticated:
            return _to_sign_in(request)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    partial = "HX-Request" in request.headers
    if request.method in {"GET", "HEAD"} and not partial:
        return redirect_to_login(request.get_full_path())
    # Nothing to come back to: a form's address cannot be asked for again, a fragment would come back without its page.
    address = resolve_url(settings.LOGIN_URL)
    return HttpResponseClientRedirect(address) if partial else HttpResponseRedirect(address)
