"""What stays defensible when figures are not sure: the page says what the core computes, and everything stands in the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client

from openhearth.apps.portfolios.models import Choice, Run, Statement
from openhearth.apps.portfolios.report import report
from openhearth.apps.portfolios.selectors import judging as selectors
from openhearth.apps.portfolios.services.choices import record_choice
from openhearth.apps.portfolios.services.studies import save_problem
from openhearth.core.document import as_html
from openhearth.core.portfolio.deviations import Deviation, intervals_of
from openhearth.core.portfolio.frontier import frontier
from openhearth.core.portfolio.preferences import Matters
from openhearth.core.portfolio.problem import Objective, Problem
from openhearth.core.portfolio.robustness import robustness
from openhearth.core.portfolio.uncertainty import Interval, uncertainty
from tests.apps.test_explorer import text
from tests.explored import PROBLEM, a_run, a_study, many_points
from tests.factories import a_role

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


def test_the_same_is_computed_once_for_all_processes(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    a_study()
    first = page(client, ("off", "10|"))
    selectors._unpacked.cache_clear()  # as in another process
    monkeypatch.setattr(selectors, "uncertainty", lambda *_args, **_more: pytest.fail("computed again"))
    assert page(client, ("off", "10|")) == first


# What is kept


def signed_in(client: Client, role: str = "team") -> Client:
    client.force_login(a_role(role=role, scope_kind="region", scope_code="DEA1").user)
    return client


def left(count: int) -> str:
    return f"{count} of {len(FOUND.points)} combinations are defensible"


def defensible(*told: Deviation | Interval) -> int:
    found = uncertainty(PROBLEM, FOUND, intervals_of(PROBLEM, told))
    return sum(one.defensible for one in found.held)


def test_how_sure_figures_are_is_kept_with_its_author_and_counts_for_everybody(client: Client) -> None:
    study = a_study()
    signed_in(client)
    answer = client.post(f"{HERE}suppose/", {"about": "", "percent": "30", "off": "5|measure:cost"})
    assert answer["Location"] == f"{HERE}?off=5%7Cmeasure%3Acost", "what was only supposed stays in the address"
    row = Statement.objects.get()
    assert (row.about, row.study, row.withdrawn) == (Statement.FIGURES, study, None)
    said = text(Client().get(HERE).content.decode())
    assert f"Every figure may be 30 % off {row.by.name if row.by else '?'}," in said
    assert left(defensible(Deviation(0.3))) in said
    assert "Take it back" not in said, "nobody else may"
    both = text(Client().get(f"{HERE}?off=5%7Cmeasure%3Acost").content.decode())
    assert left(defensible(Deviation(0.3), Deviation(0.05, measure="cost"))) in both
    other = text(Client().get("/portfolios/steel-valley/statements/").content.decode())
    assert "The study also says how sure the figures are." in other
    assert "Every figure" not in other


def test_what_is_said_of_the_same_figures_takes_the_place_of_what_was_said_before(client: Client) -> None:
    a_study()
    signed_in(client)
    for percent in ("30", "10"):
        client.post(f"{HERE}suppose/", {"about": "", "percent": percent})
    client.post(f"{HERE}suppose/", {"figure": HEAT, "least": "0", "most": "40"})
    standing = Statement.objects.filter(withdrawn=None)
    assert sorted(one.content["kind"] for one in standing) == ["between", "off"]
    assert left(defensible(Deviation(0.1), Interval("heat", "small", "jobs", 0, 40, "North"))) in page(client)
    before = Statement.objects.get(withdrawn__isnull=False)
    client.post(f"/portfolios/steel-valley/statements/{before.pk}/unsay/", {"again": "1"})
    assert left(defensible(Deviation(0.3), Interval("heat", "small", "jobs", 0, 40, "North"))) in page(client)
    assert [one.content["share"] for one in standing.all() if one.content["kind"] == "off"] == [0.3]


def test_it_can_be_taken_back_and_said_again(client: Client) -> None:
    a_study()
    signed_in(client)
    client.post(f"{HERE}suppose/", {"about": "measure:jobs", "percent": "50"})
    unsay = f"/portfolios/steel-valley/statements/{Statement.objects.get().pk}/unsay/"
    assert client.post(unsay)["Location"] == HERE
    assert "Begin with ten percent" in page(client)
    assert "1 statement was taken back" in page(client)
    client.post(unsay, {"again": "1"})
    assert "Figures of “jobs” may be 50 % off" in page(client)
    assert "taken back" not in page(client)


def test_only_supposing_and_mistakes_keep_nothing(client: Client) -> None:
    a_study()
    signed_in(client)
    answer = client.post(f"{HERE}suppose/", {"about": "", "percent": "30", "suppose": "1", "off": "5|measure:cost"})
    assert answer["Location"] == f"{HERE}?off=30%7C&off=5%7Cmeasure%3Acost"
    assert client.post(f"{HERE}suppose/", {"figure": HEAT, "least": "4", "most": "1"}).status_code == 422
    assert client.post(f"{HERE}suppose/", {}).status_code == 422
    signed_in(client, "member")
    assert client.post(f"{HERE}suppose/", {"about": "", "percent": "30"}).status_code == 403
    assert "Only suppose it" not in page(client)
    assert not Statement.objects.exists()


def test_what_is_said_of_a_figure_that_is_gone_counts_no_more_and_stays_readable(client: Client) -> None:
    study = a_study()
    signed_in(client)
    client.post(f"{HERE}suppose/", {"figure": HEAT, "least": "0", "most": "40"})
    smaller = Problem(PROBLEM.objectives, PROBLEM.measures, PROBLEM.actions[1:])
    save_problem(study, smaller, None, based_on=1)
    Run.objects.update(points=0)
    a_run(study, smaller, frontier(smaller))
    said = page(client)
    assert "jobs, North: between 0 jobs and 40 jobs (the study has no such figure any more)" in said
    assert "combinations are defensible" not in said


def test_it_stands_in_the_report_and_beside_the_choice(client: Client) -> None:
    study = a_study()
    signed_in(client)
    client.post(f"{HERE}suppose/", {"about": "", "percent": "30"})
    by = Statement.objects.get().by
    assert by is not None
    assert "No single figure would rule a combination out by itself" in text(
        as_html(report(study, today=date(2026, 11, 22)), lambda _: "/x.svg")
    )
    Statement.objects.create(study=study, content=SAID, by=by)
    record_choice(Run.objects.get(), FOUND.points[0], "Because.", by)
    assert Choice.objects.get().supposed == [{"kind": "off", "share": 0.3, "action": "", "measure": ""}]
    said = text(as_html(report(study, today=date(2026, 11, 22)), lambda _: "/x.svg"))
    assert f"Every figure may be 30 % off ({by.name}," in said
    expected = uncertainty(PROBLEM, FOUND, intervals_of(PROBLEM, [Deviation(0.3)]), [Matters("climate", "work")])
    kept = sum(one.defensible for one in expected.held)
    assert f"{kept} of {len(FOUND.points)} combinations are defensible wherever they end" in said
    assert any(min(one.if_least, one.if_most) < kept for one in expected.facts)
    assert "Which figure is worth finding out? Combinations left once it is known" in said
    assert f"“climate” matters at least as much as “work” ({by.name}," in said
    assert "Which question would decide most?" in said
    assert "Said of the figures at the time: Every figure may be 30 % off" in said
    assert "How firm is this choice?" in said
    assert "Said of the figures at the time: Every figure" in text(
        client.get("/portfolios/steel-valley/choices/").content.decode()
    )


def test_a_combination_says_how_firm_it_would_be(client: Client) -> None:
    a_study()
    point = FOUND.points[0]
    here = f"/portfolios/steel-valley/frontier/point/{','.join(map(str, point.values))}/?firm=1"
    standing = next(one for one in robustness(PROBLEM, FOUND).standings if one.point == point)
    said = text(client.get(here).content.decode())
    assert f"Nothing is better for {100 * standing.support:.1f} % of all possible weighings" in said
    assert f"at most {100 * standing.regret:.1f} % of the whole value is lost" in said
    assert "uncertain figures" not in said
    signed_in(client).post(f"{HERE}suppose/", {"about": "", "percent": "30"})
    intervals = intervals_of(PROBLEM, [Deviation(0.3)])
    held = uncertainty(PROBLEM, FOUND, intervals).held[0]
    words = "stays defensible" if held.defensible else "is no longer defensible"
    said = text(client.get(here).content.decode())
    assert f"With {len(intervals)} uncertain figures it {words}" in said
    assert f"{100 * held.regret:.1f} % of the whole value would be lost" in said
