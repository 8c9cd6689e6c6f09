"""What a plan says of how sure its figures are goes with the study, and is supposed only when somebody says by how much."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client

from openhearth.apps.portfolios.models import Run, Statement, Study
from openhearth.apps.portfolios.report import report
from openhearth.apps.portfolios.selectors.exploring import supposed_as_kept, supposed_in, sureness_of
from openhearth.apps.portfolios.selectors.judging import counting, narrowness, speaks_of
from openhearth.apps.portfolios.services.choices import record_choice
from openhearth.apps.portfolios.services.studies import save_problem
from openhearth.core.document import as_html
from openhearth.core.portfolio.deviations import Deviation, Key, intervals_of
from openhearth.core.portfolio.frontier import frontier
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.uncertainty import Interval, uncertainty
from tests.apps.test_explorer import text
from tests.explored import PROBLEM, a_run, a_study
from tests.studies import somebody

pytestmark = pytest.mark.django_db

HERE = "/portfolios/steel-valley/uncertain/"
FOUND = frontier(PROBLEM)
LOW: tuple[Key, ...] = (("heat", "small", "jobs", "North", ""), ("school", "now", "jobs", "North", "young"))
MEDIUM: tuple[Key, ...] = (("solar", "now", "co2", "South", ""),)
HIGH: tuple[Key, ...] = (("gold", "now", "co2", "North", ""),)
SURENESS = {name: [list(key) for key in keys] for name, keys in (("low", LOW), ("medium", MEDIUM), ("high", HIGH))}
UNSURE = Deviation(0.4, figures=LOW, called="low")


@pytest.fixture
def study() -> Study:
    made = a_study()
    made.sureness = SURENESS
    made.save()
    return made


def page(client: Client, *pairs: tuple[str, str]) -> str:
    return text(client.get(f"{HERE}?{urlencode(pairs)}").content.decode())


def defensible(*told: Deviation) -> str:
    found = uncertainty(PROBLEM, FOUND, intervals_of(PROBLEM, told))
    return f"{sum(one.defensible for one in found.held)} of {len(FOUND.points)} combinations are defensible"


@pytest.mark.usefixtures("study")
def test_nothing_is_supposed_until_somebody_says_by_how_much(client: Client) -> None:
    said = page(client)
    assert "2 figures that the plan calls of low confidence may be off by so many percent" in said
    assert "1 figure that the plan calls of medium confidence may be off by so many percent" in said
    assert "of high confidence" not in said
    assert "Waste heat for homes (small): jobs, North: 20 jobs" in said, "it can be seen which figures these are"
    assert "combinations are defensible" not in said
    source = client.get(HERE).content.decode()
    assert "value=" not in source.split('name="percent"')[1].split(">")[0], "no percentage is suggested"


def test_a_study_without_a_plan_offers_nothing(client: Client) -> None:
    a_study()
    said = page(client)
    assert "What the plan says" not in said
    assert "confidence" not in said
    assert "Begin with ten percent" in page(client, ("off", "30|confidence:low")), "such an address means nothing"


@pytest.mark.usefixtures("study")
def test_it_can_be_only_supposed(client: Client) -> None:
    answer = client.get(HERE, {"about": "confidence:low", "percent": "40"})
    assert answer["Location"] == f"{HERE}?off=40%7Cconfidence%3Alow"
    said = page(client, ("off", "40|confidence:low"))
    assert "2 figures that the plan calls of low confidence may be 40 % off" in said
    assert "2 figures are uncertain." in said
    assert defensible(UNSURE) in said
    assert "of low confidence may be off by so many percent" not in said, "it is not offered again"
    assert "of medium confidence may be off by so many percent" in said


def test_it_is_kept_with_its_figures_and_stands_in_the_report(client: Client, study: Study) -> None:
    me = somebody()
    client.force_login(me)
    client.post(f"{HERE}suppose/", {"about": "confidence:low", "percent": "40"})
    row = Statement.objects.get()
    assert supposed_in(row.content) == UNSURE
    assert row.text == "2 figures that the plan calls of low confidence may be 40 % off"
    assert defensible(UNSURE) in page(Client())
    study.sureness = {}
    study.save()
    assert defensible(UNSURE) in page(Client()), "what was said then counts, whatever the plan says now"
    record_choice(Run.objects.get(), FOUND.points[0], "Because.", me)
    said = text(as_html(report(study, today=date(2026, 11, 23)), lambda _: "/x.svg"))
    assert f"2 figures that the plan calls of low confidence may be 40 % off ({me.name}," in said
    assert "Said of the figures at the time: 2 figures that the plan calls of low confidence may be 40 % off" in said


@pytest.mark.usefixtures("study")
def test_another_percentage_takes_the_place_of_the_first(client: Client) -> None:
    client.force_login(somebody())
    for percent in ("40", "20"):
        client.post(f"{HERE}suppose/", {"about": "confidence:low", "percent": percent})
    client.post(f"{HERE}suppose/", {"about": "confidence:medium", "percent": "10"})
    standing = [supposed_in(one.content) for one in Statement.objects.filter(withdrawn=None)]
    assert [(one.called, one.share) for one in standing if isinstance(one, Deviation)] == [
        ("low", 0.2),
        ("medium", 0.1),
    ]
    assert client.post(f"{HERE}suppose/", {"about": "confidence:low", "percent": ""}).status_code == 422
    assert client.post(f"{HERE}suppose/", {"about": "confidence:high", "percent": "1"}).status_code == 422


def test_figures_that_are_gone_are_counted_no_more(client: Client, study: Study) -> None:
    client.force_login(somebody())
    client.post(f"{HERE}suppose/", {"about": "confidence:low", "percent": "40"})
    smaller = Problem(PROBLEM.objectives, PROBLEM.measures, PROBLEM.actions[1:])
    save_problem(study, smaller, None, based_on=1)
    Run.objects.update(points=0)
    a_run(study, smaller, frontier(smaller))
    assert "1 figure that the plan calls of low confidence may be 40 % off" in page(client)
    assert sureness_of(study, Problem(PROBLEM.objectives, PROBLEM.measures, PROBLEM.actions[1:3])) == {"medium": MEDIUM}


def test_a_list_counts_more_than_an_action_and_less_than_a_single_figure() -> None:
    told: list[Deviation | Interval] = [
        Interval("heat", "small", "jobs", 0, 1, "North"),
        UNSURE,
        Deviation(0.1, "heat"),
        Deviation(0.2),
    ]
    assert [narrowness(one) for one in counting(PROBLEM, [], told)] == [0, 2, 3, 4]
    assert not speaks_of(PROBLEM, Deviation(0.1, figures=(("gone", "now", "jobs", "", ""),), called="low"))
    assert supposed_in(supposed_as_kept(UNSURE)) == UNSURE
    assert supposed_as_kept(Deviation(0.3)) == {"kind": "off", "share": 0.3, "action": "", "measure": ""}
