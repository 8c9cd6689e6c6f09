"""Everybody may read about regions, nobody may write through these pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from openhearth.apps.accounts.rules import can_read_public
from openhearth.apps.regions import urls as regions
from openhearth.apps.reports import urls as reports
from tests.factories import a_role, a_user

pytestmark = pytest.mark.django_db

ROUTES = [pattern for urls in (regions, reports) for pattern in urls.urlpatterns]


@pytest.mark.parametrize("pattern", ROUTES, ids=lambda pattern: str(pattern.name))
def test_all_pages_are_public(pattern: URLPattern) -> None:
    assert getattr(pattern.callback, "rule", None) is can_read_public


@pytest.mark.parametrize("who", ["nobody", "somebody", "an administrator"])
def test_people_see_the_same_region(client: Client, who: str) -> None:
    if who != "nobody":
        user = a_user()
        if who == "an administrator":
            a_role(user=user)
        client.force_login(user)
    response = client.get(reverse("regions:region", args=["DEA1"]))
    assert response.status_code == 200
    assert "Basic metals" in response.content.decode()
    assert ("Sign in" in response.content.decode()) == (who == "nobody")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("route", ["reports:brief", "reports:download"])
def test_briefs_are_only_read(client: Client, method: str, route: str) -> None:
    arguments = ["DEA1", "md"] if route == "reports:download" else ["DEA1"]
    assert getattr(client, method)(reverse(route, args=arguments)).status_code == 405


def test_a_brief_is_ordered_by_a_form_with_a_token() -> None:
    assert Client().get(reverse("reports:order", args=["DEA1"])).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("reports:order", args=["DEA1"]), {"format": "pdf"}).status_code == 403
