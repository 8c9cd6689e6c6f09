"""How a plan stands on a day, derived from what is done and what is due; and the rule that says so. See docs/methods/pathway.md."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal, get_args

from openhearth.core.pathway.terms import Action, Kind, Milestone, Plan

Status = Literal["done", "under_way", "late", "waiting", "planned", "unknown", "stopped", "superseded"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""``waiting``: it should have begun, and something that must be done before is not. ``unknown``: nothing says when."""

FINISHED: tuple[Status, ...] = ("done", "stopped", "superseded")

STALE_AFTER = 180
"""Days after which silence about an action is worth a question; half a year, a convention."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Why something is judged as it is: a code, and what its sentence needs."""

    code: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class ActionStanding:
    """How an action stands on a day.

    Parameters
    ----------
    status, rule
        What holds, and why.
    derived, derived_rule
        What the steps, days and prerequisites alone would say; the same unless somebody overrode it with a reason.
    waits_for
        Prerequisites that are not done.
    silent_days
        Days since anybody told how it stands: since the last report, the last step done, or the start, whichever is latest;
        None where there is no such day.
    stale
        Not finished, and nobody has told for too long, or ever.
    """

    key: str
    kind: Kind
    status: Status
    rule: Rule
    derived: Status
    derived_rule: Rule
    waits_for: tuple[str, ...] = ()
    silent_days: int | None = None
    stale: bool = False

    @property
    def overridden(self) -> bool:
        """Whether somebody who knows better than the steps has the word."""
        return self.rule.code == "overridden"


@dataclass(frozen=True, slots=True)
class MilestoneStanding:
    """How a milestone stands on a day: ``done``, ``late``, ``planned`` or ``unknown``."""

    key: str
    status: Status
    rule: Rule


@dataclass(frozen=True, slots=True)
class PathwayStanding:
    """How a pathway stands: its actions and milestones by status, the milestone to reach next, those that are late."""

    key: str
    actions: Mapping[Status, int]
    milestones: Mapping[Status, int]
    next_milestone: str
    late_milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """How a whole plan stands on a day; the standings by key, in the order of the plan.

    ``counts`` has every pair of kind and status that occurs. ``on_no_pathway``: actions that no pathway asks for.
    """

    day: date
    actions: Mapping[str, ActionStanding]
    milestones: Mapping[str, MilestoneStanding]
    pathways: Mapping[str, PathwayStanding]
    counts: Mapping[tuple[Kind, Status], int]
    stale: tuple[str, ...]
    on_no_pathway: tuple[str, ...]


def day_of(text: str) -> date | None:
    """The day an ISO 8601 text tells; None where it tells none.

    Examples
    --------
    >>> day_of("2026-02-28"), day_of("2026-02-30"), day_of("")
    (datetime.date(2026, 2, 28), None, None)
    """
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def plan_standing(plan: Plan, today: date, *, stale_after: int = STALE_AFTER) -> PlanStanding:
    """How a plan stands on a day. It may be a draft with faults: what it does not tell is ``unknown``, never an error.

    Parameters
    ----------
    stale_after
        Days of silence after which an action that is not finished is stale.

    Examples
    --------
    >>> ovens = Action("ovens", "Close the coke ovens", "phase_out", start="2027-01-01")
    >>> plan_standing(Plan("P", "DEA12", actions=(ovens,)), date(2026, 5, 1)).actions["ovens"].status
    'planned'
    """
    known = {action.key: action for action in plan.actions}
    actions = {action.key: action_standing(action, known, today, stale_after=stale_after) for action in plan.actions}
    milestones = {one.key: milestone_standing(one, today) for one in plan.milestones}
    pathways = {}
    for pathway in plan.pathways:
        on_it = [one for one in plan.milestones if one.pathway == pathway.key]
        open_ones = sorted((one.due, one.key) for one in on_it if milestones[one.key].status in ("planned", "late"))
        pathways[pathway.key] = PathwayStanding(
            pathway.key,
            _counted(actions[one.key].status for one in plan.actions if pathway.key in one.pathways),
            _counted(milestones[one.key].status for one in on_it),
            open_ones[0][1] if open_ones else "",
            tuple(one.key for one in on_it if milestones[one.key].status == "late"),
        )
    return PlanStanding(
        today,
        MappingProxyType(actions),
        MappingProxyType(milestones),
        MappingProxyType(pathways),
        MappingProxyType(Counter((one.kind, one.status) for one in actions.values())),
        tuple(one.key for one in actions.values() if one.stale),
        tuple(one.key for one in plan.actions if not any(key in pathways for key in one.pathways)),
    )


def action_standing(
    action: Action, actions: Mapping[str, Action], today: date, *, stale_after: int = STALE_AFTER
) -> ActionStanding:
    """How an action stands on a day, among all actions of its plan by key.

    The first rule that applies decides:

    ==================== ============ ==============================================================
    rule                 status       when
    ==================== ============ ==============================================================
    ``superseded``       superseded   it was merged into another action or replaced by it
    ``overridden``       as reported  somebody reported a status and a reason; without one it is not heard
    ``all_steps_done``   done         it has steps, and all are done
    ``step_overdue``     late         the day of an open step has passed
    ``end_passed``       late         its last day has passed
    ``steps_done``       under way    a step is done
    ``prerequisite_open`` waiting     its first day has come, and a prerequisite is not done
    ``started``          under way    its first day has come
    ``starts_later``     planned      its first day is to come
    ``nothing_done``     planned      there are steps or a last day, no first day, and nothing is done
    ``no_schedule``      unknown      neither days nor steps
    ==================== ============ ==============================================================

    What was done after ``today`` is not done yet, so a plan can be asked how it stood on an earlier day.
    """
    waits_for = tuple(key for key in action.prerequisites if not is_done(key, actions, today))
    derived, derived_rule = _derived(action, waits_for, today)
    status, rule = derived, derived_rule
    if action.superseded_by:
        status, rule = "superseded", Rule("superseded", {"by": action.superseded_by})
    elif action.status is not None and action.status_because:
        status, rule = action.status, Rule("overridden", {"because": action.status_because, "derived": derived})
    heard = [day_of(text) for text in (action.reported_on, *(step.done_on for step in action.steps))]
    known = [day for day in heard if day is not None and day <= today]
    known += [day for day in (day_of(action.start),) if day is not None]
    silent = max(0, (today - max(known)).days) if known else None
    return ActionStanding(
        action.key,
        action.kind,
        status,
        rule,
        derived,
        derived_rule,
        waits_for,
        silent,
        status not in FINISHED and (silent is None or silent > stale_after),
    )


def milestone_standing(milestone: Milestone, today: date) -> MilestoneStanding:
    """How a milestone stands on a day; the rules are ``reached``, ``due_passed``, ``due_later`` and ``no_day``.

    Examples
    --------
    >>> milestone_standing(Milestone("m", "Half", "2030-12-31", "p"), date(2031, 1, 10)).rule.params["days"]
    10
    """
    reached, due = day_of(milestone.reached_on), day_of(milestone.due)
    if reached is not None and reached <= today:
        late = max(0, (reached - due).days) if due is not None else 0
        return MilestoneStanding(milestone.key, "done", Rule("reached", {"on": milestone.reached_on, "late": late}))
    if due is None:
        return MilestoneStanding(milestone.key, "unknown", Rule("no_day"))
    if due < today:
        params = {"due": milestone.due, "days": (today - due).days}
        return MilestoneStanding(milestone.key, "late", Rule("due_passed", params))
    return MilestoneStanding(milestone.key, "planned", Rule("due_later", {"due": milestone.due}))


def given_up(action: Action) -> bool:
    """Whether nothing is expected of an action any more: it is superseded, or stopped with a reason."""
    return bool(action.superseded_by) or (action.status == "stopped" and bool(action.status_because))


def is_done(key: str, actions: Mapping[str, Action], today: date) -> bool:
    """Whether an action, or the one that took its place, is done on a day. An action nobody knows is not done."""
    seen: set[str] = set()
    while key in actions and key not in seen:
        seen.add(key)
        action = actions[key]
        if not action.superseded_by:
            if action.status is not None and action.status_because:
                return action.status == "done"
            return bool(action.steps) and all(_done_by(step.done_on, today) for step in action.steps)
        key = action.superseded_by
    return False


def _derived(action: Action, waits_for: tuple[str, ...], today: date) -> tuple[Status, Rule]:
    done = [step.done_on for step in action.steps if _done_by(step.done_on, today)]
    if action.steps and len(done) == len(action.steps):
        return "done", Rule("all_steps_done", {"steps": len(done), "on": max(done)})
    return _late(action, today) or _begun(action, len(done), waits_for, today)


def _late(action: Action, today: date) -> tuple[Status, Rule] | None:
    overdue = sorted(
        (due, step.title)
        for step in action.steps
        if not _done_by(step.done_on, today) and (due := day_of(step.due)) is not None and due < today
    )
    if overdue:
        due, title = overdue[0]
        return "late", Rule("step_overdue", {"step": title, "due": due.isoformat(), "days": (today - due).days})
    end = day_of(action.end)
    if end is not None and end < today:
        return "late", Rule("end_passed", {"end": action.end, "days": (today - end).days})
    return None


def _begun(action: Action, done: int, waits_for: tuple[str, ...], today: date) -> tuple[Status, Rule]:
    start = day_of(action.start)
    if done:
        return "under_way", Rule("steps_done", {"done": done, "steps": len(action.steps)})
    if start is not None and start > today:
        return "planned", Rule("starts_later", {"start": action.start})
    if start is not None and waits_for:
        return "waiting", Rule("prerequisite_open", {"actions": waits_for})
    if start is not None:
        return "under_way", Rule("started", {"start": action.start})
    if action.steps or day_of(action.end) is not None:
        return "planned", Rule("nothing_done")
    return "unknown", Rule("no_schedule")


def _done_by(text: str, today: date) -> bool:
    day = day_of(text)
    return day is not None and day <= today


def _counted(statuses: Iterable[Status]) -> Mapping[Status, int]:
    return MappingProxyType(Counter(statuses))
