"""The experiments of a plan: what was expected, how it ended, and where else it could scale."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.pages.judged import Judged
from openhearth.apps.pathways.selectors.peers import similar_regions
from openhearth.apps.pathways.sentences import day
from openhearth.apps.practices.selectors import all_practices
from openhearth.core.pathway import terms


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment as the page shows it. ``ended``: it can be handed on; ``public``: readers find its practice."""

    part: terms.Experiment
    outcome: str
    start: str
    end: str
    indicators: tuple[str, ...]
    pathways: tuple[str, ...]
    ended: bool
    public: bool


def trials_page(judged: Judged) -> dict[str, Any]:
    """What the page of the experiments shows."""
    public = {one.code for one in all_practices()} if judged.plan.experiments else set()
    found = [_trial(judged, one, public) for one in judged.plan.experiments]
    ended = any(one.ended for one in found)
    return {"trials": found, "elsewhere": similar_regions(judged.plan.region) if ended else ()}


def _trial(judged: Judged, part: terms.Experiment, public: Collection[str]) -> Trial:
    return Trial(
        part,
        wording.word(wording.OUTCOMES, part.outcome),
        day(part.start),
        day(part.end),
        judged.titled(part.indicators),
        judged.titled(part.pathways),
        part.outcome != "running",
        part.practice in public,
    )
