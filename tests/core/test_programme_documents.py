"""The report of a semester and the handbook: stable chapters, every gap marked, every link of the chain told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openhearth.core.document import Document, Section, as_html, digest
from openhearth.core.errors import InputError
from openhearth.core.practice import KeyFigure, Practice
from openhearth.core.programme.chain import Record
from openhearth.core.programme.handbook import handbook
from openhearth.core.programme.report import semester_report
from openhearth.core.programme.terms import Learning, Partner, Programme, Semester
from openhearth.core.programme.voice import Voice
from tests.core.programme_cases import WHOLE

DAY = date(2027, 12, 1)
PRACTICES = {
    "irecovery": Practice(
        "irecovery", "Waste heat", "Heat for homes.", "en", "openhearth", "An article", actors=("Works",),
        url="https://example.org/heat", facts=(KeyFigure("Families", 2000.0),),
    ),
    "unused": Practice("unused", "Unused", "Nobody saw it.", "en", "openhearth", ""),
}  # fmt: skip
CHAPTERS = [
    "Introduction", "Practices", "Peer reviews", "Learnings and what became of them", "Index", "What is missing",
]  # fmt: skip


def html(document: Document) -> str:
    return as_html(document, lambda _: "")


def chapters(document: Document) -> list[str]:
    return [block.title for block in document.blocks if isinstance(block, Section)]


def chapter(document: Document, title: str) -> str:
    (found,) = [block for block in document.blocks if isinstance(block, Section) and block.title == title]
    return html(Document("T", blocks=(found,), sources=document.sources))


def test_the_report_tells_what_was_done_and_what_it_cost() -> None:
    report = semester_report(WHOLE, 1, DAY)
    assert chapters(report) == ["Meetings", "Partners", "Spending", "Outputs", "What is late", "What is missing"]
    assert report.subtitle == "Report of semester 1, 2027-01-01 \N{EN DASH} 2027-06-30"
    partners = chapter(report, "Partners")
    assert all(said in partners for said in ("Kick-off held", "One came late", "Homework handed in: List actions"))
    assert "This partner has not reported on the semester." in partners
    spending = chapter(report, "Spending")
    assert '>Duisburg</th><td class="end">100 €</td><td class="end">120 €</td>' in spending
    assert "at least 120 €" in spending
    assert ">0 €<" not in spending, "what nobody told is not nothing"
    assert "Made up" in html(report)


def test_the_report_says_what_is_late_and_what_is_missing() -> None:
    report = semester_report(WHOLE, 2, DAY)
    assert all(
        said in chapter(report, "What is late") for said in ("Homework", "List actions", "2027-04-01", "Albania")
    )
    missing = chapter(report, "What is missing")
    assert "No report from: Albania" in missing
    assert "Spending not told by: Duisburg, Avilés" in missing
    assert "Nobody hosts “Green” yet" in missing
    with pytest.raises(InputError, match="unknown_semester"):
        semester_report(WHOLE, 3, DAY)


def test_the_handbook_keeps_its_chapters_and_prints_what_was_seen() -> None:
    book = handbook(WHOLE, PRACTICES, DAY)
    assert chapters(book) == chapters(handbook(Programme("p", "P"), {}, DAY)) == CHAPTERS
    practices = chapter(book, "Practices")
    assert all(
        said in practices for said in ("1. Waste heat", "Heat for homes.", "2,000", "Shown at: </strong>Kick-off")
    )
    assert "Nobody saw it." not in html(book)
    assert [source.title for source in book.sources] == ["An article"]


def test_a_learning_stands_there_with_its_chain_and_its_gaps() -> None:
    learnings = chapter(handbook(WHOLE, PRACTICES, DAY), "Learnings and what became of them")
    before, _, after = learnings.partition("What became of it:")
    assert "Use the heat (Local group, 2027-03-01)" in before
    assert "Waste heat (Local group, 2027-03-01)" in before
    assert [said for said in ("p:heat", "Waste heat first", "Heat plan") if said not in after] == []
    assert "Why it worked there; What differs here; What we would change" in before


def test_gaps_are_listed_at_the_end() -> None:
    missing = chapter(handbook(WHOLE, {}, DAY), "What is missing")
    assert "No validated record of the practice “irecovery”" in missing
    assert "No answer to the recommendation: Ask the tenants" in missing
    assert "Led to nothing yet: Recommendation: Ask the tenants" in missing
    assert "No change is on record of: Tariff" in missing
    assert "Nobody said where it comes from: Recommendation: Ask the tenants" in missing


def test_the_index_leads_to_every_place_in_the_order_of_a_dictionary() -> None:
    book = handbook(WHOLE, PRACTICES, DAY)
    (index,) = [block for block in book.blocks if isinstance(block, Section) and block.title == "Index"]
    rows = dict(index.blocks[0].rows)  # type: ignore[union-attr, arg-type]
    assert list(rows) == ["Avilés", "Duisburg", "Heat", "Heat plan", "Waste heat", "Works"]
    assert rows["Waste heat"] == "Practice 1; Peer review “Kick-off”; Learning 1"
    assert rows["Duisburg"] == "Peer review “Kick-off”; Learning 1"


def test_a_source_of_several_practices_is_listed_once() -> None:
    again = replace(PRACTICES["irecovery"], code="again", title="Again")
    shown = replace(WHOLE, meetings=(replace(WHOLE.meetings[0], practices=("irecovery", "again")), WHOLE.meetings[1]))
    book = handbook(shown, {**PRACTICES, "again": again}, DAY)
    assert [source.code for source in book.sources] == ["irecovery"]
    assert html(book).count('href="#source-1"') == 2


def test_the_house_speaks_the_language_of_the_reader_and_marks_the_other() -> None:
    voice = Voice("de", lambda word: f"«{word}»", day=lambda day: f"Tag {day}", euro=lambda cents: f"{cents} Cent")
    book = handbook(WHOLE, PRACTICES, DAY, voice)
    assert chapters(book) == [f"«{title}»" for title in CHAPTERS]
    assert '<span lang="en">Heat for homes.</span>' in html(book)
    assert "Tag 2027-03-01" in html(book)
    assert "10000 Cent" in html(semester_report(WHOLE, 1, DAY, voice))


def test_editors_write_their_own_introduction() -> None:
    text = html(handbook(WHOLE, PRACTICES, DAY, introduction=("Dear reader.",)))
    assert "Dear reader." in text
    assert "The programme sets out to:" not in text


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
@example("<script>alert(1)</script>")
def test_no_text_breaks_a_document(said: str) -> None:
    duisburg, *others = WHOLE.partners
    odd = replace(
        WHOLE,
        learnings=(replace(WHOLE.learnings[0], saw=said, by=said),),
        partners=(replace(duisburg, name=said), *others),
    )
    assert digest(handbook(odd, PRACTICES, DAY)) == digest(handbook(odd, PRACTICES, DAY))
    assert "<script" not in html(handbook(odd, PRACTICES, DAY)) + html(semester_report(odd, 1, DAY))


def test_a_book_of_two_hundred_pages_is_set_in_a_moment() -> None:
    learnings = tuple(
        Learning(f"l{number}", "k", "We saw something. " * 10, "Because. " * 20, practices=("irecovery",))
        for number in range(600)
    )
    whole = Programme("p", "P", partners=(Partner("k", "K", "policy"),), semesters=(Semester(1),), learnings=learnings)
    begun = perf_counter()
    book = handbook(whole, PRACTICES, DAY)
    assert perf_counter() - begun < 2
    assert html(book).count("What became of it:") == 600


def test_actions_of_plans_are_called_by_their_names_in_the_handbook() -> None:
    learnt = replace(WHOLE.learnings[0], actions=("plan:heat",))
    programme = replace(WHOLE, learnings=(learnt, *WHOLE.learnings[1:]))
    assert "plan:heat" in repr(handbook(programme, {}, DAY))
    named = repr(handbook(programme, {}, DAY, called={Record("action", "plan:heat"): "Pipes to the homes"}))
    assert "Pipes to the homes" in named
    assert "plan:heat" not in named
