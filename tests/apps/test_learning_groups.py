"""Local groups, baselines, peer review and the selection of partners."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from openhearth.apps.learning import rules
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.selectors.groups import key_indicators
from openhearth.apps.learning.selectors.programmes import programme_at
from openhearth.apps.learning.services.programmes import release_programme
from openhearth.apps.regions.selectors import landscape, register
from openhearth.core.programme.board import months_after, owed
from openhearth.core.programme.group_terms import Baseline, Candidate, Comment, GroupMeeting, Mark, Member, Policy
from openhearth.core.programme.terms import Partner, Recommendation
from tests.learned import a_person, a_programme, held, signed_in, written

pytestmark = pytest.mark.django_db


def address(row: Programme, tail: str) -> str:
    return f"/programmes/{row.code}/{tail}"


@pytest.fixture
def row() -> Programme:
    return a_programme()


def advice(**fields: Any) -> Recommendation:
    said: dict[str, Any] = {"given_on": "2020-01-15", "reply": "accepted", "because": "Yes"} | fields
    text = "Ask the tenants first."
    return Recommendation("ask-tenants", "kick-off", "asturias", "Ruhr Agency", text, "social", "local", **said)


def test_a_group_shows_its_balance_and_who_came(row: Programme) -> None:
    written(row, Member("steel", "ruhr", "Steel works", "businesses"))
    written(row, Member("union", "ruhr", "Tenants' union", "civil_society"))
    written(row, Member("chamber", "ruhr", "Chamber", "businesses"))
    written(row, GroupMeeting("first", "ruhr", "2027-03-01", "Heat", ("steel", "union")))
    page = signed_in(a_person("member", "DEA12")).get(address(row, "groups/ruhr/")).content.decode()
    assert "Nobody is there from: Research and education, Public administration." in page
    assert page.count("1 of 1 meetings") == 2
    assert page.count("0 of 1 meetings") == 1
    assert "Add a member" not in page, "the team writes who is in the group"
    table = signed_in(a_person("lead", row.code)).get(address(row, "groups/")).content.decode()
    assert "nobody from: Research and education, Public administration" in table
    assert table.count("no members yet") == 3


def test_a_group_is_written_by_its_team_and_nobody_elses(row: Programme) -> None:
    data = {"organisation": "Steel works", "helix": "businesses", "role": "", "read_at": 0}
    path = address(row, "write/member/new/?partner=ruhr")
    for role, code, status in (("team", "DEA12", 302), ("member", "DEA12", 403), ("team", "ES120", 403)):
        assert signed_in(a_person(role, code)).post(path, data).status_code == status
    assert held(row, "member", "steel-works") == Member("steel-works", "ruhr", "Steel works", "businesses")


def test_a_meeting_of_a_group_knows_its_members_only(row: Programme) -> None:
    written(row, Member("steel", "ruhr", "Steel works", "businesses"))
    written(row, Member("port", "asturias", "Port", "businesses"))
    team = signed_in(a_person("team", "DEA12"))
    path = address(row, "write/group-meeting/new/?partner=ruhr")
    data = {"topic": "Heat", "day": "2027-03-01", "attended": ["port"], "outcome": "", "read_at": 0}
    assert team.post(path, data).status_code == 422
    assert team.post(path, data | {"attended": ["steel"]}).status_code == 302
    assert held(row, "group_meeting", "heat").attended == ("steel",)


def test_a_member_tells_the_baseline_and_all_partners_compare_it(row: Programme) -> None:
    member = signed_in(a_person("member", "DEA12"))
    data = {
        "facts": "Two blast furnaces",
        "challenges": "Jobs\nHeat",
        "actions": "Training",
        "policy-0-title": "Heat plan",
        "policy-0-governance": "City council",
        "policy-0-finance": "",
        "read_at": 0,
    }
    path = address(row, "write/baseline/ruhr/")
    wrong = member.post(path, data | {"policy-1-finance": "The state"})
    assert wrong.status_code == 422
    assert "A row needs this." in wrong.content.decode()
    assert member.post(path, data).status_code == 302
    told = Baseline(
        "ruhr", ("Two blast furnaces",), ("Jobs", "Heat"), (Policy("Heat plan", "City council"),), ("Training",)
    )
    assert held(row, "baseline", "ruhr") == told
    page = signed_in(a_person("team", "ES120")).get(address(row, "baseline/")).content.decode()
    for words in ("1 of 4 partners told", "Two blast furnaces", "City council", "Nothing is told yet."):
        assert words in page
    assert "write/baseline/asturias/" in page
    assert "write/baseline/ruhr/" not in page


def test_the_baseline_begins_with_the_figures_of_the_regions(row: Programme) -> None:
    page = signed_in(a_person("team", "DEA12")).get(address(row, "baseline/")).content.decode()
    assert "Population" in page
    line = page.split('id="baseline-ruhr"')[1].split("</tr>")[0]
    assert line.count("\N{EN DASH}") == 0, "every key figure of Düsseldorf is known"
    heads = page.split("</thead>")[0]
    assert all(f'href="/sources/#{one.source}"' in heads for one, _year in key_indicators())
    assert all(f"{one.unit}, {year}" in heads for one, year in key_indicators()), "every figure has its unit and year"


def test_a_partner_without_a_region_has_no_figures_and_the_lead_is_asked_for_one() -> None:
    row = a_programme(Partner("office", "Office", "policy"), Partner("far", "Far Agency", "policy", region="ZZ99"))
    lead = signed_in(a_person("lead", row.code)).get(address(row, "baseline/")).content.decode()
    line = lead.split('id="baseline-office"')[1].split("</tr>")[0]
    assert "no region told, so no figures" in line
    assert f"/programmes/{row.code}/parts/partner/office/" in line
    assert "no figures of ZZ99" in lead
    assert "/regions/ZZ99/" not in lead
    member = signed_in(a_person("member", "DEA12")).get(address(row, "baseline/")).content.decode()
    assert "parts/partner/office" not in member


def test_every_figure_of_the_selection_has_unit_year_and_source(row: Programme) -> None:
    written(row, Candidate("tampere", "FI197"))
    page = signed_in(a_person("lead", row.code)).get(address(row, "selection/")).content.decode()
    heads = page.split("</thead>")[0]
    for code in ("industry_share", "patents"):
        found = register().indicator(code)
        assert f"{found.unit}, {landscape().years[code]}" in heads
        assert f'href="/sources/#{found.source}"' in heads
    assert heads.count("<small>judged</small>") == 1


def test_peers_comment_under_lenses_and_a_review_needs_two_other_countries(row: Programme) -> None:
    ruhr, asturias = signed_in(a_person("team", "DEA12")), signed_in(a_person("team", "ES120"))
    data = {"by": "ruhr", "lens": "social", "reach": "local", "text": "Tenants are heard.", "read_at": 0}
    path = address(row, "write/comment/new/?meeting=kick-off")
    assert asturias.get(path).status_code == 403, "a host does not review itself"
    assert ruhr.post(path, data | {"by": "tampere"}).status_code == 422, "nobody speaks for somebody else"
    assert ruhr.post(path, data).status_code == 302
    page = asturias.get(address(row, "reviews/kick-off/")).content.decode()
    assert "Tenants are heard." in page
    assert "1 is missing" in page
    written(row, Comment("cold", "kick-off", "tampere", "ecological", "global", "Whose forest burns?"))
    page = asturias.get(address(row, "reviews/kick-off/")).content.decode()
    assert "They come from at least two countries" in page


def test_recommendations_reach_the_host_only_from_peers_of_two_other_countries(row: Programme) -> None:
    written(row, advice(given_on="", reply="open", because=""))
    host, peer = signed_in(a_person("team", "ES120")), signed_in(a_person("team", "DEA12"))
    give, review = address(row, "reviews/kick-off/hand-over/"), address(row, "reviews/kick-off/")
    reply = {"reply": "accepted", "because": "Yes", "read_at": row.step}
    assert host.post(address(row, "write/reply/ask-tenants/"), reply).status_code == 403, "it was not handed over"
    assert "Until then its recommendations cannot be handed to the host" in peer.get(review).content.decode()
    assert "Hand 1 recommendation" not in peer.get(review).content.decode()
    refused = peer.post(give, follow=True).content.decode()
    assert "at least 2 countries other than the host&#x27;s, and has these: DE." in refused
    assert held(row, "recommendation", "ask-tenants").given_on == ""
    assert [
        due.what for _, due in owed(programme_at(row, row.step), date(2030, 1, 1)) if due.partner == "asturias"
    ].count("reply") == 0

    written(row, Comment("cold", "kick-off", "tampere", "ecological", "global", "Whose forest burns?"))
    assert "Hand 1 recommendation to the host" in peer.get(review).content.decode()
    for nobody in (host, signed_in(a_person("member", "DEA12")), signed_in(a_person("team", "AL022"))):
        assert nobody.post(give).status_code == 403
    assert peer.post(give).status_code == 302
    assert held(row, "recommendation", "ask-tenants").given_on == timezone.localdate().isoformat()
    assert "no recommendation that the host was not handed already" in peer.post(give, follow=True).content.decode()
    assert host.post(address(row, "write/reply/ask-tenants/"), reply | {"read_at": row.step}).status_code == 302
    assert "1 of 1 answered" in host.get(review).content.decode()


def test_the_public_does_not_read_what_the_host_was_not_handed(row: Programme) -> None:
    written(row, advice(given_on="", reply="open", because=""))
    release_programme(row, step=row.step)
    page = address(row, "recommendations/ask-tenants/")
    assert signed_in(None).get(page).status_code == 404
    assert signed_in(a_person("member", "DEA12")).get(page).status_code == 200
    written(row, Comment("cold", "kick-off", "tampere", "ecological", "global", "Whose forest burns?"))
    signed_in(a_person("lead", row.code)).post(address(row, "reviews/kick-off/hand-over/"))
    row.refresh_from_db()
    release_programme(row, step=row.step)
    assert signed_in(None).get(page).status_code == 200


def test_the_host_answers_with_a_reason_and_tells_what_became_of_it(row: Programme) -> None:
    written(row, advice(reply="open", because=""))
    host, lead = signed_in(a_person("team", "ES120")), signed_in(a_person("lead", row.code))
    reply = address(row, "write/reply/ask-tenants/")
    follow = address(row, "write/follow-up/ask-tenants/")
    review = address(row, "reviews/kick-off/")
    assert "Nothing yet: the list fills" in host.get(review).content.decode()
    assert lead.post(reply, {"reply": "declined", "because": "No", "read_at": row.step}).status_code == 403
    assert host.post(follow, {"found": "They came", "read_at": row.step}).status_code == 403, "it is not answered yet"
    assert host.post(reply, {"reply": "adapted", "because": "", "read_at": row.step}).status_code == 422
    assert host.post(reply, {"reply": "adapted", "because": "Owners too", "read_at": row.step}).status_code == 302
    row.refresh_from_db()
    assert host.post(follow, {"found": "They came", "read_at": row.step}).status_code == 302
    said = held(row, "recommendation", "ask-tenants")
    assert (said.reply, said.because) == ("adapted", "Owners too")
    assert said.follow_ups == ((timezone.localdate().isoformat(), "They came"),)
    taken_on = lead.get(review).content.decode().split('id="to-do"')[1]
    assert "Owners too" in taken_on
    page = lead.get(address(row, "recommendations/ask-tenants/")).content.decode()
    assert "adapted: " in page
    assert "They came" in page


def test_follow_ups_are_asked_after_six_and_twelve_months(row: Programme) -> None:
    given = months_after(timezone.localdate().isoformat(), -7)
    written(row, advice(given_on=given))
    written(row, Recommendation("old", "kick-off", "asturias", "ruhr", "Old", "social", "local", given_on="2020-01-15", reply="accepted", follow_ups=(("2020-07-20", "Done"),)))  # fmt: skip
    written(row, Recommendation("no", "kick-off", "asturias", "ruhr", "No", "social", "local", given_on="2020-01-15", reply="declined"))  # fmt: skip
    page = signed_in(a_person("team", "ES120")).get(address(row, "recommendations/")).content.decode()
    asked = {
        key: [months for months in (6, 12) if f"asked after {months} months" in line]
        for key in ("ask-tenants", "old", "no")
        for line in [page.split(f'id="recommendation-{key}"')[1].split("</tr>")[0]]
    }
    assert asked == {"ask-tenants": [6], "old": [12], "no": []}
    review = signed_in(a_person("team", "ES120")).get(address(row, "reviews/kick-off/")).content.decode()
    assert "asked again on" in review.split('id="to-do"')[1]


def test_advice_names_practices_that_exist(row: Programme) -> None:
    team = signed_in(a_person("team", "DEA12"))
    path = address(row, "write/recommendation/new/?meeting=kick-off")
    data = {"by": "ruhr", "text": "Use it", "lens": "economic", "reach": "global", "practices": "no-such", "read_at": 0}
    assert "nothing with the code no-such" in team.post(path, data).content.decode()
    assert team.post(path, data | {"practices": "irecovery-brescia"}).status_code == 302
    said = held(row, "recommendation", "use-it")
    assert (said.to, said.by, said.practices) == ("asturias", "Ruhr Agency", ("irecovery-brescia",))
    assert said.given_on == "", "the host is handed it together with what the others recommend"


def test_who_may_answer_is_a_table(row: Programme) -> None:
    programme = programme_at(row, row.step)
    people = {
        "lead": a_person("lead", row.code),
        "host": a_person("team", "ES120"),
        "member of the host": a_person("member", "ES120"),
        "peer": a_person("team", "DEA12"),
    }
    assert {name for name, user in people.items() if rules.can_reply(user, programme, advice())} == {"host"}
    writes = {
        name for name, user in people.items() if rules.can_write_part(user, row, programme, "recommendation", advice())
    }
    assert writes == {"lead", "peer"}


def test_candidates_have_figures_where_there_are_any_and_judgements_beside_them(row: Programme) -> None:
    lead = signed_in(a_person("lead", row.code))
    path = address(row, "write/candidate/new/")
    assert signed_in(a_person("team", "DEA12")).get(path).status_code == 403
    assert lead.post(path, {"region": "XX99", "read_at": 0}).status_code == 422
    typed = {"region": "PT18", "name": "Science park", "mark-0": "2", "because-0": "Small", "mark-2": "5", "because-2": "National plan", "note": "", "read_at": 0}  # fmt: skip
    assert lead.post(path, typed).status_code == 302
    marks = (Mark("industrial infrastructure", 2, "Small"), Mark("policy relevance", 5, "National plan"))
    assert held(row, "candidate", "science-park") == Candidate("science-park", "PT18", "Science park", marks)
    written(row, Candidate("tampere", "FI197", "", (Mark("policy relevance", 3, "City plan"),)))
    page = lead.get(address(row, "selection/")).content.decode()
    line = page.split('id="candidate-science-park"')[1].split("</tr>")[0]
    assert "judged 2 of 5" in line
    assert '<span class="most">judged 5 of 5' in line, "where there is no figure the judgement counts"
    assert '<span class="most">judged 2 of 5' not in line, "where there is a figure, it counts"
    assert "Who complements whom" in page


def test_rooms_of_the_people_are_shut_to_everybody_else(row: Programme) -> None:
    rooms = ("homework/", "groups/", "groups/ruhr/", "recommendations/", "reviews/kick-off/", "selection/")
    stranger = signed_in(a_person("team", "PL22"))
    assert {stranger.get(address(row, room)).status_code for room in rooms} == {403}
    assert {signed_in(None).get(address(row, room)).status_code for room in rooms} == {302}
    inside = signed_in(a_person("member", "FI197"))
    assert {inside.get(address(row, room)).status_code for room in rooms} == {200}


def test_what_was_taken_out_keeps_its_name(row: Programme) -> None:
    lead = signed_in(a_person("lead", row.code))
    typed = {"organisation": "Steel works", "helix": "businesses", "role": "", "read_at": 0}
    path = address(row, "write/member/new/?partner=ruhr")
    lead.post(path, typed)
    row.refresh_from_db()
    lead.post(address(row, "parts/member/steel-works/take-out/"), {"read_at": row.step})
    assert lead.post(path, typed).status_code == 302
    assert held(row, "member", "steel-works-2").organisation == "Steel works"


def test_a_region_is_a_candidate_once(row: Programme) -> None:
    written(row, Candidate("tampere", "FI197"))
    lead = signed_in(a_person("lead", row.code))
    again = lead.post(address(row, "write/candidate/new/"), {"region": "FI197", "read_at": 0})
    assert again.status_code == 422
    assert "is a candidate already" in again.content.decode()


def test_a_meeting_of_a_group_has_a_day_that_exists(row: Programme) -> None:
    team = signed_in(a_person("team", "DEA12"))
    wrong = {"topic": "Heat", "day": "2027-02-30", "outcome": "", "read_at": 0}
    assert team.post(address(row, "write/group-meeting/new/?partner=ruhr"), wrong).status_code == 422
