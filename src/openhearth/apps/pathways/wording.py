"""What the codes of a plan are called, and how it is told where something stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]


@dataclass(frozen=True, slots=True)
class KindName:
    """A kind of part: what one is called, and what the page says where one begins."""

    one: str | Promise
    new: str | Promise
    many: str | Promise


HELICES: Words = {
    "researchers": _("Research and education"),
    "businesses": _("Businesses"),
    "civil_society": _("Civil society"),
    "public_administrations": _("Public administration"),
}
LENSES: Words = {"social": _("Social"), "ecological": _("Ecological"), "economic": _("Economic")}
DIRECTIONS: Words = {"more": _("more is better"), "less": _("less is better")}
ACTION_KINDS: Words = {"build_up": _("Build up"), "phase_out": _("Phase out")}
CONFIDENCES: Words = {"low": _("low"), "medium": _("medium"), "high": _("high")}
OUTCOMES: Words = {
    "running": _("still running"),
    "succeeded": _("succeeded"),
    "mixed": _("mixed results"),
    "failed": _("failed"),
    "stopped": _("stopped early"),
}
REPORTED: Words = {
    "planned": _("planned"),
    "under_way": _("under way"),
    "late": _("late"),
    "done": _("done"),
    "stopped": _("stopped"),
}
STATUSES: Words = {
    "done": _("done"),
    "under_way": _("under way"),
    "late": _("late"),
    "waiting": _("waiting"),
    "planned": _("planned"),
    "unknown": _("not known"),
    "stopped": _("stopped"),
    "superseded": _("superseded"),
}
LIGHTS: Words = {"green": _("green"), "amber": _("amber"), "red": _("red"), "grey": _("grey")}
GRADES: Words = {"0": _("not yet"), "1": _("in part"), "2": _("yes")}
FATES: Words = {"added": _("new"), "changed": _("changed"), "removed": _("taken out")}

KINDS: Mapping[str, KindName] = {
    "vision": KindName(_("Vision"), _("Write the vision"), _("Vision")),
    "stakeholder": KindName(_("Stakeholder"), _("Add a stakeholder"), _("Stakeholders")),
    "challenge": KindName(_("Challenge"), _("Add a challenge"), _("Challenges")),
    "pathway": KindName(_("Pathway"), _("Add a pathway"), _("Pathways")),
    "milestone": KindName(_("Milestone"), _("Add a milestone"), _("Milestones")),
    "action": KindName(_("Action"), _("Add an action"), _("Actions")),
    "indicator": KindName(_("Indicator"), _("Add an indicator"), _("Indicators")),
    "effect": KindName(_("Effect"), _("Add an effect"), _("Effects")),
    "experiment": KindName(_("Experiment"), _("Add an experiment"), _("Experiments")),
    "section": KindName(_("Section"), _("Write this section"), _("Sections")),
    "answer": KindName(_("Answer"), _("Answer this question"), pgettext_lazy("to a scorecard", "Answers")),
}


def word(words: Words, code: str) -> str:
    """What a code is called; an unknown one is its own name."""
    return str(words.get(code, code))
