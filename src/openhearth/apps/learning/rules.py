"""Who may do what in a programme. The lead by a role in the programme; a partner through roles held in its region, or for itself.

Roles that count everywhere speak for no partner: whoever runs the house reads no unfinished homework and no unfinished learning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from openhearth.apps.accounts.models import RoleKind, User
from openhearth.apps.accounts.rules import Person, holds, holds_somewhere
from openhearth.apps.accounts.scopes import EVERYWHERE, PARTNER, PROGRAMME, REGION, Scope, partner_scope
from openhearth.apps.learning.models import Programme
from openhearth.core.programme import meeting_terms, terms
from openhearth.core.programme.board import may_vote
from openhearth.core.programme.unfinished import is_unfinished

LEADS = frozenset({RoleKind.LEAD, RoleKind.ADMINISTRATOR})
PARTNER_TEAM = frozenset({RoleKind.TEAM, RoleKind.LEAD})
LOCAL_GROUP = PARTNER_TEAM | {RoleKind.MEMBER}

OF_LEAD = frozenset({"outline", "partner", "semester", "meeting", "output", "candidate"})
"""Kinds of parts that only the lead writes; a meeting also its host."""

PUBLIC = frozenset(
    {"outline", "partner", "semester", "meeting", "output", "recommendation", "learning", "instrument", "change"}
)
"""Kinds that everybody reads once the programme is released."""

OF_MEETING = frozenset({"participant", "material", "minutes", "shown", "site_note"})
"""Kinds that everybody of a partner writes together."""

OF_LOCAL_GROUP = frozenset({"submission", "baseline"})
"""Kinds that members of a partner's local group write too."""


def can_lead_somewhere(user: Person, place: str | None = None) -> bool:
    """Opens the doors behind which programmes are begun; which programme is asked there."""
    return holds_somewhere(user, LEADS) if place is None else holds(user, LEADS, place)


def can_work_somewhere(user: Person, place: str | None = None) -> bool:
    """Opens the doors behind which parts are written; which part is asked there."""
    return holds_somewhere(user, LEADS | LOCAL_GROUP) if place is None else holds(user, LEADS | LOCAL_GROUP, place)


def can_enter_somewhere(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    """Opens the doors behind which the people of a programme work; of which programme is asked there."""
    return holds_somewhere(user, frozenset(RoleKind))


def can_start_programme(user: Person, code: str) -> bool:
    return holds(user, LEADS, code)


def can_lead(user: Person, row: Programme) -> bool:
    """Whether this person may write what concerns all partners."""
    return holds(user, LEADS, row.code)


def can_name_speakers(user: Person, row: Programme, scope: Scope) -> bool:
    """The lead says who speaks for a partner of its programme, and who does not any more."""
    return can_lead(user, row) and scope.kind == PARTNER and Scope(PROGRAMME, row.code).contains(scope)


def can_release_programme(user: Person, row: Programme) -> bool:
    return can_lead(user, row)


def speaks_for(
    user: Person, programme: str, partner: terms.Partner | None, roles: Collection[str] = LOCAL_GROUP
) -> bool:
    """Whether one of the roles is held for this very partner, or in a region that covers the partner's."""
    if partner is None or not isinstance(user, User):
        return False
    itself = partner_scope(programme, partner.key)
    return any(
        role in roles
        and (scope == itself or (bool(partner.region) and scope.kind == REGION and scope.covers(partner.region)))
        for role, scope in user.held_roles
    )


def own_partners(
    user: Person, programme: terms.Programme, roles: Collection[str] = LOCAL_GROUP
) -> tuple[terms.Partner, ...]:
    """The partners that this person speaks for."""
    return tuple(one for one in programme.partners if speaks_for(user, programme.code, one, roles))


def can_see_draft(user: Person, row: Programme, partners: Iterable[terms.Partner]) -> bool:
    """Everybody with a role in the programme, and the people of its partners."""
    if not isinstance(user, User):
        return False
    inside = any(
        scope.covers(row.code) and (scope.kind == PROGRAMME or role in LEADS)
        for role, scope in user.held_roles
        if scope.kind in (PROGRAMME, EVERYWHERE)
    )
    return inside or any(speaks_for(user, row.code, one) for one in partners)


def can_run_meeting(user: Person, row: Programme, programme: terms.Programme, meeting: terms.Meeting) -> bool:
    """The lead, and the host's team: they set the agenda, put questions to the vote and close the meeting."""
    host = next((one for one in programme.partners if one.key == meeting.host), None)
    return can_lead(user, row) or speaks_for(user, programme.code, host, PARTNER_TEAM)


def can_take_part(user: Person, row: Programme, programme: terms.Programme) -> bool:
    """Whether this person writes minutes, notes and who came."""
    return can_lead(user, row) or bool(own_partners(user, programme))


def can_vote(user: Person, programme: str, partner: terms.Partner) -> bool:
    """A partner's team votes for it, if it has a vote; nobody votes for another partner."""
    return may_vote(partner) and speaks_for(user, programme, partner, PARTNER_TEAM)


def can_read_part(user: Person, programme: str, partners: Iterable[terms.Partner], kind: str, part: Any) -> bool:
    """Everything is for all people of the programme, except what is not finished.

    Unfinished homework is for its partner alone, and so are an unfinished learning, and an unfinished report, which the lead asks for
    elsewhere; self-assessments are shown as sums only.
    """
    if not is_unfinished(part):
        return kind != "assessment"
    return any(one.key == part.partner and speaks_for(user, programme, one) for one in partners)


def readable_parts(
    user: Person, programme: str, parts: Sequence[tuple[str, Any]], *, inside: bool
) -> tuple[tuple[str, Any], ...]:
    """What a reader may read. The public: `PUBLIC`, and what was kept of meetings whose report is closed.

    A recommendation is for the people of the programme until the host was handed it.
    """
    if inside:
        partners = [part for kind, part in parts if kind == "partner"]
        return tuple((kind, part) for kind, part in parts if can_read_part(user, programme, partners, kind, part))
    closed = {part.key for kind, part in parts if kind == "meeting" and part.closed_on}
    decided = {part.key for kind, part in parts if kind == "decision" and part.meeting in closed}

    named = {
        key for kind, part in parts if kind == "learning" and not is_unfinished(part) for key in part.recommendations
    }

    def is_public(kind: str, part: Any) -> bool:
        if kind == "recommendation" and not part.given_on:
            return part.key in named  # else what was learned from it would lead nowhere
        if kind in meeting_terms.KINDS:
            return part.decision in decided if kind == "vote" else part.meeting in closed
        return kind in PUBLIC and not is_unfinished(part)

    return tuple((kind, part) for kind, part in parts if is_public(kind, part))


def readable_past(
    user: Person, programme: str, partners: Sequence[terms.Partner], kind: str, parts: Sequence[Any]
) -> tuple[bool, ...]:
    """Which versions of a part a reader may read, the newest first; ``None`` among them: it was taken out.

    Of a learning that is unfinished now, or was when it was taken out, others read nothing, also not what it said before.
    """
    newest = next((one for one in parts if one is not None), None)
    if kind == "learning" and not can_read_part(user, programme, partners, kind, newest):
        return (False,) * len(parts)
    return tuple(can_read_part(user, programme, partners, kind, one) for one in parts)


def can_write_part(user: Person, row: Programme, programme: terms.Programme, kind: str, part: Any) -> bool:
    """Whether this person may write a part; ``part`` is what it says, or shall say. What the lead cannot read it does not write."""
    if kind == "vote":
        return any(one.key == part.partner and can_vote(user, row.code, one) for one in programme.partners)
    if kind in ("meeting", "decision", "homework"):
        held = part.key if kind == "meeting" else part.meeting
        meeting = next((one for one in programme.meetings if one.key == held), None)
        return can_lead(user, row) or (meeting is not None and can_run_meeting(user, row, programme, meeting))
    if kind in OF_MEETING:
        return can_take_part(user, row, programme)
    if kind == "visit":
        return can_write_exchange(user, row, programme, part.host, part.guest)
    if kind == "preface":
        return can_write_preface(user, row, programme, part.key)
    own = own_partners(user, programme, LOCAL_GROUP if kind in OF_LOCAL_GROUP else PARTNER_TEAM)
    speaks = kind not in OF_LEAD and any(one.key == partner_behind(programme, kind, part) for one in own)
    alone = kind == "submission" or (kind == "learning" and is_unfinished(part))
    return speaks or (not alone and can_lead(user, row))


def can_read_report(user: Person, row: Programme, programme: terms.Programme, report: terms.PartnerReport) -> bool:
    """A report is for its partner and the lead until it is handed in, then for all people of the programme."""
    return can_lead(user, row) or can_read_part(user, row.code, programme.partners, "report", report)


def can_write_exchange(user: Person, row: Programme, programme: terms.Programme, *partners: str) -> bool:
    """A visit is written by the lead, and by the teams of its host and its guest; a new one by every team."""
    own = {one.key for one in own_partners(user, programme, PARTNER_TEAM)}
    return can_lead(user, row) or bool(own & set(partners) if partners else own)


def can_assess(user: Person, row: Programme, programme: terms.Programme, partner: str) -> bool:
    """Everybody of the local group answers the self-assessment of its partner's workshop."""
    return can_lead(user, row) or any(one.key == partner for one in own_partners(user, programme))


def can_write_preface(user: Person, row: Programme, programme: terms.Programme, key: str) -> bool:
    """The lead writes at the front of every book; a partner's team at the front of its own study."""
    return can_lead(user, row) or any(one.key == key for one in own_partners(user, programme, PARTNER_TEAM))


def partner_behind(programme: terms.Programme, kind: str, part: Any) -> str:
    """The partner whose part it is: peers speak in their own name, a change belongs to the owner of its instrument."""
    if kind in ("comment", "recommendation"):
        return next((one.key for one in programme.partners if part.by in (one.key, one.name)), "")
    if kind == "change":
        return next((one.partner for one in programme.instruments if one.key == part.instrument), "")
    return str(getattr(part, "partner", ""))


def can_hand_in(user: Person, programme: terms.Programme, submission: terms.Submission) -> bool:
    """A local group writes together; the partner's team says when it is finished."""
    return any(one.key == submission.partner for one in own_partners(user, programme, PARTNER_TEAM))


def can_give_feedback(user: Person, row: Programme, programme: terms.Programme, submission: terms.Submission) -> bool:
    """The lead and the teams of the other partners, once it is handed in."""
    others = [one for one in own_partners(user, programme, PARTNER_TEAM) if one.key != submission.partner]
    return bool(submission.handed_in_on) and (bool(others) or can_lead(user, row))


def can_reply(user: Person, programme: terms.Programme, recommendation: terms.Recommendation) -> bool:
    """Only the host itself says what it does with advice that it was handed, and what became of it."""
    return bool(recommendation.given_on) and any(
        one.key == recommendation.to for one in own_partners(user, programme, PARTNER_TEAM)
    )


def can_hand_over(user: Person, row: Programme, programme: terms.Programme, peers: Collection[str]) -> bool:
    """The lead, and the teams of the peers that spoke, hand their recommendations to the host."""
    return can_lead(user, row) or any(one.key in peers for one in own_partners(user, programme, PARTNER_TEAM))
