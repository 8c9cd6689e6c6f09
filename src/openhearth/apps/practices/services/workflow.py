"""The way of a practice: proposed, changed, reviewed, published, confirmed, archived. The rules are those of `core.review`.

Whether a person may do something is the caller's question (`rules`); whether it can be done is decided before the transaction,
which only checks that nobody else moved the practice meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.addresses import code_faults, free_code
from openhearth.apps.practices.letters.keepers import Occasion, write_to_keepers
from openhearth.apps.practices.letters.reminders import remember_review
from openhearth.apps.practices.models import Practice, Review, Revision, State, content_of
from openhearth.apps.practices.rules import reviewing_roles
from openhearth.apps.practices.selectors.desk import is_own_work
from openhearth.apps.practices.selectors.words import vocabularies
from openhearth.apps.practices.services.indexing import index_changed
from openhearth.core import practice as values
from openhearth.core.errors import Fault, InputError
from openhearth.core.practice_record import PracticeRecord, record_faults
from openhearth.core.review import (
    Role,
    Step,
    Verdict,
    after,
    after_return,
    missing_opinions,
    next_review,
    opinion_faults,
)

OWN_WORDS = "contributed"
"""The source of what people of this house tell in their own words."""

KEPT_IN_ADAPTATION = ("thematic_priority", "industrial_ecosystem", "carbon_intensive_group")


def propose(record: PracticeRecord, by: User, *, note: str = "") -> Practice:
    """A new draft. Its proposer keeps it."""
    faults = (*record_faults([record], vocabularies()), *code_faults(record.practice.code))
    if faults:
        raise InputError(*faults)
    return _new(record, by, note=note)


def adapt(row: Practice, by: User) -> Practice:
    """A draft of what somebody made of a published practice: same themes, own words, linked to it."""
    if row.public is None:
        raise InputError(Fault("not_public", row.code))
    original = row.public.record.practice
    with translation.override(original.language):
        title = _("%(title)s (adapted)") % {"title": original.title}
    kept = {name: getattr(original, name) for name in KEPT_IN_ADAPTATION}
    adapted = values.Practice(free_code(title), title, "", original.language, OWN_WORDS, "", **kept)
    note = _("Adapted from %(code)s") % {"code": row.code}
    return _new(PracticeRecord(adapted), by, note=note, adapted_from=row)


def save_version(row: Practice, record: PracticeRecord, by: User, *, based_on: int, note: str = "") -> Revision:
    """The next version of a practice. An edit of a published practice becomes a draft beside what everybody reads.

    Raises
    ------
    InputError
        The faults of the record, ``impossible_step``, or ``newer_version``: somebody else wrote one after ``based_on``.
    """
    state = row.standing(timezone.localdate())
    leads_to = state if state == "draft" else after(state, "revise")
    faults = (*record_faults([record], vocabularies()), *code_faults(record.practice.code, row))
    if faults:
        raise InputError(*faults)
    with transaction.atomic():
        newest = _unmoved(row, based_on)
        if newest.record == record:
            return newest
        revision = _write(row, record, by, number=newest.number + 1, note=note)
        _move(row, state=leads_to, code=record.practice.code)
    return revision


def go_back_to(row: Practice, number: int, by: User, *, based_on: int) -> Revision:
    """Write an earlier version again as the newest. A draft given up keeps the opinions that were given on the same text."""
    chosen = _looked_at(row, number)
    to_public = row.public is not None and row.public.record == chosen.record
    leads_to = after_return(row.standing(timezone.localdate()), to_public=to_public, archived=row.is_put_away)
    note = _("Back to version %(number)s") % {"number": number}
    with transaction.atomic():
        newest = _unmoved(row, based_on)
        if newest.record == chosen.record:
            return newest
        record = _at_address(chosen.record, row.code)
        revision = _write(row, record, by, number=newest.number + 1, note=note)
        if leads_to == "draft":
            _move(row, state=leads_to)
        else:
            _copy_opinions(row.public, revision)
            _make_public(revision)
            _move(row, state=leads_to, public=revision)
    return revision


def take_step(row: Practice, step: Step, by: User, *, number: int, reason: str = "") -> None:
    """One step, on the version that was looked at.

    Raises
    ------
    InputError
        ``impossible_step``, ``newer_version``, ``missing_reason``, ``opinions_missing``, or the faults of the record on submission.
    """
    today = timezone.localdate()
    leads_to = after(row.standing(today), step)
    newest = _looked_at(row, number)
    opinions = [review.as_opinion(number) for review in newest.reviews.all()]
    faults = list(_step_faults(step, newest, reason.strip(), bool(missing_opinions(opinions, number))))
    if faults:
        raise InputError(*faults)
    changes: dict[str, Any] = {"state": leads_to}
    if step == "submit" and not missing_opinions(opinions, number):
        changes["state"] = State.REVIEWED
    if step == "publish":
        changes |= {"public": newest, "published": row.published or timezone.now(), **_reviewed(today)}
        changes["archived_because"] = ""
    if step == "confirm":
        changes |= _reviewed(today)
    if step == "archive":
        changes["archived_because"] = reason.strip()
    with transaction.atomic():
        _unmoved(row, number)
        if step in ("send_back", "confirm"):
            verdict: Verdict = "changes" if step == "send_back" else "ready"
            newest.reviews.create(role=_voice(row, newest, by), verdict=verdict, opinion=reason.strip(), by=by)
        _move(row, **changes)
        if step == "publish":
            _make_public(newest)
        if step in ("publish", "confirm"):
            remember_review(row)
        if step in ("send_back", "publish"):
            occasion: Occasion = "sent_back" if step == "send_back" else "published"
            transaction.on_commit(lambda: write_to_keepers(row, occasion, text=reason.strip(), but_not=by))


def give_opinion(row: Practice, role: Role, verdict: Verdict, opinion: str, by: User, *, number: int) -> Review:
    """What a reviewer says of a version. With the last word that was missing it is reviewed.

    Raises
    ------
    InputError
        Those of `opinion_faults`, ``missing_text``, ``newer_version``.
    """
    state = row.standing(timezone.localdate())
    newest = _looked_at(row, number)
    opinions = [review.as_opinion(number) for review in newest.reviews.all()]
    proposer = by.pk if is_own_work(by, row, newest) else None
    faults = list(opinion_faults(state, role, by.pk, number, proposer, opinions))
    if not opinion.strip():
        faults.append(Fault("missing_text", "opinion", {"field": "opinion"}))
    if faults:
        raise InputError(*faults)
    review = Review(revision=newest, role=role, verdict=verdict, opinion=opinion.strip(), by=by)
    missing = missing_opinions([*opinions, review.as_opinion(number)], number)
    with transaction.atomic():
        _unmoved(row, number)
        review.save()
        _move(row, state=State.SUBMITTED if missing else State.REVIEWED)
    return review


def _new(record: PracticeRecord, by: User, *, note: str, adapted_from: Practice | None = None) -> Practice:
    with transaction.atomic():
        row = Practice.objects.create(code=record.practice.code, proposer=by, keeper=by, adapted_from=adapted_from)
        _write(row, record, by, number=1, note=note)
    return row


def _write(row: Practice, record: PracticeRecord, by: User, *, number: int, note: str) -> Revision:
    return Revision.objects.create(practice=row, number=number, content=content_of(record), by=by, note=note[:300])


def _looked_at(row: Practice, number: int) -> Revision:
    version = row.revisions.filter(number=number).first()
    if version is None:
        raise InputError(Fault("unknown_version", row.code, {"found": number}))
    return version


def _make_public(revision: Revision) -> None:
    """From now on everybody may read this version, also when a later one has taken its place."""
    revision.published = timezone.now()
    revision.save(update_fields=["published"])


def _unmoved(row: Practice, number: int) -> Revision:
    """The newest version, if it is still the one that was looked at and the state is the one that was decided on."""
    state = Practice.objects.select_for_update().values_list("state", flat=True).get(pk=row.pk)
    newest = Revision.objects.filter(practice=row).order_by("-number")[0]
    if newest.number != number:
        raise InputError(Fault("newer_version", row.code, {"seen": number, "newest": newest.number}))
    if state != row.state:
        raise InputError(Fault("moved_meanwhile", row.code, {"state": state}))
    return newest


def _move(row: Practice, **changes: Any) -> None:
    """Change the row; the index hears of it where readers may notice."""
    for name, value in changes.items():
        setattr(row, name, value)
    row.changed = timezone.now()
    row.save()
    if row.is_public:
        index_changed([row])


def _reviewed(today: date) -> dict[str, date]:
    return {"reviewed_on": today, "review_due": next_review(today)}


def _voice(row: Practice, newest: Revision, by: User) -> Role:
    """As what a person speaks who may speak as both: as they did before."""
    before = newest.reviews.filter(by=by).values_list("role", flat=True).first()
    roles = reviewing_roles(by, row)
    return next((role for role in roles if role == before), roles[0])


def _copy_opinions(before: Revision | None, revision: Revision) -> None:
    if before is not None:
        fields = ("role", "verdict", "opinion", "by_id", "at")
        Review.objects.bulk_create(
            Review(revision=revision, **said) for said in Review.objects.filter(revision=before).values(*fields)
        )


def _at_address(record: PracticeRecord, code: str) -> PracticeRecord:
    return replace(record, practice=replace(record.practice, code=code))


def _step_faults(step: Step, newest: Revision, reason: str, unheard: bool) -> tuple[Fault, ...]:
    if step == "submit":
        return record_faults([newest.record], vocabularies())
    if step == "publish" and unheard:
        return (Fault("opinions_missing", step),)
    if step in ("send_back", "archive") and not reason:
        return (Fault("missing_reason", step, {"field": "reason"}),)
    return ()
