"""The page of a practice."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from openhearth.apps.practices import selectors
from openhearth.apps.practices.models import Review, Revision, State, content_of
from openhearth.apps.practices.services.conversation import add_comment
from openhearth.apps.practices.views import record
from openhearth.apps.regions.models import Territory
from openhearth.core.practice_record import flat, record_of
from openhearth.sources.practices import practice_json
from tests.factories import a_role, a_user
from tests.told import HEAT, a_practice

pytestmark = pytest.mark.django_db


class Texts(HTMLParser):
    """The texts of a page, each with the language that holds where it stands."""

    VOID = frozenset({"meta", "link", "input", "img", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.languages = [""]
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.languages.append(dict(attrs).get("lang") or self.languages[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.languages.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.languages[-1], " ".join(data.split())))


def texts(page: str) -> list[tuple[str, str]]:
    parser = Texts()
    parser.feed(page)
    return parser.texts


def row_of(page: str, name: str) -> str:
    """The cell beside a heading of the table of what is known, without its tags."""
    found = re.search(rf'<th scope="row">{re.escape(name)}</th><td[^>]*>(.*?)</td>', page)
    assert found, name
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def text(page: str) -> str:
    """What a reader sees, with single blanks and no blank before a full stop."""
    return " ".join(re.sub("<[^>]+>", " ", page).split()).replace(" .", ".").replace(" ,", ",")


def detail(client: Client, code: str, query: str = "") -> str:
    return client.get(reverse("practices:detail", args=[code]) + query).content.decode()


def test_a_practice_tells_its_figures_with_their_units(client: Client) -> None:
    page = detail(client, "innovation-networks-dk")
    assert "Grant for all networks" in page
    assert '<span class="value">10,000,000</span> EUR a year' in page
    assert row_of(page, "Who did it") == "Ministry of Higher Education and Science"
    assert row_of(page, "Where") == "Denmark"
    challenges = row_of(page, "Strategic challenge")
    assert challenges == "Internationalisation Innovation Value chains Skills meaning: Strategic challenge"


def test_the_whole_record_stands_on_the_page(client: Client) -> None:
    a_practice()
    page = detail(client, "heat-for-homes")
    shown = text(page)
    for words in (
        "Mixed results. Part of it worked, part of it did not.",
        "CO2 not emitted 8,000 t a year",
        "The boiler house was closed",
        "Cost: 4,200,000 EUR",
        "Paid by: City utility",
        *HEAT.resources,
        *HEAT.preconditions,
        HEAT.difficulties,
        HEAT.why_it_worked,
        HEAT.potential_for_transfer,
        "Heat a year 35.5 GWh",
        "Homes 3,000",
        HEAT.practice.original_title,
    ):
        assert words in shown, words
    assert '<a href="https://example.org/report" rel="noreferrer nofollow">' in page
    assert row_of(page, "Who answers for it") == "City utility"
    assert row_of(page, "When") == "2016 to 2019"
    assert "The record does not say" not in page


def test_each_term_leads_to_the_list_and_to_its_meaning(client: Client) -> None:
    a_practice()
    page = detail(client, "heat-for-homes")
    terms = client.get(reverse("practices:terms")).content.decode()
    expected = {
        "theme=green",
        "challenge=innovation",
        "industry=steel",
        "ecosystem=energy_intensive",
        "lens=ecological",
    }
    assert expected <= set(re.findall(r'<a class="tag" href="/practices/\?(\w+=\w+)"', page))
    meanings = re.findall(rf'href="{reverse("practices:terms")}#(\w+)"', page)
    assert len(meanings) == 7
    assert [one for one in meanings if f'id="{one}"' not in terms] == []


def test_what_the_record_does_not_say_is_one_line_with_an_invitation(client: Client) -> None:
    page = detail(client, "extratex")
    shown = text(page)
    assert "The record does not say: what became of it, results, key figures, cost, who paid," in shown
    assert "Do you know? Tell it below" in shown
    assert '<th scope="row">When</th>' not in page
    assert "What it takes" not in shown
    assert (
        "region" not in shown[shown.index("does not say") : shown.index("Do you know?")]
    )  # it holds for all of Europe
    client.force_login(a_role(role="editor").user)
    assert f'<a href="{reverse("practices:edit", args=["extratex"])}">Complete it</a>' in detail(client, "extratex")


@pytest.mark.parametrize(
    ("code", "when"),
    [("newco-helsinki", "2021 to 2024"), ("moonshot-flanders", "from 2019"), ("asturias-circular-valley", "2023")],
)
def test_years_read_as_a_span(client: Client, code: str, when: str) -> None:
    assert row_of(detail(client, code), "When") == when


def test_a_known_region_is_linked_with_its_name_and_version(client: Client) -> None:
    page = detail(client, "aviles-green")
    assert row_of(page, "Where") == "Principado de Asturias ES12 (NUTS 2021), Spain"
    assert f'href="{reverse("regions:region", args=["ES12"])}"' in page


def test_a_region_that_the_house_does_not_know_is_told_by_its_code(client: Client) -> None:
    Territory.objects.filter(code="ES12").delete()
    assert row_of(detail(client, "aviles-green"), "Where") == "ES12 (NUTS 2021), Spain"


def test_content_is_marked_with_its_language_on_a_german_page(client: Client) -> None:
    practice = selectors.practice_with_code("newco-helsinki")
    assert practice
    page = client.get(
        reverse("practices:detail", args=[practice.code]), headers={"Accept-Language": "de"}
    ).content.decode()
    found = texts(page)
    content = (practice.summary, practice.provenance, "City of Helsinki", "Investment")
    assert {language for language, words in found if words in content} == {"en"}
    assert {words for _, words in found} >= set(content)
    assert ("fi", practice.original_title) in found
    assert ("de", "Finnland") in found


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Last reviewed on Jan. 2, 2026. Next review by Jan. 2, 2099."),
        ({"review_due": date(2026, 1, 3)}, "Due for review since Jan. 3, 2026: ask before you rely on it."),
        ({"reviewed_on": None, "review_due": None}, "Never reviewed here: ask before you rely on it."),
        ({"state": State.ARCHIVED, "archived_because": "The works closed."}, "Reason: The works closed."),
    ],
)
def test_how_fresh_it_is_is_said(client: Client, fields: dict[str, Any], said: str) -> None:
    a_practice(**fields)
    assert said in text(detail(client, "heat-for-homes"))


def test_who_reviewed_it_is_said_by_role_and_never_by_name(client: Client) -> None:
    row = a_practice()
    assert row.public
    for role in ("editor", "expert"):
        Review.objects.create(revision=row.public, role=role, verdict="ready", opinion="Good.", by=a_user(name="Zoe"))
    shown = text(detail(client, "heat-for-homes"))
    assert "by an editor and an expert" in shown
    assert "Zoe" not in shown


def test_a_draft_is_there_for_its_author_alone(client: Client) -> None:
    author = a_user()
    a_practice(state=State.DRAFT, proposer=author)
    for name in ("detail", "record_json", "record_jsonld"):
        assert client.get(reverse(f"practices:{name}", args=["heat-for-homes"])).status_code == 404
    client.force_login(a_user())
    assert client.get(reverse("practices:detail", args=["heat-for-homes"])).status_code == 404
    client.force_login(author)
    page = detail(client, "heat-for-homes")
    assert "Not public yet." in page
    assert "Cite as" not in page
    assert client.get(reverse("practices:record_json", args=["heat-for-homes"])).status_code == 404


def test_a_newer_draft_waits_behind_the_public_version(client: Client) -> None:
    author = a_user()
    row = a_practice(proposer=author)
    changed = record_of(flat(HEAT) | {"title": "Heat for more homes"})
    Revision.objects.create(practice=row, number=2, content=content_of(changed))
    row.state = State.DRAFT
    row.save()
    assert "Version 2" not in detail(client, "heat-for-homes")
    assert client.get(reverse("practices:detail", args=["heat-for-homes"]) + "?version=2").status_code == 404
    client.force_login(author)
    page = detail(client, "heat-for-homes")
    assert HEAT.practice.title in page
    assert 'Version 2 is being worked on and not public yet. <a href="?version=2">' in page
    newer = detail(client, "heat-for-homes", "?version=2")
    assert "Heat for more homes" in newer
    assert "Not public yet." in newer
    assert client.get(reverse("practices:detail", args=["heat-for-homes"]) + "?version=9").status_code == 404


def test_an_older_version_that_came_with_the_house_stays_readable(client: Client) -> None:
    row = a_practice()
    assert row.public
    Revision.objects.filter(pk=row.public.pk).update(packaged=True)
    row.public = Revision.objects.create(
        practice=row, number=2, content=content_of(record_of(flat(HEAT) | {"title": "Heat for more homes"}))
    )
    row.save()
    older = text(detail(client, "heat-for-homes", "?version=1"))
    assert HEAT.practice.title in older
    assert "An older version." in older
    assert "Only those who work on it" not in older


@pytest.mark.parametrize("version", ["", "nonsense", "²", "9" * 20])
def test_a_version_that_is_no_number_is_the_public_one(client: Client, version: str) -> None:
    a_practice()
    assert HEAT.practice.title in detail(client, "heat-for-homes", f"?version={version}")


def test_the_record_for_programs_gives_itself_back(client: Client) -> None:
    a_practice()
    answer = client.get(reverse("practices:record_json", args=["heat-for-homes"]))
    assert answer["Content-Type"] == "application/json"
    assert practice_json.parse(answer.content, selectors.vocabularies()).records == (HEAT,)


def test_the_addresses_in_the_linked_data_lead_somewhere(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://hearth.example"
    a_practice()
    answer = client.get(reverse("practices:record_jsonld", args=["heat-for-homes"]))
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/ld+json"
    assert told["@id"] == "https://hearth.example/practices/heat-for-homes/"
    page = client.get("/practices/heat-for-homes/").content.decode()
    assert f'<link rel="canonical" href="{told["@id"]}">' in page
    assert '<link rel="alternate" type="application/ld+json" href="/practices/heat-for-homes/record.jsonld">' in page
    sets = {keyword["inDefinedTermSet"].removeprefix("https://hearth.example") for keyword in told["keywords"]}
    assert len(sets) == 7
    for address in sets:
        path, _, anchor = address.partition("#")
        assert f'id="{anchor}"' in client.get(path).content.decode(), address


def test_the_citation_names_title_version_and_lasting_address(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://hearth.example/"
    a_practice(told={"title": "Heat\nfor homes"})
    shown = text(detail(client, "heat-for-homes"))
    assert re.search(
        r"Cite as: Heat for homes\. OpenHearth, version 1 of \w.*?\. https://hearth.example/practices/heat-for-homes/",
        shown,
    )


def test_what_was_made_of_it_is_linked_both_ways_once_it_is_public(client: Client) -> None:
    origin = a_practice()
    a_practice(told={"code": "heat-elsewhere", "title": "Heat elsewhere"}, adapted_from=origin)
    a_practice(told={"code": "heat-draft", "title": "Heat in a draft"}, adapted_from=origin, state=State.DRAFT)
    page = detail(client, "heat-for-homes")
    assert "Adapted by: Heat elsewhere" in text(page)
    assert "Heat in a draft" not in page
    assert f"Adapted from: {HEAT.practice.title}" in text(detail(client, "heat-elsewhere"))
    assert page.count('href="/practices/heat-elsewhere/') == 1, "what the page names already is not suggested again"


def test_like_practices_are_named_with_what_they_share(client: Client) -> None:
    a_practice()
    shown = text(detail(client, "heat-for-homes"))
    also = shown[shown.index("See also", shown.index("Sign in to ask")) :]
    assert also.index("iRecovery") < also.index("from the same place; Green transition")


def test_as_many_queries_with_one_thing_as_with_three(client: Client) -> None:
    origin = a_practice()

    def more(number: int) -> None:
        a_practice(told={"code": f"heat-{number}"}, adapted_from=origin)
        add_comment(origin, "Well done.", by=a_user())

    def queries() -> int:
        client.get("/practices/heat-for-homes/?to=DEA1")  # what is kept in the process is made anew after a change
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/practices/heat-for-homes/?to=DEA1").status_code == 200
        return len(asked)

    more(1)
    one = queries()
    more(2)
    more(3)
    assert queries() == one


def test_an_unknown_code_is_not_found_and_names_the_nearest() -> None:
    request = RequestFactory().get("/practices/greentech-rhur/")
    request.user = AnonymousUser()
    with translation.override("en"), pytest.raises(Http404) as caught:
        record.detail(request, practice="greentech-rhur")
    message, *nearest = caught.value.args
    assert message == "There is no practice with the code “greentech-rhur”."
    assert nearest[0] == "greentech-ruhr"
    assert len(nearest) <= 3


def test_an_unknown_code_answers_404(client: Client) -> None:
    assert client.get("/practices/no-such-practice/").status_code == 404
