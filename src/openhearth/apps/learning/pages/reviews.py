"""The pages of peer reviews: how far one has come, what peers said, and what was recommended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openhearth.apps.learning import words
from openhearth.apps.learning.pages.homework import day
from openhearth.core.programme import group_terms, terms
from openhearth.core.programme.board import MONTHS_TO_FOLLOW_UP, months_after, to_do
from openhearth.core.programme.peer_review import DAYS, VIEWS, Review, review


@dataclass(frozen=True, slots=True)
class AdviceShown:
    """A recommendation as the lists show it; ``asked``: the follow-up that is due now, in months."""

    part: terms.Recommendation
    by: str
    to: str
    lens: str
    reach: str
    reply: str
    given_on: date | None
    asked: int


def advice(programme: terms.Programme, today: date, listed: Iterable[terms.Recommendation]) -> list[AdviceShown]:
    """Recommendations with what is due."""
    names = {one.key: one.name for one in programme.partners}
    return [
        AdviceShown(
            one,
            names.get(one.by, one.by),
            names.get(one.to, one.to),
            words.word(words.LENSES, one.lens),
            words.word(words.REACHES, one.reach),
            words.word(words.REPLIES, one.reply),
            day(one.given_on),
            follow_up_due(one, today),
        )
        for one in listed
    ]


def follow_up_due(one: terms.Recommendation, today: date) -> int:
    """The months after which a follow-up is asked for and not given yet; 0 where none is due."""
    if one.reply not in ("accepted", "adapted") or not one.given_on:
        return 0
    for months in MONTHS_TO_FOLLOW_UP[len(one.follow_ups) :]:
        if months_after(one.given_on, months) <= today.isoformat():
            return months
    return 0


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a review: its name, when it is taken, what there is of it, and whether that is enough."""

    name: str
    when: str
    said: str
    done: bool
    anchor: str


def reviews_of(programme: terms.Programme, parts: Sequence[tuple[str, Any]]) -> list[Review]:
    """The review of every host, in the order of the meetings."""
    return [review_of(programme, one, parts) for one in programme.meetings if one.host]


def review_of(programme: terms.Programme, meeting: terms.Meeting, parts: Sequence[tuple[str, Any]]) -> Review:
    """The review of the host of a meeting, from what is kept of the programme."""
    comments = [part for kind, part in parts if kind == "comment"]
    minutes = [part for kind, part in parts if kind == "minutes"]
    return review(programme, meeting, comments, minutes)


def steps(found: Review) -> list[StepShown]:
    """Analysis, exchange, recommendations and the list of what to do, each with what there is of it."""
    first, second, later = _("first day"), _("second day"), _("afterwards")
    seen = _("%(seen)s of %(all)s views of the host are commented") % {"seen": found.views, "all": VIEWS}
    exchanged = _("minutes are kept") if found.exchanged else _("no minutes yet")
    written, given = len(found.written), len(found.given)
    advice = ngettext("%(count)s handed over", "%(count)s handed over", given) % {"count": given}
    if written:
        advice += ", " + ngettext("%(count)s being written", "%(count)s being written", written) % {"count": written}
    answered = _("%(answered)s of %(given)s answered") % {"answered": found.answered, "given": given}
    return [
        StepShown(_("Analysis"), first, seen, found.views == VIEWS, "comments"),
        StepShown(_("Exchange"), first, exchanged, found.exchanged, ""),
        StepShown(_("Recommendations"), second, advice, found.held and not written, "advice"),
        StepShown(_("To-do list"), later, answered, bool(given) and found.answered == given, "to-do"),
    ]


def review_page(
    programme: terms.Programme, meeting: terms.Meeting, parts: Sequence[tuple[str, Any]], today: date
) -> dict[str, Any]:
    """What peers say to a host: comments by lens and reach, and recommendations."""
    names: Mapping[str, str] = {one.key: one.name for one in programme.partners}
    own = [part for kind, part in parts if kind == "comment" and part.meeting == meeting.key]
    found = review_of(programme, meeting, parts)
    return {
        "meeting": meeting,
        "host": names.get(meeting.host, ""),
        "lenses": _by_lens(own, names),
        "advice": advice(programme, today, (*found.written, *found.given)),
        "to_do": [(one, day(one.asked_on)) for one in to_do(programme, meeting.key, today)],
        "review": found,
        "steps": steps(found),
        "too_short": 0 < found.days < DAYS,
        "peer_names": [names[key] for key in found.peers.partners],
    }


def _by_lens(own: Iterable[group_terms.Comment], names: Mapping[str, str]) -> list[tuple[str, str, list[Any]]]:
    """A row for each lens, with a cell for each reach: what was said there, and by whom."""
    listed = tuple(own)

    def said(lens: str, reach: str) -> list[tuple[group_terms.Comment, str]]:
        return [(one, names.get(one.by, one.by)) for one in listed if (one.lens, one.reach) == (lens, reach)]

    return [
        (
            words.word(words.LENSES, lens),
            lens,
            [(reach, name, said(lens, reach)) for reach, name in words.REACHES.items()],
        )
        for lens in words.LENSES
    ]
