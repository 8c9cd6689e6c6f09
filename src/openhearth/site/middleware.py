"""What the whole site answers when a part of the house is missing."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from openhearth.press.engines import PressError

log = logging.getLogger(__name__)


class Unprinted:
    """A chart or document that cannot be printed: the page says so and what to do, and everything else still works."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PressError):
            return None
        log.error("Not printed: %s", exception)
        return render(request, "site/unprinted.html", status=503)
