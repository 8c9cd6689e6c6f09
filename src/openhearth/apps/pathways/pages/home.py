"""The home of a plan: where it stands on one page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, get_args

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.pages import spine
from openhearth.apps.pathways.pages.judged import Judged
from openhearth.apps.pathways.pages.lit import lit
from openhearth.apps.pathways.sentences import day, euro
from openhearth.core.pathway import terms
from openhearth.core.pathway.monitoring import Light
from openhearth.core.pathway.status import STATUSES

SHOWN = 8
"""Rows that a list on this page names; the page behind it has all."""

LIGHTS: tuple[Light, ...] = ("red", "amber", "green", "grey")


@dataclass(frozen=True, slots=True)
class PathwayCard:
    """A pathway beside the others."""

    key: str
    title: str
    story: str
    preferred: bool
    actions: int
    phase_outs: int
    done: int
    late: int
    milestones: int
    next_milestone: str
    next_due: str


def home_page(judged: Judged, *, may_edit: bool) -> dict[str, Any]:
    """What the home of a plan shows."""
    plan, standing = judged.plan, judged.standing
    lights = Counter(found.light for found in judged.watched.values())
    troubled = [one for one in plan.indicators if judged.watched[one.key].light in ("red", "amber")]
    troubled.sort(key=lambda one: LIGHTS.index(judged.watched[one.key].light))
    late = [one for one in plan.actions if standing.actions[one.key].status in ("late", "waiting")]
    stale = [one for one in plan.actions if standing.actions[one.key].stale]
    return {
        "steps": spine.steps(judged, may_edit=may_edit),
        "cards": [card(judged, one) for one in plan.pathways],
        "table": status_table(judged),
        "cost": _cost(plan),
        "lights": [(light, wording.word(wording.LIGHTS, light), lights[light]) for light in LIGHTS],
        "troubled": judged.indicator_rows(troubled[:SHOWN]),
        "troubled_more": max(0, len(troubled) - SHOWN),
        "late": judged.action_rows(late[:SHOWN]),
        "late_more": max(0, len(late) - SHOWN),
        "stale": judged.action_rows(stale[:SHOWN]),
        "stale_more": max(0, len(stale) - SHOWN),
        "lit": lit(judged, judged.moved),
        "is_empty": plan == terms.Plan(plan.title, plan.region, plan.language),
    }


def card(judged: Judged, pathway: terms.Pathway) -> PathwayCard:
    """How a pathway stands."""
    found = judged.standing.pathways[pathway.key]
    on_it = [one for one in judged.plan.actions if pathway.key in one.pathways]
    coming = next((one for one in judged.plan.milestones if one.key == found.next_milestone), None)
    return PathwayCard(
        pathway.key,
        pathway.title,
        pathway.story,
        pathway.preferred,
        len(on_it),
        sum(one.kind == "phase_out" for one in on_it),
        found.actions.get("done", 0),
        found.actions.get("late", 0),
        sum(found.milestones.values()),
        coming.title if coming else "",
        day(coming.due) if coming else "",
    )


def status_table(judged: Judged) -> dict[str, Any]:
    """How many actions of each kind have each status; statuses that do not occur are left out."""
    counts = judged.standing.counts
    kinds = get_args(terms.Kind)
    used = [status for status in STATUSES if any(counts.get((kind, status)) for kind in kinds)]
    return {
        "heads": [(status, wording.word(wording.STATUSES, status)) for status in used],
        "rows": [
            (
                kind,
                wording.word(wording.ACTION_KINDS, kind),
                [(status, counts.get((kind, status), 0)) for status in used],
                sum(counts.get((kind, status), 0) for status in used),
            )
            for kind in kinds
        ],
    }


def _cost(plan: terms.Plan) -> tuple[str, str, int]:
    """All that is planned, what of it is promised in writing, and how many actions name no cost."""
    costs = [cost for action in plan.actions for cost in action.costs]
    silent = sum(not action.costs for action in plan.actions)
    secured = sum(cost.cents for cost in costs if cost.secured)
    return (euro(sum(cost.cents for cost in costs)), euro(secured), silent) if costs else ("", "", silent)
