"""Before a command reads facts, the house must be set up; the first command does it, with progress."""

from __future__ import annotations

from openhearth.apps.regions.selectors import facts_are_current
from openhearth.cli.output import progress_bar


def ensure() -> None:
    """Make or upgrade the database when it does not hold this version's facts."""
    if facts_are_current():
        return
    from openhearth.site.setup import set_up  # noqa: PLC0415 - brings polars, which a house that stands does not need

    with progress_bar("Setting up the house (once)") as report:
        set_up(progress=report)
