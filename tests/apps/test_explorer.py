"""The frontier as a page: what is shown, filtered, sorted and taken away; and that ten thousand points are no burden."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html import unescape
from time import perf_counter

import numpy as np
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from openhearth.apps.portfolios import sentences
from openhearth.apps.portfolios.models import Run
from openhearth.apps.portfolios.pages.explorer import Question, marks, order_words, table_rows
from openhearth.apps.portfolios.pages.explorer_charts import chart
from openhearth.apps.portfolios.pages.explorer_words import aims_of, named_actions
from openhearth.apps.portfolios.selectors.exploring import looked_at
from openhearth.apps.portfolios.services.studies import save_problem
from openhearth.core.portfolio.frontier import Point, frontier
from openhearth.core.portfolio.problem import AtMost, Problem
from tests.explored import PROBLEM, a_run, a_study, many_points
from tests.factories import a_role, a_user

pytestmark = pytest.mark.django_db

POINTS = frontier(PROBLEM).points
HERE = "/portfolios/steel-valley/frontier/"


def text(html: str) -> str:
    """What a reader sees, with single blanks."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def numbers(html: str) -> list[int]:
    """Of the combinations in the large table, in its order."""
    table = html.split('id="rows-caption"')[1].split("</table>", maxsplit=1)[0]
    return [int(number) for number in re.findall(r">No\. (\d+)</a>", table)]


def test_every_point_is_in_the_table_with_its_figures(client: Client) -> None:
    a_study()
    html = client.get(HERE).content.decode()
    assert numbers(html) == list(range(1, len(POINTS) + 1))
    said = text(html)
    assert f"All {len(POINTS)} combinations" in said
    assert "works" not in said
    best = max(point.values[0] for point in POINTS)
    assert (
        f"found: {min(point.values[0] for point in POINTS)} jobs to {best} jobs".replace("-", "\N{MINUS SIGN}") in said
    )
    assert "knee point" in said
    assert "best in climate" in said
    assert "less is better" in said


def test_of_equally_good_combinations_only_the_first_says_that_it_is_the_best() -> None:
    points = tuple(Point((gain, 10 - gain, 7), ((),)) for gain in range(4))
    looked = looked_at(a_study(found=replace(frontier(PROBLEM), points=points)))
    assert looked
    opened = looked.opened
    rows = [row.marks for row in table_rows(opened, aims_of(opened), range(4), frozenset())]
    assert [sum("best in money" in one for one in marks) for marks in rows] == [1, 0, 0, 0]
    assert "best in money (with 3 others)" in rows[0]
    assert "best in money (with 3 others)" in marks(opened, 2, frozenset()), "its own page says so of each"
    assert "best in climate" in rows[3]
    later = table_rows(opened, aims_of(opened), [2, 3], frozenset())
    assert "best in money (with 3 others)" in later[0].marks


def test_the_marks_around_names_are_those_of_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "gettext", lambda words: words.replace("“%(words)s”", "„%(words)s“"))
    assert named_actions(PROBLEM, ["heat", "kiln"]) == "„Waste heat for homes“ and „Close the old kiln“"
    assert "„Waste heat for homes“" in sentences.constraint_sentence(PROBLEM, AtMost(1, ("heat", "kiln")))
    looked = looked_at(a_study())
    assert looked
    assert "„work“, „climate“ and „money“" in order_words(Question(), aims_of(looked.opened))


def test_limits_leave_what_is_within_them(client: Client) -> None:
    a_study()
    left = [number for number, point in enumerate(POINTS, 1) if point.values[0] >= 50 and point.values[2] <= 70]
    assert 0 < len(left) < len(POINTS)
    html = client.get(HERE, {"min.work": "50", "max.money": "7"}).content.decode()
    assert numbers(html) == left
    assert f"{len(left)} of {len(POINTS)} combinations" in text(html)
    assert 'href="?max.money=7"' in html
    assert "work: at least 50 jobs" in text(html)


def test_actions_can_be_wanted_and_unwanted(client: Client) -> None:
    a_study()
    html = client.get(HERE, {"with": "school", "without": "kiln"}).content.decode()
    left = [
        number
        for number, point in enumerate(POINTS, 1)
        if "school" in dict(point.portfolio) and "kiln" not in dict(point.portfolio)
    ]
    assert numbers(html) == left
    assert "Core: in every combination shown" in text(html)
    assert "with Training centre" in text(html)
    assert "Solar &lt;park&gt;" in html
    assert "Never: in none of them" in text(html)
    assert "Gold the town hall" in text(html)


@pytest.mark.parametrize(("sort", "column", "reverse"), [("work", 0, True), ("-work", 0, False), ("money", 2, False)])
def test_the_table_is_sorted_by_any_aim(client: Client, sort: str, column: int, reverse: bool) -> None:
    a_study()
    shown = numbers(client.get(HERE, {"sort": sort}).content.decode())
    values = [POINTS[number - 1].values[column] for number in shown]
    assert values == sorted(values, reverse=reverse)


def test_what_is_no_number_limits_nothing_and_is_told(client: Client) -> None:
    a_study()
    said = text(
        client.get(HERE, {"min.work": "many", "sort": "nonsense", "with": "nobody", "page": "x"}).content.decode()
    )
    assert "This was not understood and limits nothing: many" in said
    assert f"All {len(POINTS)} combinations" in said
    crossed = text(client.get(HERE, {"min.work": "9", "max.work": "3"}).content.decode())
    assert "9 > 3" in crossed


def test_limits_that_leave_nothing_say_what_to_do(client: Client) -> None:
    a_study()
    said = text(client.get(HERE, {"min.work": "100000"}).content.decode())
    assert "No combination is within all these limits" in said
    assert "0 of" in said


def test_a_wish_is_answered_with_what_is_nearest(client: Client) -> None:
    a_study()
    said = text(client.get(HERE, {"wish.work": "1000", "wish.money": "0"}).content.decode())
    assert re.search(r"work \d+ jobs less than wished", said)
    best = max(POINTS, key=lambda point: point.values[0])
    fulfilled = text(client.get(HERE, {"wish.work": str(best.values[0])}).content.decode())
    assert "It reaches everything you wished for." in fulfilled


def test_the_brush_gets_the_same_table_and_a_tidy_address(client: Client) -> None:
    a_study()
    response = client.get(HERE, {"min.work": "50", "max.work": "", "sort": "money"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert response["HX-Replace-Url"] == f"{HERE}?min.work=50&sort=money"
    assert "<html" not in html
    assert numbers(html) == numbers(client.get(f"{HERE}?min.work=50&sort=money").content.decode())


def test_the_columns_for_the_pictures(client: Client) -> None:
    a_study()
    response = client.get(f"{HERE}points.json")
    told = json.loads(response.content)
    assert list(zip(*told["values"], strict=True)) == [point.values for point in POINTS]
    assert [aim["direction"] for aim in told["aims"]] == ["max", "min", "min"]
    assert told["kept"] is None
    tag = response["ETag"]
    assert client.get(f"{HERE}points.json", headers={"If-None-Match": tag}).status_code == 304
    some = client.get(f"{HERE}points.json?with=kiln", headers={"If-None-Match": tag})
    assert json.loads(some.content)["kept"] == "".join(str(int("kiln" in dict(one.portfolio))) for one in POINTS)


def test_the_downloads_hold_what_the_limits_leave(client: Client) -> None:
    a_study()
    query = "?min.work=50&sort=money"
    shown = numbers(client.get(HERE + query).content.decode())
    rows = list(csv.DictReader(io.StringIO(client.get(f"{HERE}combinations.csv{query}").content.decode())))
    assert [int(row["number"]) for row in rows] == shown
    assert rows[0]["money (MEUR)"] == str(POINTS[shown[0] - 1].values[2] / 10)
    told = client.get(f"{HERE}combinations.json{query}").json()
    assert [one["number"] for one in told["points"]] == shown
    assert told["complete"] is True
    assert told["points"][0]["portfolio"] == dict(POINTS[shown[0] - 1].portfolio)
    assert client.get(f"{HERE}combinations.xls").status_code == 404


def test_a_still_picture_for_those_without_scripts(client: Client) -> None:
    a_study()
    for name in ("lines", "pairs"):
        assert f"pictures/{name}.svg?max.money=7" in client.get(HERE, {"max.money": "7"}).content.decode()
        response = client.get(f"{HERE}pictures/{name}.svg?max.money=7")
        assert response["Content-Type"] == "image/svg+xml"
        assert f"of {len(POINTS)} combinations are within the limits" in response.content.decode()
    assert client.get(f"{HERE}pictures/none.svg").status_code == 404


# What is not (any more) true


def test_an_unfinished_search_says_what_may_be_missing(client: Client) -> None:
    study = a_study()
    Run.objects.filter(study=study).update(complete=False, gap=0.031)
    said = text(client.get(HERE).content.decode())
    assert "The search has not ended." in said
    assert "at most 3.1 % of the range" in said
    Run.objects.filter(study=study).update(gap=None)
    assert "cannot be said yet" in text(client.get(HERE).content.decode())


def test_a_changed_question_makes_the_answer_stale(client: Client) -> None:
    study = a_study()
    assert "The question has changed" not in text(client.get(HERE).content.decode())
    changed = Problem(PROBLEM.objectives, PROBLEM.measures, PROBLEM.actions[:4], PROBLEM.constraints)
    save_problem(study, changed, None, based_on=1)
    for address in (
        HERE,
        f"{HERE}point/{','.join(map(str, POINTS[0].values))}/",
        "/portfolios/steel-valley/statements/",
    ):
        said = text(client.get(address).content.decode())
        assert "The question has changed since this search: what stands here answers version 1." in said
    a_run(study, changed, frontier(changed))
    assert "The question has changed" not in text(client.get(HERE).content.decode())


def test_nothing_found_says_what_to_do(client: Client) -> None:
    study = a_study()
    Run.objects.all().delete()
    for part in ("frontier/", "frontier/compare/", "statements/"):
        said = text(client.get(f"/portfolios/{study.code}/{part}").content.decode())
        assert "Nothing has been found for this study yet." in said
    for part in ("points.json", "combinations.csv", "pictures/lines.svg", "point/1,2,3/"):
        assert client.get(HERE + part).status_code == 404


# Who may look


@pytest.mark.parametrize(
    "part",
    ["frontier/", "frontier/points.json", "frontier/combinations.csv", "frontier/pictures/lines.svg", "choices/",
     "statements/", "report/", "report.md", "frontier/compare/", "frontier/point/{key}/"],
)  # fmt: skip
def test_a_draft_is_for_those_of_its_region(client: Client, part: str) -> None:
    a_study(public=False)
    address = "/portfolios/steel-valley/" + part.format(key=",".join(map(str, POINTS[0].values)))
    assert client.get(address).status_code == 404
    client.force_login(a_role(role="team", scope_kind="region", scope_code="PL22").user)
    assert client.get(address).status_code == 404
    client.force_login(a_role(role="member", scope_kind="region", scope_code="DEA1").user)
    assert client.get(address).status_code == 200


# Ten thousand


def test_ten_thousand_points_open_with_few_queries_and_a_page_of_bounded_size(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    small, large = a_study(title="Small"), a_study(*many_points(10_000), title="Large")
    client.force_login(a_user())
    counts = {}
    for study in (small, large):
        here = f"/portfolios/{study.code}/frontier/"
        client.get(here)
        with django_assert_num_queries(6):
            began = perf_counter()
            html = client.get(f"{here}?min.work=1").content.decode()
            counts[study.code] = perf_counter() - began
        assert len(html) < 120_000
    assert len(numbers(html)) == 50
    assert counts["large"] < 2.0
    columns = client.get(f"/portfolios/{large.code}/frontier/points.json").content
    assert len(columns) < 400_000
    point = f"/portfolios/{large.code}/frontier/point/10000,0,0,0/"
    assert client.get(point).status_code == 200


def test_a_still_picture_says_how_many_it_shows_and_never_leaves_out_what_matters(client: Client) -> None:
    study = a_study(*many_points(3_000), title="Large")
    looked = looked_at(study)
    assert looked is not None
    opened, everything = looked.opened, np.ones(3_000, dtype=np.bool_)
    chosen = frozenset({opened.point(1_234).values})
    spec = str(chart("lines", opened, everything, chosen))
    for row in (1_234, *opened.knees, *opened.about.gains.argmax(0).tolist(), *opened.about.gains.argmin(0).tolist()):
        assert f"'line': {row}," in spec
    said = text(client.get(f"/portfolios/{study.code}/frontier/").content.decode())
    assert "3,000 of 3,000 combinations are within the limits; 1,2" in said
    assert "are drawn, picked evenly from the list, always with the best and the worst in each aim" in said
    small = a_study()
    said = text(client.get(f"/portfolios/{small.code}/frontier/").content.decode())
    assert "combinations are within the limits; all are drawn." in said


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("", "Combinations, the best in the first aim on top, equals by the next one: “work”, “climate” and “money”"),
        ("climate", "Combinations, the best in “climate” on top"),
        ("-money", "Combinations, the worst in “money” on top"),
    ],
)
def test_the_table_says_by_what_it_is_ordered(client: Client, sort: str, words: str) -> None:
    a_study()
    assert words in text(client.get(HERE, {"sort": sort}).content.decode())
    assert [point.values for point in POINTS] == sorted(
        (point.values for point in POINTS), key=lambda values: (-values[0], values[1], values[2])
    )
