"""One combination, two side by side, choices with their reasons, what is said to matter, and the report of it all."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from openhearth.apps.accounts.models import User
from openhearth.apps.portfolios.models import Choice, Run, Statement
from openhearth.apps.portfolios.report import report
from openhearth.apps.portfolios.services.choices import record_choice
from openhearth.apps.portfolios.services.studies import save_problem
from openhearth.apps.regions.wording import NONE
from openhearth.core.document import as_html
from openhearth.core.errors import InputError
from openhearth.core.portfolio.audit import outcome
from openhearth.core.portfolio.frontier import frontier
from openhearth.core.portfolio.preferences import Matters, Weight
from openhearth.core.portfolio.problem import Problem
from openhearth.core.portfolio.robustness import robustness
from tests.apps.test_explorer import text
from tests.explored import PROBLEM, a_run, a_study, many_points
from tests.factories import a_role, a_user

pytestmark = pytest.mark.django_db

FOUND = frontier(PROBLEM)
BEST = FOUND.points[0]
KEY = ",".join(map(str, BEST.values))
LAST = ",".join(map(str, FOUND.points[-1].values))
STUDY = "/portfolios/steel-valley/"
POINT = f"{STUDY}frontier/point/{KEY}/"


def team() -> User:
    return a_role(role="team", scope_kind="region", scope_code="DEA1").user


def page(client: Client, address: str, **query: str) -> str:
    return text(client.get(address, query).content.decode())


# One combination


def test_a_combination_says_what_is_done_what_it_costs_and_for_whom(client: Client) -> None:
    a_study()
    said = page(client, POINT)
    assert "Combination no. 1" in said
    assert f"work {BEST.values[0]} jobs, more is better rank 1 of {len(FOUND.points)}" in said
    for action, _option in BEST.portfolio:
        assert PROBLEM.action(action).label in said
    assert "1 action is not done Gold" in said or "actions are not done" in said
    north = sum(
        effect.amount
        for action, option in BEST.portfolio
        for way in PROBLEM.action(action).options
        if way.code == option
        for effect in way.effects
        if (effect.measure, effect.place) == ("jobs", "North")
    )
    assert f"North jobs +{north:.0f} jobs gains" in said
    assert "At most 12.0 million € in all" in said


def test_who_loses_is_said(client: Client) -> None:
    a_study()
    losing = next(point for point in FOUND.points if dict(point.portfolio).keys() == {"kiln"})
    said = page(client, f"{STUDY}frontier/point/{','.join(map(str, losing.values))}/")
    assert "South jobs \N{MINUS SIGN}40 jobs loses" in said
    assert "young jobs \N{MINUS SIGN}40 jobs loses" in said
    assert "jobs in South: a loss of at most 40 jobs \N{MINUS SIGN}40 jobs 0 jobs" in said.replace(
        "-40", "\N{MINUS SIGN}40"
    )


def test_its_neighbours_show_why_it_cannot_be_beaten(client: Client) -> None:
    a_study()
    html = client.get(POINT).content.decode()
    table = text(html.split('id="neighbours"')[1].split("</table>")[0])
    assert f"work {NONE} nothing found is better" in table
    assert re.search(r"climate \N{MINUS SIGN}[\d,]+ ktCO2e work: \d+ jobs less", table)


def test_more_of_an_aim_has_a_price(client: Client) -> None:
    a_study()
    cheap = min(FOUND.points, key=lambda point: (point.values[2], -point.values[0]))
    address = f"{STUDY}frontier/point/{','.join(map(str, cheap.values))}/"
    able = [point for point in FOUND.points if point.values[0] >= cheap.values[0] + 50]
    said = page(client, address, aim="work", more="50")
    assert f"{len(able)} combinations are better in “work” by at least 50 jobs." in said
    assert (
        f"Least given up in money {(min(one.values[2] for one in able) - cheap.values[2]) / 10} million € more" in said
    )
    assert "The most there is:" in page(client, address, aim="work", more="5000")
    for aim, more in (("work", "0"), ("work", "x"), ("nothing", "3")):
        assert "Ask for an amount above zero" in page(client, address, aim=aim, more=more)


def test_a_combination_that_is_not_there(client: Client) -> None:
    a_study()
    for key in ("1,2,3", "x", "1" * 300, KEY + ",0"):
        assert client.get(f"{STUDY}frontier/point/{key}/").status_code == 404


def test_two_combinations_side_by_side(client: Client) -> None:
    a_study()
    said = text(client.get(f"{STUDY}frontier/compare/?point={LAST}&point={KEY}").content.decode())
    assert f"From no. {len(FOUND.points)} to no. 1: what changes." in said
    more = BEST.values[0] - FOUND.points[-1].values[0]
    assert re.search(rf"work jobs, more is better \S+ {BEST.values[0]} \+{more} jobs gains", said)
    assert "Training centre (now)" in said
    for query in ("", f"?point={KEY}", f"?point={KEY}&point={KEY}"):
        assert "Tick exactly two" in text(client.get(f"{STUDY}frontier/compare/{query}").content.decode())
    assert "no longer among" in text(client.get(f"{STUDY}frontier/compare/?point=1,2,3&point={KEY}").content.decode())


# Choices


def test_a_choice_is_kept_with_its_reason_and_can_be_taken_back(client: Client) -> None:
    study, person = a_study(), team()
    client.force_login(person)
    client.post(f"{STUDY}statements/say/", {"more": "climate", "less": "work", "times": "1"})
    assert client.post(f"{POINT}choose/", {"reason": " It keeps <everybody> on board. "}).status_code == 302
    choice = Choice.objects.get()
    assert (choice.by, choice.values, choice.study) == (person, list(BEST.values), study)
    assert outcome(PROBLEM, tuple(map(tuple, choice.portfolio))) == BEST.values
    listed = client.get(f"{STUDY}choices/").content.decode()
    assert "It keeps &lt;everybody&gt; on board." in listed
    assert "“climate” matters at least as much as “work”" in text(listed)
    assert "chosen" in page(client, f"{STUDY}frontier/").split("Combinations, the best in")[1]
    withdraw = f"{STUDY}choices/{choice.pk}/withdraw/"
    client.post(withdraw)
    assert "Nothing has been chosen yet." in page(client, f"{STUDY}choices/")
    assert "Taken back on" in page(client, f"{STUDY}choices/")
    client.post(withdraw, {"again": "1"})
    choice.refresh_from_db()
    assert (choice.withdrawn, choice.withdrawn_by) == (None, None)


def test_a_choice_needs_a_reason(client: Client) -> None:
    study = a_study()
    client.force_login(team())
    response = client.post(f"{POINT}choose/", {"reason": "  "})
    assert response.status_code == 422
    assert "a choice without a reason cannot be understood later" in text(response.content.decode())
    assert client.post(f"{POINT}choose/", {"reason": "x" * 3001}).status_code == 422
    with pytest.raises(InputError, match="missing_text"):
        record_choice(Run.objects.get(study=study), BEST, " ", a_user())
    assert not Choice.objects.exists()
    assert client.post(f"{STUDY}frontier/point/9,9,9/choose/", {"reason": "why"}).status_code == 404


def test_a_choice_of_an_older_question_stays_readable(client: Client) -> None:
    study = a_study()
    record_choice(Run.objects.get(study=study), BEST, "Then it was best.", a_user(name="Ada"))
    smaller = Problem(PROBLEM.objectives, PROBLEM.measures, PROBLEM.actions[:1])
    Run.objects.filter(study=study).update(points=0)
    save_problem(study, smaller, None, based_on=1)
    a_run(study, smaller, frontier(smaller))
    said = page(client, f"{STUDY}choices/")
    assert "A combination of an earlier search" in said
    assert "Training centre (now)" in said
    assert "the question has changed, or something better was found" in said


@pytest.mark.parametrize("who", ["nobody", "member", "elsewhere", "team"])
def test_who_may_choose_and_say(client: Client, who: str) -> None:
    study = a_study()
    choice = record_choice(Run.objects.get(study=study), BEST, "First.", a_user())
    said = Statement.objects.create(
        study=study, content={"kind": "matters", "more": "work", "less": "money", "times": 2}
    )
    people = {
        "member": lambda: a_role(role="member", scope_kind="region", scope_code="DEA1").user,
        "elsewhere": lambda: a_role(role="team", scope_kind="region", scope_code="PL22").user,
        "team": team,
    }
    if who in people:
        client.force_login(people[who]())
    allowed = who == "team"
    assert ("Keep this choice" in page(client, POINT)) is allowed
    assert ("Take it back" in page(client, f"{STUDY}choices/")) is allowed
    answers = [
        client.post(f"{POINT}choose/", {"reason": "Because."}).status_code,
        client.post(f"{STUDY}choices/{choice.pk}/withdraw/").status_code,
        client.post(f"{STUDY}statements/say/", {"more": "climate", "less": "work", "times": "1"}).status_code,
        client.post(f"{STUDY}statements/{said.pk}/unsay/").status_code,
    ]
    assert answers == {"nobody": [302] * 4, "team": [302] * 4}.get(who, [403] * 4)
    choice.refresh_from_db()
    said.refresh_from_db()
    assert (Choice.objects.count() == 2, bool(choice.withdrawn), bool(said.withdrawn)) == (allowed,) * 3
    assert client.get(f"{POINT}choose/").status_code in {302, 403, 405}


def test_choices_of_another_study_are_out_of_reach(client: Client) -> None:
    a_study()
    other = a_study(title="Elsewhere", region="PL22")
    choice = record_choice(Run.objects.get(study=other), BEST, "Ours.", a_user())
    client.force_login(team())
    assert client.post(f"{STUDY}choices/{choice.pk}/withdraw/").status_code == 404
    choice.refresh_from_db()
    assert choice.withdrawn is None


# What matters


def test_what_is_supposed_counts_and_stays_in_the_address(client: Client) -> None:
    a_study()
    none = page(client, f"{STUDY}statements/")
    free = robustness(PROBLEM, FOUND)
    assert f"{len(free.standings)} of {len(FOUND.points)} combinations are defensible" in none
    some = page(client, f"{STUDY}statements/", say="climate|work|2")
    left = robustness(PROBLEM, FOUND, [Matters("climate", "work", 2.0)])
    assert len(left.standings) < len(free.standings)
    assert f"{len(left.standings)} of {len(FOUND.points)} combinations are defensible" in some
    assert "“climate” matters at least 2 times as much as “work”" in some
    assert "Only supposed here" in some
    assert not Statement.objects.exists()
    for core in left.core:
        index = f"{100 * core.index:.1f} %"
        words = {"all": "can be decided now", "none": "can be dropped", "some": "to be talked about"}[core.found_in]
        assert f"{PROBLEM.action(core.action).label} {index} {words}" in some


def test_the_form_supposes_for_readers_and_keeps_for_the_team(client: Client) -> None:
    a_study()
    told = {"more": "climate", "less": "work", "times": "1"}
    assert "“climate” matters at least as much as “work”" in page(client, f"{STUDY}statements/", **told)
    client.force_login(team())
    answer = client.post(f"{STUDY}statements/say/", {**told, "suppose": "1", "say": "money|work|1"})
    assert answer["Location"] == f"{STUDY}statements/?say=money%7Cwork%7C1&say=climate%7Cwork%7C1"
    for _ in range(2):
        client.post(f"{STUDY}statements/say/", told)
    assert Statement.objects.get().content == {"kind": "matters", "more": "climate", "less": "work", "times": 1.0}
    refused = client.post(f"{STUDY}statements/say/", {"more": "work", "less": "work", "times": "1"})
    assert refused.status_code == 422
    assert "Choose two different aims." in text(refused.content.decode())


def test_an_aim_can_be_said_to_count_at_least_or_at_most_so_much(client: Client) -> None:
    a_study()
    left = robustness(PROBLEM, FOUND, [Weight("climate", 0.3), Weight("work", 0.0, 0.5)])
    supposed = page(
        client, f"{STUDY}statements/", say="weight|climate|0.3|1", objective="work", side="most", share="50"
    )
    assert f"{len(left.standings)} of {len(FOUND.points)} combinations are defensible" in supposed
    assert "“climate” counts at least 30 % of everything" in supposed
    assert "“work” counts at most 50 % of everything" in supposed
    client.force_login(team())
    client.post(f"{STUDY}statements/say/", {"objective": "climate", "side": "least", "share": "12.5"})
    assert Statement.objects.get().content == {"kind": "weight", "objective": "climate", "least": 0.125, "most": 1.0}
    assert "“climate” counts at least 12.50 % of everything" in page(client, f"{STUDY}statements/")
    answer = client.post(f"{STUDY}statements/say/", {"objective": "work", "side": "most", "share": "50", "suppose": ""})
    assert answer["Location"] == f"{STUDY}statements/?say=weight%7Cwork%7C0%7C0.5"
    for share in ("101", "-1", "", "much"):
        told = {"objective": "work", "side": "least", "share": share}
        assert client.post(f"{STUDY}statements/say/", told).status_code == 422
    assert Statement.objects.count() == 1
    for query in ("weight|climate|0.8|0.2", "weight|climate|x|1", "weight|wind|0|1", "weight|climate|nan|1"):
        assert "Only supposed here" not in page(client, f"{STUDY}statements/", say=query)


def test_what_was_taken_back_can_be_said_again(client: Client) -> None:
    a_study()
    client.force_login(team())
    told = {"more": "climate", "less": "work", "times": "1"}
    client.post(f"{STUDY}statements/say/", told)
    said = Statement.objects.get()
    client.post(f"{STUDY}statements/{said.pk}/unsay/")
    assert "1 statement was taken back" in page(client, f"{STUDY}statements/")
    client.post(f"{STUDY}statements/{said.pk}/unsay/", {"again": "1"})
    said.refresh_from_db()
    assert said.withdrawn is None
    assert "taken back" not in page(client, f"{STUDY}statements/")
    client.post(f"{STUDY}statements/{said.pk}/unsay/")
    client.post(f"{STUDY}statements/say/", told)
    client.post(f"{STUDY}statements/{said.pk}/unsay/", {"again": "1"})
    assert Statement.objects.filter(withdrawn=None).count() == 1, "said anew meanwhile, it counts once"
    assert "taken back" not in page(client, f"{STUDY}statements/")


def test_statements_that_disagree_are_named(client: Client) -> None:
    a_study()
    query = "?say=climate|work|2&say=work|climate|2&say=climate|money|1&say=nonsense|1"
    said = text(client.get(f"{STUDY}statements/{query}").content.decode())
    assert "These statements contradict each other" in said
    assert "combinations are defensible" not in said


def test_ten_thousand_points_are_judged_in_a_few_seconds(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    study = a_study(*many_points(10_000))
    here = f"/portfolios/{study.code}/statements/"
    client.get(here)
    with django_assert_num_queries(5):
        said = page(client, here)
    assert "of 10,000 combinations are defensible" in said


# The report


def test_the_report_holds_question_frontier_choice_and_limits(client: Client) -> None:
    study = a_study()
    person = a_user(name="Ada")
    record_choice(Run.objects.get(study=study), BEST, "It keeps everybody on board.", person)
    Statement.objects.create(study=study, content={"kind": "matters", "more": "climate", "less": "work", "times": 1})
    said = text(as_html(report(study, today=date(2026, 11, 22)), lambda _: "/x.svg"))
    for words in (
        "What first?",
        "climate: co2: as little as possible (ktCO2e)",
        "At most 12.0 million € in all",
        f"{len(FOUND.points)} combinations cannot be beaten",
        "It keeps everybody on board.",
        "Ada, ",
        "Who gains and who loses, by place",
        "“climate” matters at least as much as “work”",
        "In none (drop them, whatever you value): “Gold the town hall”",
        "algorithm bounded_dp",
        "22 November 2026",
    ):
        assert words in said
    assert client.get(f"{STUDY}report/figures/1.svg")["Content-Type"] == "image/svg+xml"
    assert client.get(f"{STUDY}report/figures/9.svg").status_code == 404
    assert "It keeps everybody on board." in client.get(f"{STUDY}report.md").content.decode()
    assert client.get(f"{STUDY}report.odt").status_code == 404
    assert client.get(f"{STUDY}report/").status_code == 200


def test_the_report_is_printed_by_the_worker(client: Client) -> None:
    a_study()
    address = client.post(f"{STUDY}report/order/", {"format": "pdf"})["Location"]
    assert "Report of Steel valley as PDF" in page(client, address)
    assert client.post(f"{STUDY}report/order/", {"format": "odt"}).status_code == 404


def test_a_report_of_an_unsearched_study_says_so() -> None:
    study = a_study()
    Run.objects.all().delete()
    with translation.override("en"):
        said = text(as_html(report(study, today=date(2026, 11, 22)), lambda _: "/x.svg"))
    assert "Nothing has been found for this study yet." in said
    assert "Nothing has been chosen yet." in said
