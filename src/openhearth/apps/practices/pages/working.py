"""What one person sees of the work on a practice, and what they may do now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.apps.accounts.rules import Person
from openhearth.apps.practices import models, rules
from openhearth.apps.practices.finding.duplicates import Lookalike, lookalikes
from openhearth.apps.practices.forms.steps import ROLE_NAMES, VERDICT_NAMES, OpinionForm, StepForm
from openhearth.apps.practices.selectors.desk import is_own_work, with_newest
from openhearth.core.review import Role, State, Step, missing_opinions, opinion_faults, possible, standing

STATE_NAMES: Mapping[State, str | Promise] = {
    "draft": _("Draft"),
    "submitted": _("Submitted for review"),
    "reviewed": _("Reviewed, waiting for publication"),
    "published": _("Published"),
    "due": _("Published, due for review"),
    "archived": _("Archived"),
}

NEXT: Mapping[State, str | Promise] = {
    "draft": _("Complete it, then submit it for review."),
    "submitted": _("An editor and an expert read it and say what they think."),
    "reviewed": _("An editor publishes it."),
    "published": _("Nothing to do until its next review."),
    "due": _("Somebody looks whether it still holds, and confirms or changes it."),
    "archived": _("It can be restored as a draft."),
}
"""What comes next, by state."""

STEP_NAMES: Mapping[Step, tuple[str | Promise, str | Promise]] = {
    "submit": (
        _("Submit for review"),
        _("An editor and an expert will read it. Until they have, you can withdraw it."),
    ),
    "withdraw": (_("Withdraw"), _("It becomes your draft again.")),
    "send_back": (_("Send back"), _("It becomes a draft again, and who proposed it reads your reason in an e-mail.")),
    "publish": (_("Publish"), _("Everybody can read it, and it is found by searching.")),
    "confirm": (_("Confirm that it still holds"), _("Sets the day of the next review.")),
    "archive": (_("Archive"), _("It is no longer found by searching; its address shows it with your reason.")),
    "restore": (_("Restore"), _("It becomes a draft again, and what was public is found again.")),
}
"""What the button of a step says, and what it does."""

DONE: Mapping[Step, str | Promise] = {
    "submit": _("Submitted. Reviewers of its place find it on their desk."),
    "withdraw": _("Withdrawn; it is a draft again."),
    "send_back": _("Sent back; it is a draft again."),
    "publish": _("Published. In a moment it is found by searching."),
    "confirm": _("Confirmed; the day of the next review is set."),
    "archive": _("Archived. You can restore it."),
    "restore": _("Restored as a draft."),
}

MAY: Mapping[Step, Callable[[Person, models.Practice], bool]] = {
    "submit": rules.can_submit,
    "withdraw": rules.can_withdraw,
    "send_back": rules.can_send_back,
    "publish": rules.can_publish,
    "confirm": rules.can_confirm,
    "archive": rules.can_archive,
    "restore": rules.can_restore,
}
"""The rule of each step; ``revise`` has no button: it is what saving an edit of a published practice does."""


@dataclass(frozen=True, slots=True)
class Said:
    """The opinion of a reviewer. Readers see the role and the day; ``by`` is only for those who share the work."""

    role: str
    verdict: str
    opinion: str
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A step that this person may take now."""

    step: Step
    label: str | Promise
    hint: str | Promise
    form: StepForm


@dataclass(frozen=True, slots=True)
class Work:
    """The work on a practice as one person sees it.

    ``sees_work`` is True for those who wrote, keep or review it. Everybody else sees the opinions on what is public, and may
    adapt it. ``said`` belongs to the version ``number``: the newest for those who see the work, else the public one.
    """

    code: str
    number: int
    sees_work: bool
    standing: State
    state: str | Promise
    next: str | Promise
    is_public: bool
    archived_because: str
    may_edit: bool
    may_adapt: bool
    offers: tuple[Offer, ...] = ()
    said: tuple[Said, ...] = ()
    missing: tuple[str | Promise, ...] = ()
    opinion_form: OpinionForm | None = None
    lookalikes: tuple[Lookalike, ...] = ()

    @property
    def buttons(self) -> tuple[Offer, ...]:
        """Steps that need no word."""
        return tuple(offer for offer in self.offers if "reason" not in offer.form.fields)

    @property
    def with_reason(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if "reason" in offer.form.fields)


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the history."""

    number: int
    at: datetime
    by: str
    note: str
    is_public: bool
    said: tuple[Said, ...]


def work_of(user: Person, practice: models.Practice) -> Work:
    """What a person sees of the work and may do now. For everybody: who has no part in it gets opinions of the public version."""
    row = with_newest().get(pk=practice.pk)
    sees_work = rules.can_see_work(user, row)
    state = row.standing(timezone.localdate()) if sees_work else _as_read(row)
    newest = row.revisions.first() if sees_work else row.public
    work = Work(
        code=row.code,
        number=newest.number if newest else 0,
        sees_work=sees_work,
        standing=state,
        state=STATE_NAMES[state],
        next=NEXT[state],
        is_public=row.is_public,
        archived_because=row.archived_because,
        may_edit=rules.can_edit(user, row),
        may_adapt=row.is_public and rules.can_propose(user),
    )
    if newest is None:
        return work
    reviews = list(newest.reviews.select_related("by"))
    said = tuple(said_of(review, named=sees_work) for review in reviews)
    if not sees_work:
        return replace(work, said=said)
    opinions = [review.as_opinion(newest.number) for review in reviews]
    under_review = state in ("submitted", "reviewed")
    roles = rules.reviewing_roles(user, row)
    by = cast("int", user.pk)
    proposer = by if is_own_work(user, row, newest) else None
    speaking = tuple(role for role in roles if not opinion_faults(state, role, by, newest.number, proposer, opinions))
    return replace(
        work,
        said=said,
        offers=offers_to(user, row, newest.number),
        missing=tuple(ROLE_NAMES[role] for role in missing_opinions(opinions, newest.number)) if under_review else (),
        opinion_form=OpinionForm(roles=speaking, initial={"revision": newest.number}) if speaking else None,
        lookalikes=lookalikes(newest.record, row) if roles and under_review else (),
    )


def _as_read(row: models.Practice) -> State:
    """To readers a public practice with a draft beside it is published all the same."""
    return "archived" if row.is_put_away else standing("published", row.review_due, timezone.localdate())


def offers_to(user: Person, row: models.Practice, number: int) -> tuple[Offer, ...]:
    """The steps that a person may take now, on a version."""
    state = row.standing(timezone.localdate())
    return tuple(
        Offer(step, *STEP_NAMES[step], StepForm(step=step, initial={"revision": number}))
        for step in possible(state)
        if step in MAY and MAY[step](user, row)
    )


def said_of(review: models.Review, *, named: bool) -> Said:
    role: Role = "editor" if review.role == "editor" else "expert"
    return Said(
        role=str(ROLE_NAMES[role]),
        verdict=str(VERDICT_NAMES[review.as_opinion(0).verdict]),
        opinion=review.opinion,
        at=review.at,
        by=review.by.name if named and review.by else "",
    )


def with_forms(work: Work, step_form: StepForm | None, opinion_form: OpinionForm | None) -> Work:
    """The same work with a form that was sent and could not be taken, where it is still offered."""
    offers = work.offers
    if step_form is not None:
        offers = tuple(
            replace(offer, form=step_form) if offer.step == step_form.data.get("step") else offer for offer in offers
        )
    offered = work.opinion_form
    return replace(work, offers=offers, opinion_form=opinion_form if opinion_form and offered else offered)


def version_of(revision: models.Revision, row: models.Practice, *, named: bool) -> Version:
    """A version with the opinions beside it; who wrote it is named to those who share the work."""
    return Version(
        revision.number,
        revision.at,
        revision.by.name if named and revision.by else "",
        revision.note,
        revision.pk == row.public_id,
        tuple(said_of(review, named=named) for review in revision.reviews.all()),
    )
