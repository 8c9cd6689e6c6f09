"""Combinations with exactly the same figures: all told where they are few, and said where they are not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import Settings

from openhearth.apps.portfolios import selectors, tasks
from openhearth.apps.portfolios.services.runs import start_search
from openhearth.core.portfolio.frontier import every_portfolio, frontier
from tests.apps.test_portfolios_search import IMMEDIATE, version
from tests.pages import text
from tests.studies import PROBLEM, a_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def immediately(settings: Settings) -> None:
    settings.TASKS = IMMEDIATE


@pytest.mark.usefixtures("immediately")
def test_combinations_with_the_same_figures_are_all_told(client: Client) -> None:
    twins = replace(PROBLEM, actions=(*PROBLEM.actions, replace(PROBLEM.actions[0], code="twin", label="The twin")))
    study, whole = a_study(twins, public=True), every_portfolio(twins, frontier(twins))
    run = start_search(study, version(study), None)
    assert run.every
    assert selectors.frontier_of(run) == whole
    several = next(point for point in whole.points if len(point.portfolios) > 1)
    count = sum(len(point.portfolios) for point in whole.points)
    assert f"one by one they are {count}." in text(client.get(f"/portfolios/{study.code}/frontier/"))
    address = f"/portfolios/{study.code}/frontier/point/{','.join(map(str, several.values))}/"
    said = text(client.get(address))
    assert f"{len(several.portfolios)} combinations have exactly these figures" in said
    assert "The twin" in said[said.index("The others, beside this one") :]
    assert "they were not looked for" not in said
    for page in ("statements/", "uncertain/?off=10"):
        safest = text(client.get(f"/portfolios/{study.code}/{page}")).split("The safest of them")[1]
        numbers = re.findall(r"No\. ([\d,]+)", safest)
        assert len(numbers) > 1
        assert len(numbers) == len(set(numbers)), (
            "each is one row and one page, however many combinations have its figures"
        )


@pytest.mark.usefixtures("immediately")
def test_too_many_of_them_are_not_told_and_that_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MOST_EQUALS", 1)
    study = a_study(public=True)
    run = start_search(study, version(study), None)
    assert (run.complete, run.every) == (True, False)
    assert "others with exactly the same figures may exist" in text(client.get(f"/portfolios/{study.code}/frontier/"))
