"""Handing the recommendations of a peer review to the host."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Moved, Write, write_entries
from openhearth.apps.learning.contents import CONTENTS
from openhearth.apps.learning.models import Entry, Programme
from openhearth.apps.learning.selectors.programmes import LEDGER
from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.peer_review import Review, handing_over_faults


def hand_over(row: Programme, review: Review, today: date, by: User | None) -> int:
    """Give the host all recommendations that are written, all or none, and tell how many.

    Raises
    ------
    InputError
        ``nothing_to_hand_over``, ``too_few_countries``; ``newer_version`` where somebody wrote one of them at this moment.
    """
    faults = handing_over_faults(review)
    if faults:
        raise InputError(*faults)
    seen = Entry.objects.filter(book=row, kind="recommendation", superseded=None, step__lte=row.step)
    steps = dict(seen.values_list("key", "step"))  # as of the step at which the review was read
    writes = [
        Write(
            "recommendation",
            one.key,
            CONTENTS.content_of(replace(one, given_on=today.isoformat())),
            steps.get(one.key, 0),
        )
        for one in review.written
    ]
    try:
        return len(write_entries(LEDGER, row, writes, by))
    except Moved as moved:
        raise InputError(Fault("newer_version", row.code, {"seen": row.step, "newest": row.step})) from moved
