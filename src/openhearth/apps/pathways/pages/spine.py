"""The five steps of transition management: how far the plan has come, and what is next, with where to do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.pages.addresses import address_of
from openhearth.apps.pathways.pages.judged import Judged
from openhearth.apps.practices.selectors import vocabularies
from openhearth.core.pathway.arena import Next

ROOMS = {
    "arena": "arena",
    "pathway": "pathways",
    "experiment": "experiments",
    "anchor": "monitoring",
    "scale": "experiments",
}
STATES: wording.Words = {"empty": _("not begun"), "under_way": _("under way"), "done": _("done for now")}
SHOWN = 3
"""Things to do next that a step names; how many more there are is said."""

NEXT: Mapping[str, tuple[str, str]] = {
    "invite_helix": (gettext_noop("Nobody is at the table from: %(about)s."), "stakeholder/new?helix="),
    "bring_in": (gettext_noop("Bring in: %(about)s."), "stakeholder/"),
    "name_challenge": (gettext_noop("Name a challenge seen as: %(about)s."), "challenge/new?lens="),
    "write_vision": (gettext_noop("Write the vision."), "vision/vision"),
    "set_vision_year": (gettext_noop("Say by when the vision shall be true."), "vision/vision"),
    "sketch_pathway": (gettext_noop("Sketch a first pathway."), "pathway/new"),
    "add_alternative": (gettext_noop("Put an alternative beside the pathway."), "pathway/new"),
    "choose_pathway": (gettext_noop("Say which pathway the region prefers."), "pathways"),
    "set_milestone": (gettext_noop("Set milestones on the pathway: %(about)s."), "milestone/new?pathway="),
    "add_action": (gettext_noop("Add actions to the pathway: %(about)s."), "action/new?pathways="),
    "say_what_would_falsify": (gettext_noop("Say what would prove it wrong: %(about)s."), "pathway/"),
    "plan_build_up": (gettext_noop("Nothing is planned that builds up."), "action/new?kind=build_up"),
    "plan_phase_out": (gettext_noop("Nothing is planned that phases out: what stops?"), "action/new?kind=phase_out"),
    "try_out": (gettext_noop("Try something out: plan an experiment."), "experiment/new"),
    "conclude": (gettext_noop("Its time is over; say how it ended: %(about)s."), "experiment/"),
    "say_what_was_learned": (gettext_noop("Say what was learned: %(about)s."), "experiment/"),
    "measure_experiment": (gettext_noop("Say which indicators it watches: %(about)s."), "experiment/"),
    "add_indicator": (gettext_noop("Say what is watched: add an indicator."), "indicator/new"),
    "set_target": (gettext_noop("Set a target: %(about)s."), "indicator/"),
    "set_baseline": (gettext_noop("Say where it started: %(about)s."), "indicator/"),
    "observe": (gettext_noop("Enter what was measured: %(about)s."), "indicator/"),
    "say_expected_effect": (gettext_noop("Say what it is expected to change: %(about)s."), "effect/new?cause="),
    "report": (gettext_noop("Nobody told for a long time how it stands: %(about)s."), "action/"),
    "end_an_experiment": (gettext_noop("There is nothing to scale until an experiment has ended."), "experiments"),
    "make_practice": (gettext_noop("Hand on what was learned as a practice: %(about)s."), "experiments"),
}
WORDS = {"invite_helix": wording.HELICES, "name_challenge": wording.LENSES}


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to do next; the address leads to where it is done, empty for those who may not."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the spine."""

    code: str
    name: str
    definition: str
    state: str
    state_word: str
    address: str
    next: tuple[ToDo, ...]
    more: int


def steps(judged: Judged, *, may_edit: bool) -> list[StepShown]:
    """The spine in the reader's words."""
    language = get_language() or "en"
    shown = []
    for found in judged.spine:
        term = vocabularies()["transition_step"].term(found.step)
        shown.append(
            StepShown(
                found.step,
                term.label(language),
                term.definition(language),
                found.state,
                wording.word(STATES, found.state),
                reverse(f"pathways:{ROOMS[found.step]}", args=[judged.row.code]) + judged.query,
                tuple(todo(judged, one, may_edit=may_edit) for one in found.next[:SHOWN]),
                max(0, len(found.next) - SHOWN),
            )
        )
    return shown


def todo(judged: Judged, one: Next, *, may_edit: bool) -> ToDo:
    """What is to be done, and where."""
    words, where = NEXT.get(one.code, (one.code, ""))
    about = one.about
    if one.code in WORDS:
        about = wording.word(WORDS[one.code], one.about)
    elif one.about:
        about = _title(judged, one.about)
    return ToDo(gettext(words) % {"about": about}, _address(judged, where, one.about) if may_edit and where else "")


def _title(judged: Judged, key: str) -> str:
    others = {part.key: part.organisation for part in judged.plan.stakeholders}
    others |= {part.key: part.title for part in judged.plan.experiments}
    return judged.titles.get(key) or others.get(key, key)


def _address(judged: Judged, where: str, about: str) -> str:
    """``kind/new?field=`` begins a part, ``kind/`` changes the one it is about, a word alone is a page."""
    code = judged.row.code
    kind, slash, rest = where.partition("/")
    if not slash:
        return reverse(f"pathways:{where}", args=[code])
    if rest.startswith("new"):
        return reverse("pathways:new_part", args=[code, kind]) + rest[3:] + (about if rest.endswith("=") else "")
    if kind in ("indicator", "action") and not rest:
        return address_of(judged.row, kind, about)
    return reverse("pathways:edit_part", args=[code, kind, rest or about])
