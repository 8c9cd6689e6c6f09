"""The pages of local groups, baselines and peer reviews."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

from django.utils.formats import number_format

from openhearth.apps.learning import words
from openhearth.apps.learning.pages.homework import day
from openhearth.apps.learning.selectors import groups as selectors
from openhearth.apps.learning.selectors.groups import LocalGroup
from openhearth.apps.regions.wording import label
from openhearth.core.programme import group_terms, terms
from openhearth.core.programme.board import MONTHS_TO_FOLLOW_UP, has_local_group, months_after, to_do
from openhearth.core.programme.group_terms import Peers, attendance, peers

NONE = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A partner's line in the list of groups."""

    partner: terms.Partner
    members: int
    meetings: int
    counts: tuple[int, ...]
    absent: tuple[str, ...]
    dominant: str
    own: bool


@dataclass(frozen=True, slots=True)
class MemberShown:
    """A member with its helix, and at how many of how many meetings it was."""

    part: group_terms.Member
    helix: str
    came: int
    of: int


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting of a group, and who came."""

    part: group_terms.GroupMeeting
    day: date | None
    attended: tuple[str, ...]


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


def groups_of(found_parts: Sequence[tuple[str, Any]], partners: Iterable[terms.Partner]) -> list[LocalGroup]:
    """The local groups of these partners."""
    members = [part for kind, part in found_parts if kind == "member"]
    meetings = [part for kind, part in found_parts if kind == "group_meeting"]
    return selectors.local_groups([one for one in partners if has_local_group(one)], members, meetings)


def listed_groups(groups: Iterable[LocalGroup], own: Iterable[str]) -> list[GroupShown]:
    mine = set(own)
    return [
        GroupShown(
            one.partner,
            len(one.members),
            len(one.meetings),
            tuple(one.balance.counts.values()),
            tuple(words.word(words.HELICES, helix) for helix in one.balance.absent),
            words.word(words.HELICES, one.balance.dominant) if one.balance.dominant else "",
            one.partner.key in mine,
        )
        for one in groups
    ]


def group_page(group: LocalGroup) -> dict[str, Any]:
    """One local group: who is there, who is missing, and when it met."""
    names = {one.key: one.organisation for one in group.members}
    (shown,) = listed_groups([group], ())
    return {
        "group": shown,
        "helices": list(zip(words.HELICES.values(), shown.counts, strict=True)),
        "members": [
            MemberShown(one, words.word(words.HELICES, one.helix), *attendance(one.key, group.meetings))
            for one in group.members
        ],
        "meetings": [
            MeetingShown(one, day(one.day), tuple(names.get(key, key) for key in one.attended))
            for one in group.meetings
        ],
    }


def baselines_page(programme: terms.Programme, baselines: Iterable[group_terms.Baseline]) -> dict[str, Any]:
    """Where all partners begin, side by side: figures of their regions, and what they tell themselves."""
    told = {one.partner: one for one in baselines}
    found = selectors.key_figures(one.region for one in programme.partners if one.region)
    indicators = selectors.key_indicators()
    heads = [(label(one), one.unit, year) for one, year in indicators]
    rows = []
    for partner in programme.partners:
        if has_local_group(partner):
            values = found.get(partner.region, ())
            cells = [_told(value, one.decimals) for value, (one, _year) in zip(values, indicators, strict=False)]
            rows.append((partner, cells or [NONE] * len(heads), told.get(partner.key)))
    return {"heads": heads, "rows": rows, "told": sum(1 for _, _, one in rows if one), "all": len(rows)}


def _told(value: float, decimals: int) -> str:
    return NONE if isnan(value) else number_format(value, decimals, use_l10n=True, force_grouping=True)


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


def review_page(
    programme: terms.Programme, meeting: terms.Meeting, comments: Iterable[group_terms.Comment], today: date
) -> dict[str, Any]:
    """What peers say to a host: comments by lens and reach, and recommendations."""
    names: Mapping[str, str] = {one.key: one.name for one in programme.partners}
    own = [one for one in comments if one.meeting == meeting.key]
    given = [one for one in programme.recommendations if one.meeting == meeting.key]
    return {
        "meeting": meeting,
        "host": names.get(meeting.host, ""),
        "reaches": list(words.REACHES.values()),
        "lenses": [
            (
                words.word(words.LENSES, lens),
                lens,
                [
                    (
                        reach,
                        name,
                        [(one, names.get(one.by, one.by)) for one in own if (one.lens, one.reach) == (lens, reach)],
                    )
                    for reach, name in words.REACHES.items()
                ],
            )
            for lens in words.LENSES
        ],
        "comments": len(own),
        "advice": advice(programme, today, given),
        "to_do": [(one, day(one.asked_on)) for one in to_do(programme, meeting.key, today)],
        "peers": peers_of(programme, meeting, own),
        "peer_names": [names[key] for key in peers_of(programme, meeting, own).partners],
    }


def peers_of(programme: terms.Programme, meeting: terms.Meeting, comments: Iterable[group_terms.Comment]) -> Peers:
    """Who reviewed the host of a meeting, by comments and recommendations."""
    keys = {one.name: one.key for one in programme.partners}
    spoke = [one.by for one in comments if one.meeting == meeting.key]
    spoke += [keys.get(one.by, one.by) for one in programme.recommendations if one.meeting == meeting.key]
    return peers(meeting.host, spoke, programme.partners)


def helix_names() -> list[str]:
    """The four helices, in the order in which groups count them."""
    return [str(name) for name in words.HELICES.values()]
