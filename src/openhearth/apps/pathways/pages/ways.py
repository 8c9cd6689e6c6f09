"""Pathways side by side, told backwards: vision, milestones, actions, today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.pages.home import PathwayCard, card
from openhearth.apps.pathways.pages.judged import ActionRow, Judged
from openhearth.apps.pathways.sentences import day, rule_in_words
from openhearth.core.pathway import terms

SHOWN = 12
"""Actions that a column names; the list of actions has all."""


@dataclass(frozen=True, slots=True)
class MilestoneShown:
    """A milestone on its pathway."""

    part: terms.Milestone
    due: str
    status: str
    status_word: str
    rule: str


@dataclass(frozen=True, slots=True)
class Way:
    """A pathway as a column, from the vision back to today."""

    part: terms.Pathway
    card: PathwayCard
    milestones: list[MilestoneShown]
    actions: list[ActionRow]
    more: int


def ways_page(judged: Judged) -> dict[str, Any]:
    """What the page of the pathways shows."""
    plan = judged.plan
    known = {one.key for one in plan.pathways}
    loose = [one for one in plan.actions if not known.intersection(one.pathways)]
    return {
        "ways": [_way(judged, one) for one in plan.pathways],
        "loose": judged.action_rows(loose[:SHOWN]),
        "loose_more": max(0, len(loose) - SHOWN),
    }


def _way(judged: Judged, pathway: terms.Pathway) -> Way:
    plan = judged.plan
    backwards = sorted((one for one in plan.milestones if one.pathway == pathway.key), key=lambda one: one.due)[::-1]
    on_it = [one for one in plan.actions if pathway.key in one.pathways]
    return Way(
        pathway,
        card(judged, pathway),
        [_milestone(judged, one) for one in backwards],
        judged.action_rows(on_it[:SHOWN]),
        max(0, len(on_it) - SHOWN),
    )


def _milestone(judged: Judged, part: terms.Milestone) -> MilestoneShown:
    found = judged.standing.milestones[part.key]
    return MilestoneShown(
        part,
        day(part.due),
        found.status,
        wording.word(wording.STATUSES, found.status),
        rule_in_words(found.rule, judged.titles),
    )
