"""The list of practices and projects: what is found, counted, linked, drawn and taken away."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhearth.apps.practices import finding
from openhearth.apps.practices.finding import Choice, Findings, documents, index
from openhearth.apps.practices.finding.filters import FILTERS
from openhearth.apps.practices.models import Project, SavedSearch
from openhearth.apps.practices.selectors import published, vocabularies
from openhearth.search.contract import Doc
from openhearth.search.language import tokens
from tests.factories import a_user
from tests.pages import text

pytestmark = pytest.mark.django_db
LIST = "/practices/"


def asked(query: str) -> Findings:
    return finding.found(finding.question_of(dict(QueryDict(query.removeprefix("?")).lists())))


def hits(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/practices/([\w-]+)/"', page)


def page_of(client: Client, query: str = "", **headers: str) -> str:
    response = client.get(LIST + query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def some_projects(count: int = 3) -> None:
    Project.objects.bulk_create(
        Project(
            code=f"esif-{number}",
            corpus="esif",
            country=("FI", "DE")[number % 2],
            language=("fi", "und")[number % 2],
            title=f"=Project {number:02}",
            description="Renovation of a school",
            fund="ERDF",
            period="2014-2020",
            start="2015-03-01",
            amount=1000.5 if number else None,
            currency="EUR",
            source="esif",
        )
        for number in range(count)
    )
    index.build(lambda *_: None)


# What is found, and what is counted


def docs() -> list[Doc]:
    return [documents.doc_of_practice(one) for one in index.public_practices()]


def passes(doc: Doc, chosen: dict[str, set[str]], *, but: str = "") -> bool:
    return all(set(doc.facets.get(code, ())) & values for code, values in chosen.items() if values and code != but)


def says(doc: Doc, word: str) -> bool:
    return any(token.form == word for one in doc.texts.values() for token in tokens(one.words))


@st.composite
def questions(draw: st.DrawFn) -> tuple[dict[str, set[str]], str]:
    """Values that occur together with some that do not, and perhaps a word that is written somewhere."""
    values = {code: sorted({value for doc in draw_docs() for value in doc.facets.get(code, ())}) for code in CODES}
    codes = draw(st.lists(st.sampled_from([code for code in CODES if values[code]]), max_size=3, unique=True))
    chosen = {code: draw(st.sets(st.sampled_from(values[code]), min_size=1, max_size=3)) for code in codes}
    return chosen, draw(st.sampled_from(["", "", "heat", "cluster", "regional", "zinc"]))


CODES = [one.code for one in FILTERS if one.code not in {"kind", "fund", "period"}]
DOCS: list[Doc] = []


def draw_docs() -> list[Doc]:
    if not DOCS:
        DOCS.extend(docs())
    return DOCS


@given(questions(), st.integers(0, 10**6))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_counts_equal_a_brute_force_and_lead_to_as_many_hits(asking: Any, number: int) -> None:
    chosen, word = asking
    parameters = {code: sorted(values) for code, values in chosen.items()} | ({"q": [f'"{word}"']} if word else {})
    answer = finding.found(finding.question_of(parameters), size=1000)
    records = [doc for doc in draw_docs() if not word or says(doc, word)]
    assert {hit.code for hit in answer.hits} == {doc.id.partition(":")[2] for doc in records if passes(doc, chosen)}
    for one in answer.filters:
        code = one.filter.code
        for choice in one.choices:
            expected = [d for d in records if passes(d, chosen, but=code) and choice.code in d.facets.get(code, ())]
            assert choice.hits == len(expected), (code, choice)
    counted = {(one.filter.code, c.code) for one in answer.filters for c in one.choices if c.hits and not c.chosen}
    assert counted >= {
        (code, value) for doc in records if passes(doc, chosen) for code in CODES
        for value in doc.facets.get(code, ()) if value not in chosen.get(code, ())
    }  # fmt: skip
    free = [c for one in answer.filters if one.filter.code not in {*chosen, "kind"} for c in one.choices if c.hits]
    if free:
        choice = free[number % len(free)]
        assert asked(choice.query).total == choice.hits, choice


def test_a_choice_twice_is_no_choice() -> None:
    before = asked("?theme=green&country=ES&q=region")
    for one in before.filters:
        for choice in one.choices[:3]:
            after = asked(choice.query).of(one.filter.code)
            back = next(each for each in after.choices if each.code == choice.code)
            assert back.query == before.address(), choice


def test_within_a_filter_one_of_the_values_is_enough_and_between_filters_all_are_needed() -> None:
    spain, green = {one.practice.code for one in published() if one.practice.country == "ES"}, asked("?theme=green")
    both = asked("?country=ES&country=FI&theme=green")
    assert both.total == asked("?country=ES&theme=green").total + asked("?country=FI&theme=green").total
    assert {hit.code for hit in asked("?country=ES").hits} == spain
    assert both.total < green.total


def test_the_demonstration_of_green_practices_for_skills_then_with_intelligence() -> None:
    skills = asked("?theme=green&challenge=skills")
    support = {choice.code: choice for choice in skills.of("support").choices}
    narrower = asked(support["intelligence"].query)
    assert 0 < narrower.total == support["intelligence"].hits <= skills.total
    for hit in narrower.hits:
        assert hit.practice is not None
        assert "intelligence" in hit.practice.practice.support_type


def test_the_demonstration_that_starts_from_a_creative_capital_region() -> None:
    start = asked("?region_type=creative_capital")
    assert {hit.code for hit in start.hits} == {"newco-helsinki", "cluster-excellence-dk"}
    themes = {choice.code: choice for choice in start.of("theme").choices}
    assert themes["green"].hits == 1
    assert [hit.code for hit in asked(themes["green"].query).hits] == ["cluster-excellence-dk"]


def test_values_nobody_knows_and_damaged_pages_are_passed_over(client: Client) -> None:
    everything = asked("")
    for query in ("?theme=grey&planet=mars", "?sort=price&view=cube", "?page=-3", "?page=²", "?page=abc", "?country="):
        assert asked(query).total == everything.total, query
        assert asked(query).question == everything.question, query
    assert hits(page_of(client, "?page=999999")) == hits(page_of(client, f"?page={everything.pages}")) != []


@pytest.mark.parametrize(
    "words",
    [
        "x" * 10_000,
        "heat " * 2_000,
        '"',
        "'; drop table x; --",
        "a\x00b",
        "\u202egnitaeh",
        "NOT OR AND (",
        "*",
        "تدفئة",
        "😀",
    ],
)
def test_hostile_words_are_answered(words: str, client: Client) -> None:
    response = client.get(LIST, {"q": words})
    page = response.content.decode()
    assert response.status_code == 200
    assert "\x00" not in page
    assert "\u202e" not in page
    assert len(page) < 1_000_000


def test_markup_in_words_stays_text(client: Client) -> None:
    assert "<script>alert" not in page_of(client, "?q=<script>alert(1)</script>&place=<b>x</b>")


# The page


def test_the_page_shows_practices_by_title_with_place_theme_and_freshness(client: Client) -> None:
    page = page_of(client, "?q=electric-arc")
    assert hits(page) == ["irecovery-brescia"]
    assert "Brescia, Italy" in page
    assert "Never reviewed" in page
    assert re.search(r'<a href="/practices/irecovery-brescia/" lang="en">.*?<mark>electric</mark>', page)


def test_words_found_elsewhere_say_where(client: Client) -> None:
    found = asked("?q=city")
    field = next(code for hit in found.hits for code in hit.highlights if code not in {"title", "summary"})
    assert field == "actors"
    assert re.search(r"Found in who did it:\s*<span>.*?<mark>City</mark>", page_of(client, "?q=city"), re.DOTALL)


def test_chosen_filters_stand_as_chips_that_take_themselves_away(client: Client) -> None:
    page = page_of(client, "?theme=green&country=ES&country=FI&sort=-started")
    chips = re.findall(r'<a class="tag chosen" href="([^"]+)">', page)
    assert [unescape(chip) for chip in chips] == [
        "/practices/?country=ES&country=FI&sort=-started",
        "/practices/?theme=green&country=ES&sort=-started",
        "/practices/?theme=green&country=FI&sort=-started",
    ], "Finland stands before Spain"
    assert "3 chosen" in page


def test_the_form_keeps_what_is_chosen(client: Client) -> None:
    page = page_of(client, "?theme=green&country=ES&view=map&q=heat")
    form = page[page.index('role="search"') :]
    assert re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', form)[:3] == [
        ("theme", "green"),
        ("country", "ES"),
        ("view", "map"),
    ]


def test_long_filters_show_the_most_frequent_first_and_fold_the_others() -> None:
    country = asked("").of("country")
    many = finding.Choices(
        country.filter,
        tuple(Choice(f"{number:02}", "", "", number % 20, number == 1, "?") for number in range(30)),
    )
    assert [choice.code for choice in many.shown] == ["01", "12", "13", "14", "15", "16", "17", "18", "19"]
    assert len(many.folded) == 21
    assert country.folded == () if len(country.choices) <= 10 else country.folded


def test_countries_stand_by_their_name_in_the_language() -> None:
    with translation.override("de"):
        labels = [choice.label for choice in asked("").of("country").choices]
    assert labels[:4] == ["Belgien", "Dänemark", "Deutschland", "Finnland"]
    with translation.override("en"):
        assert [choice.label for choice in asked("").of("country").choices][:2] == ["Belgium", "Denmark"]


def test_a_region_is_called_by_name_at_every_level() -> None:
    labels = {choice.code: choice.label for choice in asked("").of("place").choices}
    assert labels["BE2"] == "Vlaams Gewest (BE2)"
    assert labels["ITC47"] == "Brescia (ITC47)"


def test_the_order_can_be_chosen_and_best_match_is_the_beginning(client: Client) -> None:
    options = re.findall(r'<option value="([^"]*)"( selected)?>', page_of(client, "?sort=-started"))
    assert [value for value, chosen in options if chosen] == ["-started"]
    assert [value for value, _ in options][:2] == ["", "title"]
    years = [hit.practice.practice.started for hit in asked("?sort=-started").hits if hit.practice]
    known = [year for year in years if year]
    assert known == sorted(known, reverse=True)
    assert years[: len(known)] == known, "unknown comes last"


def test_a_misspelt_word_is_answered_with_the_closest(client: Client) -> None:
    page = page_of(client, "?q=hydrogne&theme=green")
    assert re.search(r'href="/practices/\?theme=green&amp;q=hydrogen"><bdi>hydrogen</bdi>', page)
    assert 'href="/practices/?q=hydrogne">Search these words without filters' in page


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    page = page_of(client, "?country=PT&theme=digital")
    assert hits(page) == []
    assert "Nothing matches all of these filters." in page
    assert "Download as" not in page
    assert "No list of funded projects is loaded yet." in page_of(client, "?kind=project")


def test_as_you_type_only_the_results_come_and_the_last_word_may_be_unfinished(client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Trigger-Name": "q"}
    response = client.get(LIST, {"q": "hydro", "sort": "", "theme": "green"}, headers=headers)
    page = response.content.decode()
    assert "<html" not in page
    assert "sines-hydrogen" in hits(page)
    assert response["HX-Replace-Url"] == "/practices/?theme=green&q=hydro"
    assert "HX-Request" in response["Vary"]
    assert 'id="count" data-hx-swap-oob="innerHTML"' in page
    assert hits(page_of(client, "?q=hydro&theme=green")) == []


@pytest.mark.usefixtures("own_index")
def test_pages_count_their_records_and_link_to_each_other(client: Client) -> None:
    some_projects(45)
    page = page_of(client, "?kind=project&page=2")
    assert "21 to 40 of 45" in text(client.get(LIST + "?kind=project&page=2"))
    links = re.findall(r'<a href="([^"]+)"[^>]*>(First|Previous|Next|Last)</a>', page)
    assert [(unescape(link), name) for link, name in links] == [
        ("/practices/?kind=project", "First"),
        ("/practices/?kind=project&page=1", "Previous"),
        ("/practices/?kind=project&page=3", "Next"),
        ("/practices/?kind=project&page=3", "Last"),
    ]
    assert "41 to 45 of 45" in text(client.get(LIST + "?kind=project&page=999999"))


@pytest.mark.usefixtures("own_index")
def test_practices_and_projects_lead_to_each_other_with_their_counts(client: Client) -> None:
    some_projects(3)
    tabs = re.search(r'<nav class="tabs".*?</nav>', page_of(client, "?country=FI"), re.DOTALL)
    assert tabs
    found = re.findall(r'href="([^"]+)"( aria-current="true")?>([\w ]+) <span class="soft">(\d+)<', tabs[0])
    finnish = asked("?country=FI").total
    assert [(unescape(link), bool(now), name, int(hits)) for link, now, name, hits in found] == [
        ("/practices/?country=FI", True, "Practices", finnish),
        ("/practices/?kind=project&country=FI", False, "Funded projects", 2),
    ]


def test_without_an_index_practices_are_found_and_the_page_says_so(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.SEARCH_FOLDER = tmp_path / "none"
    page = page_of(client, "?country=PT")
    assert hits(page) == ["sines-hydrogen"]
    assert "The search index is being built." in page


def test_as_many_queries_for_many_hits_as_for_one(client: Client) -> None:
    client.force_login(a_user())
    client.get(LIST)

    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST + query)
        return len(captured)

    assert {queries(query) for query in ("?country=PT", "?country=ES", "", "?theme=green&sort=-started")} == {
        queries("")
    }
    assert queries("?view=map") == queries("?view=map&country=PT")


def test_content_says_its_language_on_a_german_page(client: Client) -> None:
    page = page_of(client, "?country=PT", **{"Accept-Language": "de"})
    assert '<html lang="de">' in page
    assert re.search(r'<a href="/practices/sines-hydrogen/" lang="en">', page)


# What the filters mean


def test_every_value_of_every_vocabulary_is_explained_and_linked(client: Client) -> None:
    page = client.get("/practices/terms/").content.decode()
    for one in FILTERS:
        if one.vocabulary in vocabularies():
            for term in vocabularies()[one.vocabulary].terms:
                assert f'id="{one.vocabulary}-{term.code}"' in page
                assert term.definition("en").replace("'", "&#x27;") in page
                assert f'href="/practices/?{one.code}={term.code}"' in page
    assert 'href="/practices/terms/#thematic_priority"' in page_of(client)


@pytest.mark.parametrize("address", ["", "practices.csv", "practices.xlsx", "practices.json", "terms/"])
def test_nothing_can_be_sent_to_a_page_that_only_shows(address: str, client: Client) -> None:
    assert client.post(LIST + address).status_code == 405


def test_who_is_signed_in_can_save_the_search(client: Client) -> None:
    assert 'href="/account/sign-in/?next=%2Fpractices%2F%3Fcountry%3DES"' in page_of(client, "?country=ES")
    client.force_login(a_user())
    page = page_of(client, "?country=ES&q=heat")
    assert 'name="query" value="?country=ES&amp;q=heat"' in page
    assert 'value="heat, Spain"' in page
    assert SavedSearch.objects.count() == 0
