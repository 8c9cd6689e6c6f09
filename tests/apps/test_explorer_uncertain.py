"""What stays defensible when figures are not sure: the page says what the core computes, and everything stands in the address."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.test import Client

from openhearth.apps.portfolios.models import Statement
from openhearth.apps.portfolios.selectors import exploring
from openhearth.core.portfolio.deviations import Deviation, intervals_of
from openhearth.core.portfolio.frontier import frontier
from openhearth.core.portfolio.preferences import Matters
from openhearth.core.portfolio.problem import Objective
from openhearth.core.portfolio.uncertainty import Interval, uncertainty
from tests.apps.test_explorer import text
from tests.explored import PROBLEM, a_study, many_points

pytestmark = pytest.mark.django_db

FOUND = frontier(PROBLEM)
HERE = "/portfolios/steel-valley/uncertain/"
SAID = {"kind": "matters", "more": "climate", "less": "work", "times": 1}
HEAT = "heat/small/jobs/North/"


def page(client: Client, *pairs: tuple[str, str]) -> str:
    return text(client.get(f"{HERE}?{urlencode(pairs)}").content.decode())


def test_the_page_says_what_the_core_computes(client: Client) -> None:
    study = a_study()
    Statement.objects.create(study=study, content=SAID)
    told: list[Deviation | Interval] = [Deviation(0.1), Interval("heat", "small", "jobs", -10, 60, "North")]
    intervals = intervals_of(PROBLEM, told)
    expected = uncertainty(PROBLEM, FOUND, intervals, [Matters("climate", "work")])
    kept = sum(one.defensible for one in expected.held)
    said = page(client, ("between", f"-10|60|{HEAT}"), ("off", "10|"))
    assert f"{kept} of {len(FOUND.points)} combinations are defensible" in said
    assert f"{len(intervals)} figures are uncertain." in said
    assert "Every figure may be 10 % off" in said
    assert "Waste heat for homes (small): jobs, North: between \N{MINUS SIGN}10 jobs and 60 jobs" in said
    assert "What was said to matter counts here as well: “climate” matters at least as much as “work”" in said
    for core, (least, most) in zip(expected.core, expected.ranges, strict=True):
        shares = f"{100 * core.index:.1f} % {100 * least:.1f} % {100 * most:.1f} %"
        words = {"all": "can be decided now", "none": "can be dropped", "some": "to be talked about"}[core.found_in]
        assert f"{shares} {words}" in said.split(PROBLEM.action(core.action).label + " ")[-1]
    first = expected.facts[0]
    assert str(first.if_least) in said
    assert said.count(" left then") == 2


def test_the_forms_lead_to_an_address_that_supposes_it(client: Client) -> None:
    a_study()
    answer = client.get(HERE, {"off": "30|measure:cost", "about": "action:heat", "percent": "12.5"})
    assert answer["Location"] == f"{HERE}?{urlencode([('off', '30|measure:cost'), ('off', '12.5|action:heat')])}"
    assert "Figures of “Waste heat for homes” may be 12.5 % off" in page(client, ("off", "12.5|action:heat"))
    assert "Figures of “money spent” may be 30 % off" in page(client, ("off", "30|measure:cost"))
    answer = client.get(HERE, {"figure": HEAT, "least": "0", "most": "40"})
    assert answer["Location"] == f"{HERE}?{urlencode([('between', f'0|40|{HEAT}')])}"
    assert "The least is above the most." in text(
        client.get(HERE, {"figure": HEAT, "least": "4", "most": "1"}).content.decode()
    )
    for wrong in ({"percent": "-1"}, {"percent": "x"}, {"figure": "gone/////", "least": "1", "most": "2"}):
        assert client.get(HERE, wrong).status_code == 200
    assert "Begin with ten percent" in page(client)


@pytest.mark.parametrize(
    "pair",
    [("off", "x|"), ("off", "-1|"), ("off", "nan|"), ("off", "5|action:gone"), ("off", "5|wind"), ("off", ""),
     ("between", "1|2"), ("between", "2|1|" + HEAT), ("between", "nan|1|" + HEAT), ("between", "1|2|a/b"), ("between", "")],
)  # fmt: skip
def test_an_address_that_means_nothing_supposes_nothing(client: Client, pair: tuple[str, str]) -> None:
    a_study()
    assert "Begin with ten percent" in page(client, pair)


def test_what_cannot_be_judged_is_said(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study()
    for more, less in (("climate", "work"), ("work", "climate")):
        Statement.objects.create(study=study, content={**SAID, "more": more, "less": less, "times": 2})
    Statement.objects.create(study=study, content={"kind": "weight", "objective": "work", "least": 0.1, "most": 1})
    assert "contradicts itself" in page(client, ("off", "10|"))
    fair = replace(PROBLEM, objectives=(*PROBLEM.objectives[:2], Objective("fair", "jobs", kind="worst_off")))
    other = a_study(fair, frontier(fair), title="Fair")
    said = text(client.get(f"/portfolios/{other.code}/uncertain/?off=10%7C").content.decode())
    assert "not weighed with aims about inequality" in said
    large = a_study(*many_points(10_001), title="Large")
    said = text(client.get(f"/portfolios/{large.code}/uncertain/?off=10%7C").content.decode())
    assert "these are too many portfolios to compare: 10001" in said.replace(",", "")


def test_a_draft_is_out_of_reach(client: Client) -> None:
    a_study(public=False)
    assert client.get(HERE).status_code == 404


def test_the_same_is_computed_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    a_study()
    first = page(client, ("off", "10|"))
    monkeypatch.setattr(exploring, "uncertainty", lambda *_args, **_more: pytest.fail("computed again"))
    assert page(client, ("off", "10|")) == first
