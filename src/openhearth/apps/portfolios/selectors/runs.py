"""Searches: the one that answers a question, and what it has found."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from openhearth.apps.portfolios.models import Run, Study
from openhearth.apps.portfolios.packing import frontier_in
from openhearth.apps.portfolios.selectors.studies import Version
from openhearth.core.portfolio.frontier import Frontier

LARGE = ("found", "checkpoint")


def settings_of(algorithm: str = "auto") -> dict[str, str]:
    """What changes an answer beside the problem. How long one is ready to wait does not."""
    return {"algorithm": algorithm}


def run_of(study: Study, version: Version, settings: Mapping[str, str] | None = None) -> Run | None:
    """The search of exactly this question, the last one where no settings are given; without what it has found."""
    asked = _light(study).filter(digest=version.digest)
    return (asked if settings is None else asked.filter(settings=dict(settings))).first()


def newest_run(study: Study) -> Run | None:
    """The last search of a study that has found anything, whichever version it asked about."""
    return _light(study).filter(points__gt=0).first()


def frontier_of(run: Run) -> Frontier | None:
    """What a search has found, unpacked once in a process; None as long as that is nothing."""
    if not run.found_digest:
        return None
    return frontier_in(lambda: bytes(run.found or b""), run.found_digest)


def _light(study: Study) -> QuerySet[Run]:
    return study.runs.select_related("job", "revision").defer(*LARGE, "revision__content").order_by("-updated", "-pk")
