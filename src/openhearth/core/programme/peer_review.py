"""The peer review of a host: two days from analysis over exchange to recommendations, and the list of what the host takes on.

Recommendations are written by peers, and handed to the host together: only when the peers come from at least two other countries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import get_args

from openhearth.core.errors import Fault
from openhearth.core.programme.group_terms import FOREIGN_COUNTRIES, Comment, Peers, peers
from openhearth.core.programme.meeting_terms import Minutes
from openhearth.core.programme.terms import Lens, Meeting, Programme, Reach, Recommendation

NONE = "\N{EN DASH}"

DAYS = 2
"""How long a peer review takes: the first day to analyse and exchange, the second to recommend."""

VIEWS = len(get_args(Lens)) * len(get_args(Reach))
"""In how many ways peers look at a host: lenses times reaches."""

_DAY = len("2027-03-01")


@dataclass(frozen=True, slots=True)
class Review:
    """How far a peer review has come.

    Parameters
    ----------
    days
        That the meeting takes; 0: its days are not known.
    views
        Lens and reach pairs that at least one peer commented, of `VIEWS`.
    exchanged
        Whether minutes of its exchange or its workshop are kept.
    written
        Recommendations that the host was not handed yet.
    given
        Those it was handed.
    """

    meeting: str
    host: str
    peers: Peers
    days: int
    views: int
    exchanged: bool
    written: tuple[Recommendation, ...]
    given: tuple[Recommendation, ...]

    @property
    def answered(self) -> int:
        """How many of those handed over the host answered."""
        return sum(one.reply != "open" for one in self.given)

    @property
    def held(self) -> bool:
        """Whether it is a peer review: something was handed over, by peers from enough countries."""
        return bool(self.given) and not self.peers.missing


def review(
    programme: Programme, meeting: Meeting, comments: Iterable[Comment], minutes: Iterable[Minutes] = ()
) -> Review:
    """The review of the host of a meeting. Peers are those who commented or recommended, without the host.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Partner
    >>> partners = (Partner("a", "A", "lead", country="DE"), Partner("b", "B", "policy", country="ES"))
    >>> found = review(Programme("p", "P", partners=partners), Meeting("m", 1, "M", "a"), [Comment("c", "m", "b", "social", "local", "!")])
    >>> found.peers.countries, found.views, found.held
    (('ES',), 1, False)
    """
    keys = {one.name: one.key for one in programme.partners}
    said = [one for one in comments if one.meeting == meeting.key and one.by != meeting.host]
    advice = [one for one in programme.recommendations if one.meeting == meeting.key]
    spoke = [*(one.by for one in said), *(keys.get(one.by, one.by) for one in advice)]
    return Review(
        meeting.key,
        meeting.host,
        peers(meeting.host, spoke, programme.partners),
        _days(meeting),
        len({(one.lens, one.reach) for one in said}),
        any(one.meeting == meeting.key and one.part in ("exchange", "workshop") and one.text for one in minutes),
        tuple(one for one in advice if not one.given_on),
        tuple(one for one in advice if one.given_on),
    )


def handing_over_faults(found: Review) -> tuple[Fault, ...]:
    """What stands against handing the recommendations to the host: ``nothing_to_hand_over`` and ``too_few_countries``.

    Examples
    --------
    >>> found = Review("m", "a", Peers(("b",), ("ES",)), 2, 1, False, (), ())
    >>> [(fault.code, fault.params.get("countries")) for fault in handing_over_faults(found)]
    [('nothing_to_hand_over', None), ('too_few_countries', 'ES')]
    """
    place = f"meetings/{found.meeting}/recommendations"
    faults = [] if found.written else [Fault("nothing_to_hand_over", place)]
    if found.peers.missing:
        known = ", ".join(found.peers.countries) or NONE
        told = {"countries": known, "needed": FOREIGN_COUNTRIES, "missing": found.peers.missing}
        faults.append(Fault("too_few_countries", place, told))
    return tuple(faults)


def _days(meeting: Meeting) -> int:
    if not meeting.start:
        return 0
    first, last = meeting.start[:_DAY], (meeting.end or meeting.start)[:_DAY]
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
