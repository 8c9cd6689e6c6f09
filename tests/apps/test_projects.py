"""Funded projects from public lists: loaded whole, shown as published, taken away whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from openhearth.apps.practices import finding
from openhearth.apps.practices.finding import index
from openhearth.apps.practices.finding.alike import words_in_practices
from openhearth.apps.practices.models import Project, Unindexed
from openhearth.apps.practices.services.projects import load_projects, project_codes, remove_projects
from openhearth.apps.regions.models import Load
from openhearth.core.errors import InputError

NL: dict[str, object] = {
    "id": "NL-1",
    "country": "NL",
    "lang": "nl",
    "period": "2007-2020",
    "fund": "EFRO",
    "region": "Fryslân",
    "theme": "Energie",
    "title": "Restwarmte voor <woningen>",
    "description": "Een fabriek verwarmt huizen.",
    "amount": "2.141.953",
    "start": "19.02.2009",
    "end": "2014",
    "source": "nl.csv",
}
BARE = NL | dict.fromkeys(("region", "theme", "description", "start", "end", "fund", "period"))


def lines(*records: dict[str, object]) -> bytes:
    return "\n".join(json.dumps(NL | record) for record in records).encode()


def load(*records: dict[str, object]) -> Load:
    return load_projects("esif", file_name="list.jsonl", data=lines(*records), progress=lambda *_: None)


def page_of(client: Client, code: str) -> str:
    return client.get(reverse("practices:project", args=[code])).content.decode()


def row(page: str, name: str) -> str:
    found = re.search(rf'<th scope="row">{re.escape(name)}</th><td>(.*?)</td>', page)
    assert found, name
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


@pytest.mark.django_db
def test_a_list_is_loaded_and_told() -> None:
    told: list[tuple[str, int, int]] = []
    data = lines({}, {"id": "NL-2"}, {"id": "NL-2"}, {"id": "NL-3", "title": ""})
    done = load_projects("esif", file_name="list.jsonl", data=data, progress=lambda *step: told.append(step))
    assert (done.format, done.read, done.kept, done.rejected) == ("esif", 4, 2, {"repeated": 1, "no_title": 1})
    assert told[-1] == ("projects", 2, 2)
    project = Project.objects.get(code="esif-nl-1")
    assert (project.title, project.amount, project.currency, project.start) == (
        "Restwarmte voor <woningen>",
        2141953.0,
        "",
        "2009-02-19",
    )


@pytest.mark.usefixtures("own_index")
def test_a_newer_list_replaces_the_older_one() -> None:
    load({}, {"id": "NL-2"})
    index.catch_up()
    load({"title": "Warmte"}, {"id": "NL-3"})
    assert {one.code: one.title for one in Project.objects.filter(corpus="esif")} == {
        "esif-nl-1": "Warmte",
        "esif-nl-3": "Restwarmte voor <woningen>",
    }
    index.catch_up()
    assert {hit.code for hit in found("kind=project")} == {"esif-nl-1", "esif-nl-3"}


@pytest.mark.usefixtures("own_index")
def test_a_list_is_taken_away_again() -> None:
    load({}, {"id": "NL-2"})
    index.build(lambda *_: None)
    assert len(found("kind=project")) == 2
    assert remove_projects("esif") == 2
    assert not Load.objects.filter(format="esif").exists()
    index.catch_up()
    assert found("kind=project") == ()
    with pytest.raises(InputError) as caught:
        remove_projects("esif")
    assert caught.value.faults[0].code == "not_loaded"


@pytest.mark.django_db
def test_a_damaged_list_changes_nothing() -> None:
    load({})
    with pytest.raises(InputError) as caught:
        load({"id": "NL-9"}, {"title": 3}, {"source": None})
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [
        ("not_text", "line 2"),
        ("not_text", "line 3"),
    ]
    assert list(Project.objects.values_list("code", flat=True)) == ["esif-nl-1"]
    assert Load.objects.filter(format="esif").count() == 1


@pytest.mark.usefixtures("own_index")
def test_the_index_hears_of_every_project() -> None:
    load({}, {"id": "NL-2"})
    assert set(Unindexed.objects.values_list("document", flat=True)) == {"project:esif-nl-1", "project:esif-nl-2"}


@settings(max_examples=50)
@given(st.lists(st.text(min_size=1, max_size=150), unique=True, max_size=8))
def test_codes_are_addresses_and_no_two_are_the_same(ids: list[str]) -> None:
    codes = project_codes("kohesio", ids)
    assert len(set(codes)) == len(ids)
    assert all(re.fullmatch(r"kohesio[a-z0-9_-]{0,112}", code) for code in codes)
    assert project_codes("kohesio", ids[::-1]) == codes[::-1]


@pytest.mark.django_db
def test_a_text_without_room_is_cut_visibly() -> None:
    load({"fund": "t" * 400, "theme": "t" * 900})
    project = Project.objects.get()
    assert (len(project.fund), project.fund[-2:], len(project.theme)) == (100, "t…", 900)


# The page


@pytest.mark.django_db
def test_the_page_tells_what_was_published(client: Client) -> None:
    load({"amount": "€ 1.500,50"})
    page = page_of(client, "esif-nl-1")
    assert '<h1 lang="nl">Restwarmte voor &lt;woningen&gt;</h1>' in page
    assert '<p class="lead" lang="nl">Een fabriek verwarmt huizen.</p>' in page
    told = {
        name: row(page, name) for name in ("Country", "Region", "Fund", "Funding period", "Theme", "Amount", "When")
    }
    assert told == {
        "Country": "Netherlands",
        "Region": "Fryslân",
        "Fund": "EFRO",
        "Funding period": "2007-2020",
        "Theme": "Energie",
        "Amount": "1,500.50 EUR",
        "When": "2009-02-19 to 2014",
    }
    assert "nl.csv" in page
    assert "file list.jsonl, loaded on" in page
    assert "The publisher names no licence: shown for evaluation only." in page


@pytest.mark.django_db
def test_an_amount_without_a_currency_says_so(client: Client) -> None:
    load({})
    assert row(page_of(client, "esif-nl-1"), "Amount") == "2,141,953 (the list names no currency)"


@pytest.mark.django_db
def test_what_could_not_be_read_is_named(client: Client) -> None:
    load({"amount": "322.25.5,1", "start": "31-Nov-18"})
    page = page_of(client, "esif-nl-1")
    assert "left empty here: Amount, Start." in " ".join(page.split())
    assert row(page, "Amount") == "The list does not say."


@pytest.mark.django_db
def test_a_bare_project_says_what_is_missing(client: Client) -> None:
    load({**BARE, "amount": None})
    page = page_of(client, "esif-nl-1")
    empty = ("Region", "Fund", "Funding period", "Theme", "Amount", "When")
    assert {row(page, name) for name in empty} == {"The list does not say."}
    assert "nothing about this project beyond its title" in page


@pytest.mark.django_db
def test_an_unknown_language_is_not_guessed(client: Client) -> None:
    load({})
    Project.objects.update(language="und")
    page = page_of(client, "esif-nl-1")
    assert '<h1 lang="">' in page
    assert row(page, "Language") == "The list does not say."


@pytest.mark.django_db
def test_an_unknown_project_is_not_found(client: Client) -> None:
    assert client.get(reverse("practices:project", args=["esif-nl-404"])).status_code == 404


@pytest.mark.usefixtures("own_index")
def test_the_way_to_practices_like_this_leads_to_some(client: Client) -> None:
    load({"lang": "en", "title": "Rescue of waste heat from an electric-arc furnace in Wonderland", "country": "IT"})
    page = page_of(client, "esif-nl-1")
    (query,) = re.findall(r'href="/practices/\?q=([^"]+)"', page)
    hits = re.search(r"(\d+) practices? speaks? of the same things", page)
    assert hits
    answer = finding.found(finding.question_of({"q": [query.replace("%20", " ")]}))
    assert answer.total == int(hits[1]) > 0
    assert "irecovery-brescia" in {hit.code for hit in answer.hits}


@pytest.mark.usefixtures("own_index")
@pytest.mark.parametrize("title", ["", "xyzzy qwertz", "of the in and", "!!!"])
def test_a_title_that_tells_nothing_leads_to_the_country(client: Client, title: str) -> None:
    assert words_in_practices(title) == ("", 0)
    load({"title": title or "xyzzy"})
    assert 'href="/practices/?country=NL"' in page_of(client, "esif-nl-1")


@pytest.mark.django_db
def test_a_page_needs_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    load({})
    page_of(client, "esif-nl-1")
    with django_assert_max_num_queries(4):
        page_of(client, "esif-nl-1")


@pytest.mark.shared
@pytest.mark.usefixtures("own_index")
def test_the_whole_corpus_has_a_page_for_each_project(shared: Path, client: Client) -> None:
    data = (shared / "data/projects/esif_projects_multilingual.jsonl.gz").read_bytes()
    done = load_projects("esif", file_name="esif.jsonl.gz", data=data, progress=lambda *_: None)
    assert (done.read, done.kept, Project.objects.count()) == (18_615, 18_615, 18_615)
    languages = set(Project.objects.values_list("language", flat=True))
    assert languages == {"nl", "de", "en", "ro", "fi", "hr", "fr", "da", "sv", "el", "sk"}
    for language in sorted(languages):
        project = Project.objects.filter(language=language).order_by("-amount").first()
        assert project is not None
        assert f'<h1 lang="{language}">' in page_of(client, project.code)


def found(query: str) -> tuple[finding.Found, ...]:
    name, _, value = query.partition("=")
    return finding.found(finding.question_of({name: [value]})).hits
