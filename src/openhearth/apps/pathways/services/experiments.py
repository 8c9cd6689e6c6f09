"""Handing on what an experiment taught: it becomes the draft of a practice, also where it failed."""

from __future__ import annotations

from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import User
from openhearth.apps.entries.services import Contested
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.selectors.plans import part_at
from openhearth.apps.pathways.services.parts import save_part
from openhearth.apps.practices.addresses import free_code
from openhearth.apps.practices.services.workflow import OWN_WORDS, propose
from openhearth.core.errors import Fault, InputError
from openhearth.core.pathway import terms
from openhearth.core.pathway.status import day_of
from openhearth.core.practice import Practice
from openhearth.core.practice_record import PracticeRecord, Result

OUTCOMES = {"succeeded": "succeeded", "mixed": "mixed", "failed": "failed", "stopped": "abandoned"}
"""How an experiment ended, in the words of the toolkit of practices."""


def hand_on_experiment(row: Plan, key: str, by: User) -> str:
    """The draft of a practice from an experiment that has ended, linked to it; its code.

    Raises
    ------
    InputError
        ``unknown_part``, ``still_running``, ``handed_on`` (it is a practice already), or what the record lacks.
    """
    newest = part_at(row, "experiment", key, row.step)
    if newest is None or not isinstance(newest.part, terms.Experiment):
        raise InputError(Fault("unknown_part", key, {"found": key}))
    experiment = newest.part
    if experiment.outcome not in OUTCOMES:
        raise InputError(Fault("still_running", key))
    if experiment.practice:
        raise InputError(Fault("handed_on", key, {"found": experiment.practice}))
    with translation.override(row.language):
        record = record_of_experiment(experiment, row)
    practice = propose(record, by, note=_("From an experiment of the plan “%(title)s”") % {"title": row.title})
    saved = save_part(row, replace(experiment, practice=practice.code), by, read_at=newest.step)
    if isinstance(saved, Contested):
        raise InputError(Fault("newer_version", key, {"seen": newest.step, "newest": saved.step}))
    return practice.code


def record_of_experiment(experiment: terms.Experiment, row: Plan) -> PracticeRecord:
    """What the plan knows of an experiment, as a record that its team goes on writing."""
    start, end = day_of(experiment.start), day_of(experiment.end)
    nuts = row.region if row.region[2:] else ""
    worked = experiment.outcome == "succeeded"
    practice = Practice(
        code=free_code(experiment.title),
        title=experiment.title,
        summary="\n\n".join(text for text in (experiment.hypothesis, experiment.result) if text),
        language=row.language,
        source=OWN_WORDS,
        provenance=_("Experiment of the plan “%(title)s”") % {"title": row.title},
        country=row.region[:2],
        nuts=nuts,
        started=start.year if start else None,
        ended=end.year if end else None,
    )
    return PracticeRecord(
        practice,
        results=(Result(experiment.result),) if experiment.result else (),
        outcome=OUTCOMES[experiment.outcome],
        difficulties="" if worked else experiment.learned,
        why_it_worked=experiment.learned if worked else "",
    )
