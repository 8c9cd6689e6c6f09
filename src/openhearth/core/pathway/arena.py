"""Who is at the table, and how far the five steps of transition management have come. See docs/methods/pathway.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from openhearth.core.pathway.monitoring import Monitored
from openhearth.core.pathway.status import PlanStanding, day_of
from openhearth.core.pathway.terms import Helix, Lens, Plan, Stakeholder

HELICES: tuple[Helix, ...] = get_args(Helix)
LENSES: tuple[Lens, ...] = get_args(Lens)

MUCH = 3
"""From here on influence and interest count as high: the middle of the scale is, lest somebody be overlooked."""

Quadrant = Literal["work_closely", "keep_satisfied", "keep_informed", "keep_in_view", "not_told"]
"""What high and low influence and interest ask for, after Mendelow; ``not_told`` where one of the two is missing."""

TransitionStep = Literal["arena", "pathway", "experiment", "anchor", "scale"]
STEPS: tuple[TransitionStep, ...] = get_args(TransitionStep)
"""The terms of the vocabulary ``transition_step``, in order."""

State = Literal["empty", "under_way", "done"]


@dataclass(frozen=True, slots=True)
class Balance:
    """Who is at the table.

    Parameters
    ----------
    present
        Organisations there, of each helix.
    empty
        Helices of which nobody is there.
    dominant
        The helix with more than half of all who are there; empty text where there is none.
    missing
        Keys of those who are needed and not there yet.
    quadrants
        Key of each stakeholder to its quadrant.
    """

    present: Mapping[Helix, int]
    empty: tuple[Helix, ...]
    dominant: Helix | Literal[""]
    missing: tuple[str, ...]
    quadrants: Mapping[str, Quadrant]


@dataclass(frozen=True, slots=True)
class Next:
    """Something to do next: a code, and the key or term it is about, if any."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class StepStanding:
    """How far a step has come: ``empty`` with nothing to show, ``done`` when nothing is left to do next, for now."""

    step: TransitionStep
    state: State
    next: tuple[Next, ...]


def quadrant(stakeholder: Stakeholder) -> Quadrant:
    """How to work with a stakeholder, by influence and interest.

    References
    ----------
    Mendelow, A. L. (1981). Environmental scanning: the impact of the stakeholder concept. ICIS 1981 Proceedings, 20.
    https://aisel.aisnet.org/icis1981/20

    Examples
    --------
    >>> quadrant(Stakeholder("works", "The steel works", "businesses", 5, 2))
    'keep_satisfied'
    """
    if stakeholder.influence is None or stakeholder.interest is None:
        return "not_told"
    if stakeholder.influence >= MUCH:
        return "work_closely" if stakeholder.interest >= MUCH else "keep_satisfied"
    return "keep_informed" if stakeholder.interest >= MUCH else "keep_in_view"


def balance(plan: Plan) -> Balance:
    """Who is at the table, and who is missing.

    Examples
    --------
    >>> works = Stakeholder("works", "The steel works", "businesses")
    >>> balance(Plan("P", "DEA12", stakeholders=(works,))).empty
    ('researchers', 'civil_society', 'public_administrations')
    """
    there = [one for one in plan.stakeholders if one.present]
    present = {helix: sum(one.helix == helix for one in there) for helix in HELICES}
    most: tuple[Helix, ...] = tuple(helix for helix, count in present.items() if count * 2 > len(there) > 1)
    return Balance(
        present,
        tuple(helix for helix, count in present.items() if not count),
        most[0] if most else "",
        tuple(one.key for one in plan.stakeholders if not one.present),
        {one.key: quadrant(one) for one in plan.stakeholders},
    )


def spine(plan: Plan, standing: PlanStanding, watched: Mapping[str, Monitored]) -> tuple[StepStanding, ...]:
    """The five steps of transition management with what is left to do next in each, in order.

    Parameters
    ----------
    standing, watched
        How the plan stands (`plan_standing`) and its indicators (`monitoring`) on the day asked about.

    References
    ----------
    Loorbach, D. (2010). Transition management for sustainable development. Governance 23, 161-183.
    https://doi.org/10.1111/j.1468-0491.2009.01471.x
    """
    begun: Mapping[TransitionStep, bool] = {
        "arena": bool(plan.stakeholders or plan.challenges or plan.vision.text),
        "pathway": bool(plan.pathways or plan.milestones or plan.actions),
        "experiment": bool(plan.experiments),
        "anchor": bool(plan.indicators or plan.effects or plan.answers),
        "scale": any(one.practice for one in plan.experiments),
    }
    left: Mapping[TransitionStep, tuple[Next, ...]] = {
        "arena": tuple(_arena(plan)),
        "pathway": tuple(_pathway(plan)),
        "experiment": tuple(_experiment(plan, standing.day)),
        "anchor": tuple(_anchor(plan, standing, watched)),
        "scale": tuple(_scale(plan)),
    }
    return tuple(
        StepStanding(step, "empty" if not begun[step] else "under_way" if left[step] else "done", left[step])
        for step in STEPS
    )


def _arena(plan: Plan) -> Iterator[Next]:
    seats = balance(plan)
    yield from (Next("invite_helix", helix) for helix in seats.empty)
    yield from (Next("bring_in", key) for key in seats.missing)
    named = {one.lens for one in plan.challenges}
    yield from (Next("name_challenge", lens) for lens in LENSES if lens not in named)
    if not plan.vision.text:
        yield Next("write_vision")
    if plan.vision.year is None:
        yield Next("set_vision_year")


def _pathway(plan: Plan) -> Iterator[Next]:
    if not plan.pathways:
        yield Next("sketch_pathway")
    if len(plan.pathways) == 1:
        yield Next("add_alternative")
    if len(plan.pathways) > 1 and not any(one.preferred for one in plan.pathways):
        yield Next("choose_pathway")
    for pathway in plan.pathways:
        if not any(one.pathway == pathway.key for one in plan.milestones):
            yield Next("set_milestone", pathway.key)
        if not any(pathway.key in one.pathways for one in plan.actions):
            yield Next("add_action", pathway.key)
        if not pathway.falsified_by:
            yield Next("say_what_would_falsify", pathway.key)
    for kind in ("build_up", "phase_out"):
        if not any(one.kind == kind for one in plan.actions):
            yield Next(f"plan_{kind}")


def _experiment(plan: Plan, today: date) -> Iterator[Next]:
    if not plan.experiments:
        yield Next("try_out")
    for one in plan.experiments:
        end = day_of(one.end)
        if one.outcome == "running" and end is not None and end < today:
            yield Next("conclude", one.key)
        if one.outcome != "running" and not one.learned:
            yield Next("say_what_was_learned", one.key)
        if not one.indicators:
            yield Next("measure_experiment", one.key)


def _anchor(plan: Plan, standing: PlanStanding, watched: Mapping[str, Monitored]) -> Iterator[Next]:
    if not plan.indicators:
        yield Next("add_indicator")
    for one in plan.indicators:
        if not one.targets:
            yield Next("set_target", one.key)
        elif one.baseline is None:
            yield Next("set_baseline", one.key)
        elif one.key in watched and watched[one.key].light == "grey":
            yield Next("observe", one.key)
    causes = {effect.cause for effect in plan.effects}
    for action in plan.actions:
        if action.key not in causes and standing.actions[action.key].status not in ("stopped", "superseded"):
            yield Next("say_expected_effect", action.key)
    yield from (Next("report", key) for key in standing.stale)


def _scale(plan: Plan) -> Iterator[Next]:
    ended = [one for one in plan.experiments if one.outcome != "running"]
    if not ended:
        yield Next("end_an_experiment")
    yield from (Next("make_practice", one.key) for one in ended if not one.practice)
