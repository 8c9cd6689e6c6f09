"""Adding an observation to an indicator of the draft, for people who may change nothing else."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Contested
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.selectors.plans import part_at
from openhearth.apps.pathways.services.parts import save_part
from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway.terms import Indicator, Observation


def add_observation(row: Plan, key: str, seen: Observation, by: User | None) -> int:
    """Write an observation into the draft and tell the step; releasing the draft is how the team takes it over.

    A figure that stands there already is never replaced: that is for those who write the plan.

    Raises
    ------
    InputError
        ``unknown_part``, ``not_finite``, ``duplicate_year`` (the year has a figure), what `plan_faults` says of the figure, or
        ``moved_meanwhile``.
    """
    newest = part_at(row, "indicator", key, row.step)
    if newest is None or not isinstance(newest.part, Indicator):
        raise InputError(Fault("unknown_part", key, {"found": key}))
    place = f"indicator/{key}/observations"
    faults = [Fault("not_finite", place)] if isnan(seen.value) else []
    known = newest.part.observations
    if any(one.year == seen.year and not isnan(one.value) for one in known):
        faults.append(Fault("duplicate_year", place, {"found": seen.year}))
    if faults:
        raise InputError(*faults)
    others = (one for one in known if one.year != seen.year)
    told = tuple(sorted((*others, seen), key=lambda one: one.year))
    note = _("Observation of %(year)s added") % {"year": seen.year}
    saved = save_part(row, replace(newest.part, observations=told), by, read_at=newest.step, note=note)
    if isinstance(saved, Contested):
        raise InputError(Fault("moved_meanwhile", key))
    return saved.step
