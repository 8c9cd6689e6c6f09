"""The life of a record: draft, submitted, reviewed, published, due for review, archived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

from openhearth.core.errors import Fault, InputError

State = Literal["draft", "submitted", "reviewed", "published", "due", "archived"]
"""``due`` is a published record whose next review is past: it follows from the day and is never kept."""

STATES: tuple[State, ...] = get_args(State)

Step = Literal["submit", "withdraw", "send_back", "publish", "confirm", "revise", "archive", "restore"]
"""``confirm``: what stands there was looked at again and still holds. ``revise``: a new draft of a published record."""

Role = Literal["editor", "expert"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Both must find a record ready, and they are two persons."""

Verdict = Literal["ready", "changes"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

STEPS: Mapping[Step, tuple[tuple[State, ...], State]] = MappingProxyType(
    {
        "submit": (("draft",), "submitted"),
        "withdraw": (("submitted", "reviewed"), "draft"),
        "send_back": (("submitted", "reviewed"), "draft"),
        "publish": (("reviewed",), "published"),
        "confirm": (("published", "due"), "published"),
        "revise": (("published", "due", "archived"), "draft"),
        "archive": (("draft", "published", "due"), "archived"),
        "restore": (("archived",), "draft"),
    }
)
"""From which states a step is possible, and where it leads."""

MONTHS = 24
"""Between two reviews: costs, contacts and results of a practice rarely hold longer unseen."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reviewer says of one version (``revision``) of a record."""

    role: Role
    verdict: Verdict
    revision: int
    by: int


def after(state: State, step: Step) -> State:
    """The state after a step.

    Raises
    ------
    InputError
        ``impossible_step`` where the state does not allow it.

    Examples
    --------
    >>> after("due", "confirm"), after("archived", "restore")
    ('published', 'draft')
    """
    allowed, leads_to = STEPS[step]
    if state not in allowed:
        raise InputError(Fault("impossible_step", step, {"state": state, "allowed": ", ".join(allowed)}))
    return leads_to


def after_return(state: State, *, to_public: bool, archived: bool) -> State:
    """The state after an earlier version was written again as the newest.

    A draft that is again what everybody reads (``to_public``) is given up: nothing is left to review, and the record is published as
    before, or put away as before (``archived``).

    Raises
    ------
    InputError
        ``impossible_step`` where the state allows no new version.

    Examples
    --------
    >>> after_return("draft", to_public=True, archived=False), after_return("due", to_public=False, archived=False)
    ('published', 'draft')
    """
    if state != "draft":
        return after(state, "revise")
    if not to_public:
        return state
    return "archived" if archived else "published"


def possible(state: State) -> tuple[Step, ...]:
    """The steps that a state allows, in the order of `STEPS`.

    Examples
    --------
    >>> possible("due")
    ('confirm', 'revise', 'archive')
    """
    return tuple(step for step, (allowed, _) in STEPS.items() if state in allowed)


def standing(kept: State, review_due: date | None, today: date) -> State:
    """The state on a day: a published record is due from the day of its next review on, or if it was never reviewed.

    Examples
    --------
    >>> standing("published", date(2026, 5, 1), date(2026, 5, 1)), standing("published", None, date(2026, 5, 1))
    ('due', 'due')
    """
    if kept == "published" and (review_due is None or today >= review_due):
        return "due"
    return kept


def missing_opinions(opinions: Sequence[Opinion], revision: int) -> tuple[Role, ...]:
    """The roles that have not found this version ready. The last word of each role counts; of two persons, both words.

    Examples
    --------
    >>> editor, expert = Opinion("editor", "ready", 2, 7), Opinion("expert", "ready", 1, 8)
    >>> missing_opinions([editor, expert], 2)
    ('expert',)
    """
    last = {(one.role, one.by): one.verdict for one in opinions if one.revision == revision}
    return tuple(
        role
        for role in ROLES
        if not any(verdict == "ready" for (said_as, _), verdict in last.items() if said_as == role)
        or any(verdict == "changes" for (said_as, _), verdict in last.items() if said_as == role)
    )


def opinion_faults(
    state: State, role: Role, by: int, revision: int, proposer: int | None, opinions: Sequence[Opinion]
) -> tuple[Fault, ...]:
    """Why a person cannot give an opinion now; empty when nothing stands against it.

    Codes: ``not_submitted``; ``own_record``, nobody reviews what they proposed; ``other_role``, who has spoken of this version as
    editor cannot speak as expert too, nor the other way round.

    Examples
    --------
    >>> [str(fault) for fault in opinion_faults("submitted", "expert", 7, 1, 7, ())]
    ['expert: own_record']
    """
    faults = []
    if state not in ("submitted", "reviewed"):
        faults.append(Fault("not_submitted", role, {"state": state}))
    if by == proposer:
        faults.append(Fault("own_record", role))
    if any(one.by == by and one.role != role and one.revision == revision for one in opinions):
        faults.append(Fault("other_role", role))
    return tuple(faults)


def next_review(last: date, *, months: int = MONTHS) -> date:
    """The day of the next review; of a month without that day its last one.

    Raises
    ------
    InputError
        ``bad_months`` below one.

    Examples
    --------
    >>> next_review(date(2024, 2, 29)), next_review(date(2026, 8, 31), months=6)
    (datetime.date(2026, 2, 28), datetime.date(2027, 2, 28))
    """
    if months < 1:
        raise InputError(Fault("bad_months", "months", {"found": months}))
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    for day in range(last.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(last.day, 28))
