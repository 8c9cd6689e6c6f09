"""Learnings, the actions they become, instruments and their changes, and the chain that links them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.services.learnings import become_action
from openhearth.apps.learning.services.programmes import release_programme
from openhearth.apps.pathways.selectors.plans import plan_by_code
from openhearth.apps.pathways.services.parts import take_out_part
from openhearth.core.programme.terms import Change, Learning, Recommendation
from tests.learned import a_person, a_programme, held, signed_in, written
from tests.planning import PLAN, a_plan

pytestmark = pytest.mark.django_db

ADVICE = Recommendation(
    "ask-tenants", "kick-off", "asturias", "Ruhr Agency", "Ask the tenants first.", "social", "local",
    practices=("irecovery-brescia",), given_on="2027-03-02",
)  # fmt: skip
LEARNING = Learning(
    "heat", "ruhr", "Waste heat warms homes there.", would_change="Connect the old town", instrument="heat-plan",
    recommendations=("ask-tenants",), practices=("irecovery-brescia",), by="Ruhr Agency", written_on="2027-04-01",
)  # fmt: skip


def address(row: Programme, tail: str) -> str:
    return f"/programmes/{row.code}/{tail}"


@pytest.fixture
def row() -> Programme:
    return a_programme(ADVICE, LEARNING)


def test_a_learning_is_written_as_a_structured_form(row: Programme) -> None:
    team = signed_in(a_person("team", "DEA12"))
    plan = a_plan()
    path = address(row, "write/learning/new/?partner=ruhr")
    form = team.get(path).content.decode()
    for question in ("What we saw", "Why it worked there", "What differs here", "Who must agree", "In which article"):
        assert question in form
    data = {
        "saw": "Pipes under the river.",
        "would_change": "Dig once",
        "instrument": "heat-plan",
        "article": "3",
        "must_agree": "City council\nPort",
        "by_when": "2028-01-01",
        "practices": "irecovery-brescia",
        "recommendations": ["ask-tenants"],
        "actions": [f"{plan.code}:shaft"],
        "read_at": 0,
    }
    assert signed_in(a_person("member", "DEA12")).post(path, data).status_code == 403
    assert team.post(path, data).status_code == 302
    found = held(row, "learning", "dig-once")
    assert (found.by, found.must_agree, found.actions) == (
        "Ruhr Agency",
        ("City council", "Port"),
        (f"{plan.code}:shaft",),
    )
    assert found.written_on


def test_a_learning_becomes_an_action_with_one_click_and_only_once(row: Programme) -> None:
    plan, team = a_plan(), signed_in(a_person("team", "DEA12"))
    page = team.get(address(row, "learnings/heat/")).content.decode()
    assert f'<option value="{plan.code}">' in page
    asked = {"plan": plan.code, "read_at": row.step}
    assert team.post(address(row, "learnings/heat/act/"), asked).status_code == 302
    assert team.post(address(row, "learnings/heat/act/"), asked).status_code == 302
    assert held(row, "learning", "heat").actions == (f"{plan.code}:connect-the-old-town",)
    whole = plan_by_code(plan.code)
    assert whole
    added = [one for one in whole.actions if one.key not in {action.key for action in PLAN.actions}]
    assert [(one.title, one.practice, one.what) for one in added] == [
        ("Connect the old town", "irecovery-brescia", "Waste heat warms homes there.")
    ]


def test_a_learning_becomes_an_action_again_after_the_first_was_taken_out(row: Programme) -> None:
    plan, user = a_plan(), a_person("team", "DEA12")
    become_action(row, "heat", plan.code, user, read_at=row.step)
    plan.refresh_from_db()
    take_out_part(plan, "action", "connect-the-old-town", user, read_at=plan.step)
    row.refresh_from_db()
    assert become_action(row, "heat", plan.code, user, read_at=row.step) == f"{plan.code}:connect-the-old-town-2"
    assert held(row, "learning", "heat").actions[-1] == f"{plan.code}:connect-the-old-town-2"


@pytest.mark.parametrize(("role", "code"), [("team", "ES120"), ("member", "DEA12"), ("lead", "programme")])
def test_nobody_writes_into_a_plan_who_may_not(row: Programme, role: str, code: str) -> None:
    plan = a_plan()
    user = a_person(role, row.code if code == "programme" else code)
    asked = {"plan": plan.code, "read_at": row.step}
    assert signed_in(user).post(address(row, "learnings/heat/act/"), asked).status_code == 403
    assert held(row, "learning", "heat").actions == ()


def test_an_instrument_shows_its_changes_and_what_is_behind_them(row: Programme) -> None:
    plan, team = a_plan(), signed_in(a_person("team", "DEA12"))
    path = address(row, "write/change/new/?instrument=heat-plan")
    data = {
        "text": "Article 3 names waste heat",
        "standing": "achieved",
        "day": "2027-06-01",
        "learnings": ["heat"],
        "actions": [f"{plan.code}:shaft"],
        "indicators": [f"{plan.code}:co2"],
        "read_at": 0,
    }
    assert signed_in(a_person("team", "ES120")).post(path, data).status_code == 403
    assert team.post(path, data).status_code == 302
    assert held(row, "change", "article-3-names-waste-heat").by == "Ruhr Agency"
    page = team.get(address(row, "instruments/heat-plan/")).content.decode()
    behind = page.split('id="change-article-3-names-waste-heat"')[1].split("</section>")[0]
    for words in ("Achieved", "Connect the old town", "Build a direct-reduction plant", "Emissions of the works"):
        assert words in behind
    assert "Article 3 names waste heat" in team.get(address(row, "learnings/heat/")).content.decode()


def test_money_and_figures_of_an_instrument_are_kept_exactly(row: Programme) -> None:
    team = signed_in(a_person("team", "DEA12"))
    path = address(row, "write/instrument/heat-plan/")
    data = {"title": "Heat plan of the city", "owner": "City council", "cents": "1,250,000.50", "target_value": "0.3", "read_at": row.step}  # fmt: skip
    assert team.post(path, data).status_code == 302
    found = held(row, "instrument", "heat-plan")
    assert (found.cents, found.baseline_value, found.target_value) == (125_000_050, None, 0.3)
    page = team.get(address(row, "instruments/heat-plan/")).content.decode()
    assert "1,250,000.50" in page


def whole(row: Programme) -> str:
    """A chain from a practice to an instrument; the plan it goes through."""
    plan = a_plan(replace(PLAN, title="Steel"))
    action = f"{plan.code}:shaft"
    written(row, replace(LEARNING, key="steel", actions=(action,)))
    written(row, Change("named", "heat-plan", "Names waste heat", "planned", "2028-01-01", learnings=("steel",), indicators=(f"{plan.code}:co2",)))  # fmt: skip
    return plan.code


def test_the_chain_is_walked_in_both_directions(row: Programme) -> None:
    plan, team = whole(row), signed_in(a_person("team", "DEA12"))
    onward = team.get(address(row, "chain/"), {"from": "practice:irecovery-brescia"}).content.decode()
    came = onward.split('id="onward"')[1]
    for words in (
        "Ask the tenants first.",
        "Connect the old town",
        "Build a direct-reduction plant",
        "Heat plan of the city",
    ):
        assert words in came
    back = team.get(address(row, "chain/"), {"from": "instrument:heat-plan"}).content.decode()
    led = back.split('id="back"')[1].split('id="onward"')[0]
    for words in ("Names waste heat", "Emissions of the works", "Ask the tenants first."):
        assert words in led
    assert "Ruhr Agency" in led, "every link says who made it"
    assert (
        f"/plans/{plan}/actions/shaft/"
        in team.get(address(row, "chain/"), {"from": f"action:{plan}:shaft"}).content.decode()
    )


def test_the_chain_tells_dead_ends_and_what_has_no_beginning(row: Programme) -> None:
    written(row, Learning("alone", "tampere", "Nobody knows whence"))
    page = signed_in(a_person("team", "FI197")).get(address(row, "chain/")).content.decode()
    ends = page.split('id="dead-ends"')[1].split('id="without-beginning"')
    assert "Connect the old town" in ends[0]
    assert "Nobody knows whence" in ends[0]
    assert "Nobody knows whence" in ends[1]
    assert "Heat plan of the city" in ends[1]
    assert "Connect the old town" not in ends[1].split("chain.csv")[0]


def test_a_plan_that_a_reader_may_not_see_says_nothing_of_itself(row: Programme) -> None:
    plan = whole(row)
    page = signed_in(a_person("team", "FI197")).get(address(row, "chain/"), {"from": "learning:steel"}).content.decode()
    assert f"{plan}:shaft" in page
    assert "Build a direct-reduction plant" not in page
    assert f"/plans/{plan}/" not in page, "no way leads where the reader may not go"
    held_by = signed_in(a_person("team", "FI197")).get(address(row, "learnings/steel/")).content.decode()
    assert "in a plan that you cannot open" in held_by


def test_the_chain_is_exported_as_a_table_and_as_json(row: Programme) -> None:
    whole(row)
    written(row, Learning("formula", "ruhr", "=1+1", practices=("irecovery-brescia",)))
    team = signed_in(a_person("team", "DEA12"))
    answer = team.get(address(row, "chain/chain.csv"))
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {"ask-tenants", "heat", "steel", "formula"} <= {one["target"] for one in table}
    assert all(not one["target_title"].startswith("=") for one in table), "no spreadsheet takes it for a formula"
    assert {one["on"] for one in table if one["target"] == "steel"} == {"2027-04-01"}
    found = json.loads(team.get(address(row, "chain/chain.json")).content)
    assert {"source": "practice:irecovery-brescia", "target": "recommendation:ask-tenants", "by": "Ruhr Agency", "on": "2027-03-02"} in found["links"]  # fmt: skip
    assert "learning:heat" in found["dead_ends"]
    assert team.get(address(row, "chain/chain.xml")).status_code == 404


@pytest.mark.parametrize("asked", ["nonsense", "practice:no-such", "learning:"])
def test_a_record_that_does_not_exist_is_said(row: Programme, asked: str) -> None:
    answer = signed_in(a_person("team", "DEA12")).get(address(row, "chain/"), {"from": asked})
    assert answer.status_code == 404
    assert 'role="alert"' in answer.content.decode()


def test_the_public_reads_what_is_released(row: Programme) -> None:
    stranger = signed_in(None)
    assert stranger.get(address(row, "chain/")).status_code == 302
    release_programme(row, step=row.step)
    written(row, Learning("later", "ruhr", "Not for everybody yet"))
    page = stranger.get(address(row, "learnings/"))
    assert page.status_code == 200
    assert "Waste heat warms homes there." in page.content.decode()
    assert "Not for everybody yet" not in page.content.decode()
    for tail in ("chain/", "chain/?from=learning:heat", "instruments/", "instruments/heat-plan/", "learnings/heat/", "recommendations/ask-tenants/", "baseline/"):  # fmt: skip
        answer = stranger.get(address(row, tail))
        assert answer.status_code == 200
        assert "/write/" not in answer.content.decode()


@pytest.mark.parametrize("more", [1, 4])
def test_the_chain_asks_the_database_as_often_however_long_it_is(
    row: Programme, more: int, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(more):
        written(row, Learning(f"l{number}", "ruhr", "Seen", practices=("irecovery-brescia",)))
    client = signed_in(a_person("team", "DEA12"))
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get(address(row, "chain/"))
