"""The page of a meeting, and its report in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openhearth.apps.learning import wording
from openhearth.apps.learning.models import Picture, Programme
from openhearth.apps.learning.pages.addresses import address_of
from openhearth.apps.learning.pages.home import days, partner_names
from openhearth.apps.learning.selectors.programmes import title_of
from openhearth.apps.learning.voice import voice
from openhearth.apps.pathways.sentences import day
from openhearth.core import document
from openhearth.core.document import Document
from openhearth.core.programme import meeting_terms, terms
from openhearth.core.programme.assembly import PLACES
from openhearth.core.programme.meeting_report import Names, meeting_report
from openhearth.core.programme.meeting_terms import Decision, Participant, Record, SiteNote, Tally, tally
from openhearth.core.programme.unfinished import is_unfinished


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """A part of a meeting with its minutes. ``key`` is where they are taken."""

    key: str
    name: str
    topics: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ParticipantShown:
    """An organisation that came."""

    part: Participant
    partner: str
    helix: str


@dataclass(frozen=True, slots=True)
class PracticeShown:
    """A practice of the toolkit that was shown; ``key`` empty: it is named by the meeting itself."""

    code: str
    title: str
    because: str
    key: str


@dataclass(frozen=True, slots=True)
class PhotoShown:
    """A photo with its address."""

    address: str
    caption: str
    credit: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A note of a site visit with its photos."""

    part: SiteNote
    photos: tuple[PhotoShown, ...]


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision and how it stands; ``mine``: the partners for which the reader may vote, with what they said."""

    part: Decision
    found: Tally
    carried: bool
    sides: tuple[tuple[str, int, str], ...]
    mine: tuple[tuple[str, str, str], ...]


def meeting_page(
    row: Programme,
    programme: terms.Programme,
    meeting: terms.Meeting,
    record: Record,
    *,
    pictures: Mapping[str, Picture],
    titles: Mapping[str, str],
    votes_for: Sequence[terms.Partner],
) -> dict[str, Any]:
    """What the page of a meeting shows."""
    names = partner_names(programme)
    rooms = [one for one in record.participants if one.mode == "room"]
    remote = [one for one in record.participants if one.mode == "remote"]
    return {
        "meeting": meeting,
        "host": names.get(meeting.host, ""),
        "days": days(meeting.start, meeting.end),
        "closed": day(meeting.closed_on) if meeting.closed_on else "",
        "agenda": agenda(meeting, record),
        "participants": [
            (wording.word(wording.MODES, mode), [_participant(one, names) for one in several])
            for mode, several in (("room", rooms), ("remote", remote))
            if several
        ],
        "materials": record.materials,
        "practices": practices(meeting, record, titles),
        "notes": [_note(row, one, pictures) for one in record.notes],
        "decisions": [_decision(one, record, programme, votes_for) for one in record.decisions],
        "choices": list(wording.CHOICES.items()),
        "followed": followed(row, programme, meeting),
        "has_site_visit": any(one.part == "site_visit" for one in meeting.agenda),
    }


def followed(row: Programme, programme: terms.Programme, meeting: terms.Meeting) -> list[tuple[str, str, str]]:
    """What came of a meeting: the name of the kind, what it says, and where it stands."""
    return [
        (_kind_of(kind, part), title_of(part), address_of(row, kind, part))
        for kind in ("homework", "recommendation", "learning")
        for part in getattr(programme, PLACES[kind])
        if part.meeting == meeting.key
    ]


def _kind_of(kind: str, part: Any) -> str:
    name = str(wording.kind_name(kind).one)
    return _("%(title)s (unfinished)") % {"title": name} if is_unfinished(part) else name


def agenda(meeting: terms.Meeting, record: Record) -> list[AgendaPart]:
    """The parts of a meeting in their order, each with its topics and minutes."""
    minutes = {one.part: one.text for one in record.minutes}
    parts = [*meeting.agenda]
    parts += [terms.Agenda(one) for one in minutes if one not in {held.part for held in parts}]
    return [
        AgendaPart(
            meeting_terms.minutes_key(meeting.key, one.part),
            wording.word(wording.SESSION_PARTS, one.part),
            one.topics,
            minutes.get(one.part, ""),
        )
        for one in parts
    ]


def practices(meeting: terms.Meeting, record: Record, titles: Mapping[str, str]) -> list[PracticeShown]:
    """The practices shown, each once."""
    shown = {one.practice: one for one in record.shown}
    found = []
    for code in dict.fromkeys((*meeting.practices, *shown)):
        noted = shown.get(code)
        found.append(
            PracticeShown(code, titles.get(code, code), noted.because if noted else "", noted.key if noted else "")
        )
    return found


def report(
    programme: terms.Programme,
    meeting: terms.Meeting,
    record: Record,
    *,
    titles: Mapping[str, str],
    pictures: Mapping[str, document.Picture],
) -> Document:
    """The report of a meeting in the active language."""
    names = Names(
        {code: str(name) for code, name in wording.SESSION_PARTS.items()},
        {code: str(name) for code, name in wording.HELICES.items()},
        titles,
        pictures,
    )
    return meeting_report(programme, meeting, _with_practices(meeting, record), names, voice())


def _with_practices(meeting: terms.Meeting, record: Record) -> Record:
    """The record with the practices that the meeting itself names."""
    noted = {one.practice for one in record.shown}
    more = tuple(meeting_terms.Shown(meeting.key, code) for code in meeting.practices if code not in noted)
    return Record(
        record.participants,
        record.materials,
        record.minutes,
        (*record.shown, *more),
        record.notes,
        record.decisions,
        record.votes,
    )


def _participant(one: Participant, names: Mapping[str, str]) -> ParticipantShown:
    return ParticipantShown(one, names.get(one.partner, ""), wording.word(wording.HELICES, one.helix))


def _note(row: Programme, note: SiteNote, pictures: Mapping[str, Picture]) -> NoteShown:
    kept = [pictures[name] for name in note.pictures if name in pictures]
    return NoteShown(
        note,
        tuple(
            PhotoShown(
                reverse("learning:picture", args=[row.code, note.meeting, one.pk]),
                one.caption,
                one.credit,
                one.width,
                one.height,
            )
            for one in kept
        ),
    )


def _decision(
    decision: Decision, record: Record, programme: terms.Programme, votes_for: Sequence[terms.Partner]
) -> DecisionShown:
    names = partner_names(programme)
    found = tally(decision.key, record.votes, programme.partners)
    said = {one.partner: one.choice for one in record.votes if one.decision == decision.key}
    sides = [(wording.word(wording.CHOICES, code), getattr(found, code)) for code in wording.CHOICES] + [
        (_("did not vote yet"), found.silent)
    ]
    return DecisionShown(
        decision,
        found,
        found.carried,
        tuple((word, len(keys), ", ".join(names[key] for key in keys)) for word, keys in sides),
        tuple((one.key, one.name, said.get(one.key, "")) for one in votes_for),
    )
