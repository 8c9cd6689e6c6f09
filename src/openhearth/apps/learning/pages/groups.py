"""The pages of local groups and baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

from django.utils.formats import number_format

from openhearth.apps.learning import words
from openhearth.apps.learning.pages.homework import day
from openhearth.apps.learning.selectors import groups as selectors
from openhearth.apps.learning.selectors.groups import LocalGroup
from openhearth.apps.learning.selectors.programmes import known_regions
from openhearth.apps.regions.wording import label
from openhearth.core.programme import group_terms, terms
from openhearth.core.programme.board import has_local_group
from openhearth.core.programme.group_terms import attendance

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


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A partner's line: its figures, what it tells itself, and whether the house has a page of its region."""

    partner: terms.Partner
    cells: tuple[str, ...]
    baseline: group_terms.Baseline | None
    is_place: bool
    may_write: bool


def baselines_page(
    programme: terms.Programme, baselines: Iterable[group_terms.Baseline], may_write: Callable[[str], bool]
) -> dict[str, Any]:
    """Where all partners begin, side by side: figures of their regions, and what they tell themselves."""
    told = {one.partner: one for one in baselines}
    places = known_regions(programme.partners)
    found = selectors.key_figures(one.region for one in programme.partners if one.region)
    indicators = selectors.key_indicators()
    heads = [(label(one), one.unit, year, one.source) for one, year in indicators]
    rows = []
    for partner in programme.partners:
        if has_local_group(partner):
            values = found.get(partner.region, ())
            cells = [_told(value, one.decimals) for value, (one, _year) in zip(values, indicators, strict=False)]
            shown = tuple(cells or [NONE] * len(heads))
            own, place = told.get(partner.key), partner.region in places
            rows.append(BaselineRow(partner, shown, own, place, may_write(partner.key)))
    return {"heads": heads, "rows": rows, "told": sum(1 for one in rows if one.baseline), "all": len(rows)}


def _told(value: float, decimals: int) -> str:
    return NONE if isnan(value) else number_format(value, decimals, use_l10n=True, force_grouping=True)


def helix_names() -> list[str]:
    """The four helices, in the order in which groups count them."""
    return [str(name) for name in words.HELICES.values()]
