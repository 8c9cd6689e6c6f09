"""A programme taken apart and put together, and what is kept of a meeting."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from openhearth.core.document.picture import Picture
from openhearth.core.programme.assembly import PLACES, assembled, difference, outline_of, parts_of, with_part
from openhearth.core.programme.meeting_report import Names, meeting_report
from openhearth.core.programme.meeting_terms import (
    Decision,
    Minutes,
    Participant,
    Record,
    Shown,
    SiteNote,
    Vote,
    closing_faults,
    record_of,
    tally,
)
from openhearth.core.programme.terms import Agenda, Meeting, Partner, Programme
from openhearth.sources.programmes.programme_yaml import PACKAGED, packaged

PARTNERS = tuple(
    Partner(key, key.title(), role)  # type: ignore[arg-type]
    for key, role in (("ruhr", "lead"), ("aviles", "policy"), ("kaunas", "policy"), ("tirana", "discovery"))
)


def a_photo() -> Picture:
    written = io.BytesIO()
    Image.new("RGB", (4, 3), "teal").save(written, "JPEG")
    return Picture("p1", written.getvalue(), "A furnace", 4, 3)


NAMES = Names({"exchange": "Exchange"}, {"businesses": "Businesses"}, {"heat": "Heat for homes"}, {"p1": a_photo()})


@pytest.mark.parametrize("code", PACKAGED)
def test_a_programme_taken_apart_is_put_together_again(code: str) -> None:
    programme = packaged(code)
    again = assembled(parts_of(programme), code=programme.code, title=programme.title, language=programme.language)
    assert again == programme
    assert difference(programme, again) == ()


@pytest.mark.parametrize("code", PACKAGED)
def test_a_part_taken_out_and_put_back_leaves_the_same_parts(code: str) -> None:
    programme = packaged(code)
    for kind, part in parts_of(programme):
        without = with_part(programme, kind, part.key, None)
        assert [(one.kind, one.key, one.fate) for one in difference(programme, without)] == [
            (kind, part.key, "removed")
        ]
        assert difference(programme, with_part(without, kind, part.key, part)) == ()
        assert with_part(programme, kind, part.key, part) == programme


def test_every_part_of_a_programme_has_a_kind() -> None:
    whole = {*PLACES.values(), *outline_of(Programme("p", "P")).__dataclass_fields__, "code", "title", "language"}
    assert set(Programme.__dataclass_fields__) == whole - {"key"}


choices = st.sampled_from(("yes", "no", "abstain"))
ballots = st.lists(st.tuples(st.sampled_from([one.key for one in PARTNERS] + ["nobody"]), choices), max_size=8)


@given(ballots)
@settings(max_examples=60)
def test_each_partner_with_a_vote_is_counted_exactly_once(said: list[tuple[str, str]]) -> None:
    votes = [Vote("d", partner, choice) for partner, choice in said]  # type: ignore[arg-type]
    found = tally("d", [*votes, Vote("other", "ruhr", "no")], PARTNERS)
    counted = [*found.yes, *found.no, *found.abstain, *found.silent]
    assert sorted(counted) == ["aviles", "kaunas", "ruhr"]
    assert set(found.silent) == {"aviles", "kaunas", "ruhr"} - {partner for partner, _ in said}
    assert found.carried == (len(found.yes) > len(found.no))


def test_what_is_kept_of_a_meeting_is_found_among_everything() -> None:
    decision = Decision("d", "1", "Meet again.")
    parts = (
        Participant("w", "1", "Works"),
        Participant("x", "2", "Others"),
        Minutes("1", "exchange", "Said."),
        decision,
        Vote("d", "ruhr", "yes"),
        Vote("e", "ruhr", "no"),
        PARTNERS[0],
    )
    record = record_of("1", parts)
    assert record == Record(
        participants=(parts[0],),
        minutes=(parts[2],),
        decisions=(decision,),
        votes=(parts[4],),
    )


def test_the_report_says_what_was_kept_and_what_is_missing() -> None:
    meeting = Meeting(
        "1", 1, "Kick-off", "ruhr", agenda=(Agenda("exchange", ("figures",)), Agenda("workshop")), start="2027-03-02"
    )
    record = Record(
        participants=(Participant("w", "1", "The works", "ruhr", "remote", "businesses", 3),),
        minutes=(Minutes("1", "exchange", "Heat is lost.\n\nAgain."),),
        shown=(Shown("1", "heat", "because of the pipes"),),
        notes=(SiteNote("n", "1", "Hot.", ("p1", "gone")),),
        decisions=(Decision("d", "1", "Meet again."),),
        votes=(Vote("d", "ruhr", "yes"), Vote("d", "tirana", "no")),
    )
    programme = Programme("p", "Peers", note="Made up.", partners=PARTNERS, meetings=(meeting,))
    said = repr(meeting_report(programme, meeting, record, NAMES))
    for words in ("Made up.", "The works", "Heat is lost.", "Heat for homes", "because of the pipes", "A furnace"):
        assert words in said
    assert "('Meet again.', 'carried', '1', '0', '0', '2')" in said
    assert "Minutes of: workshop" in said
    assert "Partners of which nobody is named: Aviles, Kaunas, Tirana" in said
    assert "can still change" in said
    assert "can still change" not in repr(
        meeting_report(programme, replace(meeting, closed_on="2027-03-20"), record, NAMES)
    )


def test_a_meeting_is_closed_once_it_has_a_day_and_a_host() -> None:
    held = Meeting("1", 1, "Kick-off", "ruhr", start="2027-03-02")
    assert closing_faults(held) == ()
    assert [one.code for one in closing_faults(replace(held, host="", start=""))] == ["no_day", "no_host"]
    assert [one.code for one in closing_faults(replace(held, closed_on="2027-03-20"))] == ["meeting_closed"]
