"""Who may do what with practices. A practice lies where its region is: roles held there, or above, count."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from openhearth.apps.accounts.models import RoleKind, User
from openhearth.apps.accounts.rules import Person, holds, holds_somewhere
from openhearth.apps.practices.models import Comment, Practice, State
from openhearth.core.review import Role

EDITORS = frozenset({RoleKind.EDITOR, RoleKind.ADMINISTRATOR})
REVIEWERS: dict[Role, frozenset[RoleKind]] = {
    "editor": EDITORS,
    "expert": frozenset({RoleKind.EXPERT}),
}


def can_propose(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    """Anyone signed in."""
    return user.is_authenticated


def can_comment(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    return user.is_authenticated


def can_save_search(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    return user.is_authenticated


def can_import(user: Person, place: str | None = None) -> bool:
    """Many records at once, published or as drafts, are for editors; opens the door wherever they are one."""
    return holds_somewhere(user, EDITORS) if place is None else holds(user, EDITORS, place)


def can_review_somewhere(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    """Opens the desk of editors and experts; what lies on it is asked practice by practice."""
    return holds_somewhere(user, EDITORS | REVIEWERS["expert"])


def is_editor(user: Person, practice: Practice) -> bool:
    return holds(user, EDITORS, place_of(practice)) or holds(user, EDITORS)


def can_see(user: Person, practice: Practice) -> bool:
    """What is public, everybody; else those who wrote it, keep it, or review there."""
    return practice.is_public or can_see_work(user, practice)


def can_see_work(user: Person, practice: Practice) -> bool:
    """Drafts, older versions and what reviewers said of them."""
    return _own(user, practice) or bool(reviewing_roles(user, practice))


def can_edit(user: Person, practice: Practice) -> bool:
    """A draft, or a published practice of which the edit becomes a new draft; not while others review it."""
    if practice.state in (State.SUBMITTED, State.REVIEWED):
        return False
    return _own(user, practice) or is_editor(user, practice)


def can_submit(user: Person, practice: Practice) -> bool:
    return practice.state == State.DRAFT and (_own(user, practice) or is_editor(user, practice))


def can_withdraw(user: Person, practice: Practice) -> bool:
    return practice.state in (State.SUBMITTED, State.REVIEWED) and _own(user, practice)


def can_send_back(user: Person, practice: Practice) -> bool:
    return practice.state in (State.SUBMITTED, State.REVIEWED) and is_editor(user, practice)


def can_publish(user: Person, practice: Practice) -> bool:
    return practice.state == State.REVIEWED and is_editor(user, practice)


def can_confirm(user: Person, practice: Practice) -> bool:
    """That it still holds: those who review there. The keeper answers questions but does not vouch for the own work."""
    return practice.state == State.PUBLISHED and bool(reviewing_roles(user, practice)) and not _own(user, practice)


def can_archive(user: Person, practice: Practice) -> bool:
    return practice.state in (State.DRAFT, State.PUBLISHED) and (_own(user, practice) or is_editor(user, practice))


def can_restore(user: Person, practice: Practice) -> bool:
    """As a draft: readers find it again only after it was reviewed and published."""
    return practice.state == State.ARCHIVED and (_own(user, practice) or is_editor(user, practice))


def can_withdraw_comment(user: Person, comment: Comment) -> bool:
    return user.is_authenticated and (comment.by_id == user.pk or is_editor(user, comment.practice))


def can_restore_comment(user: Person, comment: Comment) -> bool:
    """Editors; and the author, unless somebody else withdrew it."""
    own = user.is_authenticated and comment.by_id == user.pk
    return is_editor(user, comment.practice) or (own and comment.withdrawn_by_id == user.pk)


def reviewing_roles(user: Person, practice: Practice) -> tuple[Role, ...]:
    """As what a person may speak of a practice, whatever its state."""
    place = place_of(practice)
    return tuple(role for role, kinds in REVIEWERS.items() if holds(user, kinds, place) or holds(user, kinds))


def place_of(practice: Practice) -> str | None:
    """The region of the newest version, or its country; None for a practice of no place."""
    newest = practice.revisions.first()
    if newest is None:
        return None
    content = newest.content.get("practice", {})
    return content.get("nuts") or content.get("country") or None


def can_publish_import(user: Person, place: str | None = None) -> bool:  # noqa: ARG001
    """Past the opinions of others, and for many places at once: editors of the whole house."""
    return holds(user, EDITORS)


def _own(user: Person, practice: Practice) -> bool:
    if isinstance(user, AnonymousUser) or not isinstance(user, User):
        return False
    return user.pk in (practice.proposer_id, practice.keeper_id)
