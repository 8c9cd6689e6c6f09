"""Questions about studies, answered from the database as values."""

from openhearth.apps.portfolios.selectors.runs import frontier_of, newest_run, run_of, settings_of
from openhearth.apps.portfolios.selectors.studies import (
    Version,
    nearest_codes,
    problem_in,
    problem_of,
    shown_studies,
    study_by_code,
    versions,
)

__all__ = [
    "Version",
    "frontier_of",
    "nearest_codes",
    "newest_run",
    "problem_in",
    "problem_of",
    "run_of",
    "settings_of",
    "shown_studies",
    "study_by_code",
    "versions",
]
