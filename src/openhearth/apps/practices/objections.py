"""Why a practice cannot be saved or moved on now, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop

from openhearth.apps.practices.sentences import sentence
from openhearth.core.errors import Fault
from openhearth.core.practice_record import field_of

SENTENCES = {
    "impossible_step": gettext_noop("This is not possible any more: somebody moved the practice on meanwhile."),
    "moved_meanwhile": gettext_noop("Somebody moved the practice on meanwhile. Look at it again, then decide."),
    "newer_version": gettext_noop("There is a newer version by now. Look at it again, then decide."),
    "missing_reason": gettext_noop("Say why: the others need to know."),
    "opinions_missing": gettext_noop("An editor and an expert must both have found this version ready."),
    "not_submitted": gettext_noop("This version is not under review any more."),
    "own_record": gettext_noop("You wrote this yourself; somebody else has to review it."),
    "other_role": gettext_noop(
        "You have spoken of this version in another role; the second word must be of somebody else."
    ),
    "not_public": gettext_noop("Only what is published can be adapted."),
    "unknown_version": gettext_noop("There is no such version of this practice."),
    "code_taken": gettext_noop("another practice has the address “%(found)s” already"),
    "code_fixed": gettext_noop("the practice is published; its address stays as it is"),
}


def objection(fault: Fault) -> str:
    """What stands against it; about a field of the record, without the field."""
    words = SENTENCES.get(fault.code)
    return gettext(words) % dict(fault.params) if words else sentence(fault)


def objections(faults: Iterable[Fault], field_names: Mapping[str, str | Promise]) -> str:
    """All that stands against a step. What is wrong with the record is one sentence: the form says the rest at its fields."""
    said = [objection(fault) for fault in faults if fault.code in SENTENCES]
    incomplete = [fault for fault in faults if fault.code not in SENTENCES]
    if incomplete:
        names = dict.fromkeys(str(field_names.get(field_of(fault), field_of(fault))) for fault in incomplete)
        said.append(
            gettext("The record is not complete yet. Edit it; look at: %(fields)s.") % {"fields": ", ".join(names)}
        )
    return " ".join(said)
