from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from django.http import Http404, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from openhearth.apps.practices import selectors, views
from openhearth.apps.regions.models import Territory
from openhearth.core.practice import Practice


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


def listed(client: Client, query: str = "") -> tuple[str, list[str]]:
    """The page of the list, and the codes of the practices on it."""
    page = client.get(reverse("practices:list") + query).content.decode()
    return page, re.findall(r'<h3><a href="/practices/([\w-]+)/"', page)


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(reverse("practices:csv") + query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def row_of(page: str, name: str) -> str:
    """The cell beside a heading of the table of what is known, without its tags."""
    found = re.search(rf'<th scope="row">{re.escape(name)}</th><td>(.*?)</td>', page)
    assert found, name
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


@pytest.fixture
def asturias(db: None) -> Territory:
    return Territory.objects.get(code="ES12")


def test_the_list_shows_all_practices_by_title(client: Client) -> None:
    page, codes = listed(client)
    titles = [practice.title.casefold() for practice in map(selectors.practice_with_code, codes) if practice]
    assert len(codes) == 24
    assert titles == sorted(titles)
    assert "24 practices" in page


def test_filters_narrow_the_list_and_are_kept_in_the_address(client: Client) -> None:
    page, codes = listed(client, "?theme=digital&country=FR&country=FI")
    assert codes == ["newco-helsinki", "emc2-sustainable-industry"]
    assert "2 practices" in page
    assert 'href="/practices/practices.csv?theme=digital&amp;country=FI&amp;country=FR"' in page


def test_a_chosen_filter_links_to_the_list_without_it(client: Client) -> None:
    page, _ = listed(client, "?theme=digital&country=FR")
    chosen = re.findall(r'<a class="tag chosen" href="([^"]+)"><span aria-hidden="true">✓ </span>', page)
    assert chosen == ["/practices/?country=FR", "/practices/?theme=digital"]


@pytest.mark.parametrize(
    ("query", "untouched"), [("", 3), ("?theme=resilience", 2), ("?theme=green&challenge=skills", 1)]
)
def test_each_choice_tells_how_many_practices_it_leaves(client: Client, query: str, untouched: int) -> None:
    chosen = selectors.chosen_from(dict(QueryDict(query.removeprefix("?")).lists()))
    facets = [facet for facet in selectors.facets(chosen, "en") if not any(choice.chosen for choice in facet.choices)]
    assert len(facets) == untouched
    for facet in facets:
        for choice in facet.choices:
            assert len(listed(client, choice.query)[1]) == choice.hits, choice


def test_the_last_filter_taken_away_leaves_a_plain_address(client: Client) -> None:
    page, _ = listed(client, "?theme=digital")
    assert re.search(r'<a class="tag chosen" href="/practices/"><span aria-hidden="true">✓ </span>', page)


def test_a_practice_of_no_country_tells_how_far_it_is_valid(client: Client) -> None:
    page, _ = listed(client)
    card = re.search(r'<li class="card">\s*<h3><a href="/practices/ecobulk/".*?</li>', page, re.DOTALL)
    assert card
    assert '<p class="soft">European</p>' in card[0]


def test_one_hit_is_counted_in_the_singular(client: Client) -> None:
    page, codes = listed(client, "?country=PT")
    assert codes == ["sines-hydrogen"]
    assert re.search(r"<h2>\s*1 practice\s*</h2>", page)


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    page, codes = listed(client, "?country=PT&theme=digital")
    assert codes == []
    assert "No practice matches all of these filters." in page
    assert re.search(r'<a class="button" href="/practices/">\s*Show all practices', page)
    assert "Download as CSV" not in page


def test_a_value_of_no_vocabulary_is_passed_over(client: Client) -> None:
    assert len(listed(client, "?theme=grey&place=moon")[1]) == 24


def test_the_list_asks_the_database_nothing(client: Client) -> None:
    # Without the `db` fixture pytest-django forbids every query.
    assert client.get(reverse("practices:list")).status_code == 200


def test_the_csv_has_the_hits_of_the_list_with_source_and_licence(client: Client) -> None:
    query = "?theme=digital&country=FR&country=FI"
    found = rows(client, query)
    assert [row["code"] for row in found] == listed(client, query)[1]
    assert {(row["source"], row["licence"]) for row in found} == {("openhearth", "EUPL-1.2")}
    assert "Share of projects for a sustainable or human-centred industry in 2020: 37.4 %" in found[1]["facts"]
    assert found[0]["facts"] == "Investment: 9700000 EUR"
    assert found[0]["nuts_2021"] == "FI1B"
    assert found[1]["url"] == ""


def test_the_csv_of_all_practices_has_every_field_of_a_practice(client: Client) -> None:
    found = rows(client)
    fields = {name if name != "nuts" else "nuts_2021" for name in Practice.__slots__}
    assert len(found) == 24
    assert set(found[0]) == fields | {"licence"}


@pytest.mark.django_db
def test_a_practice_tells_its_figures_with_their_units(client: Client) -> None:
    page = client.get(reverse("practices:detail", args=["innovation-networks-dk"])).content.decode()
    assert "Grant for all networks" in page
    assert '<span class="value">10,000,000</span> EUR a year' in page
    assert row_of(page, "Who") == "Ministry of Higher Education and Science"
    assert row_of(page, "Country") == "Denmark"
    assert row_of(page, "Strategic challenge") == "Internationalisation; Innovation; Value chains; Skills"


@pytest.mark.django_db
def test_what_the_source_does_not_say_is_said_plainly(client: Client) -> None:
    page = client.get(reverse("practices:detail", args=["extratex"])).content.decode()
    empty = ("Who", "Country", "Region", "When", "Carbon-intensive industry", "Type of region", "Further information")
    assert {row_of(page, name) for name in empty} == {"The source does not say."}
    assert re.search(r"<h2>Figures</h2>\s*<p class=\"soft\">The source does not say.</p>", page)
    assert row_of(page, "Valid") == "European"


@pytest.mark.parametrize(
    ("code", "when"),
    [("newco-helsinki", "2021 to 2024"), ("moonshot-flanders", "from 2019"), ("asturias-circular-valley", "2023")],
)
@pytest.mark.django_db
def test_years_read_as_a_span(client: Client, code: str, when: str) -> None:
    assert row_of(client.get(reverse("practices:detail", args=[code])).content.decode(), "When") == when


def test_a_known_region_is_linked_with_its_name_and_version(client: Client, asturias: Territory) -> None:
    page = client.get(reverse("practices:detail", args=["aviles-green"])).content.decode()
    assert row_of(page, "Region") == "Principado de Asturias ES12 (NUTS 2021)"
    assert f'href="{reverse("regions:region", args=[asturias.code])}"' in page


@pytest.mark.django_db
def test_a_region_that_the_house_does_not_know_is_told_by_its_code(client: Client) -> None:
    Territory.objects.filter(code="ES12").delete()
    page = client.get(reverse("practices:detail", args=["aviles-green"])).content.decode()
    assert row_of(page, "Region") == "ES12 (NUTS 2021)"


@pytest.mark.django_db
def test_content_is_marked_with_its_language_on_a_german_page(client: Client) -> None:
    practice = selectors.practice_with_code("newco-helsinki")
    assert practice
    page = client.get(
        reverse("practices:detail", args=[practice.code]), headers={"Accept-Language": "de"}
    ).content.decode()
    found = texts(page)
    content = (practice.summary, practice.provenance, "City of Helsinki", "Investment")
    assert {language for language, text in found if text in content} == {"en"}
    assert {text for _, text in found} >= set(content)
    assert ("fi", practice.original_title) in found
    assert ("de", "Finnland") in found


def test_countries_are_sorted_by_their_name_in_the_language() -> None:
    country = selectors.facets({}, "de")[2]
    assert [choice.label for choice in country.choices][:4] == ["Belgien", "Dänemark", "Deutschland", "Finnland"]


def test_an_unknown_code_is_not_found_and_names_the_nearest() -> None:
    request = RequestFactory().get("/practices/greentech-rhur/")
    with translation.override("en"), pytest.raises(Http404) as caught:
        views.detail(request, practice="greentech-rhur")
    message, *nearest = caught.value.args
    assert message == "There is no practice with the code “greentech-rhur”."
    assert nearest[0] == "greentech-ruhr"
    assert len(nearest) <= 3


@pytest.mark.django_db
def test_an_unknown_code_answers_404(client: Client) -> None:
    assert client.get("/practices/no-such-practice/").status_code == 404


@pytest.mark.parametrize("name", ["list", "csv"])
def test_nothing_can_be_sent_to_a_page_that_only_shows(client: Client, name: str) -> None:
    assert client.post(reverse(f"practices:{name}")).status_code == 405
