"""Finding records: what may be asked, the index that answers, and what is found."""

from openhearth.apps.practices.finding.asking import (
    MOST_PAGES,
    PAGE,
    Choice,
    Choices,
    Findings,
    Found,
    Question,
    address,
    close_in_meaning,
    found,
    only,
    question_of,
)

__all__ = [
    "MOST_PAGES",
    "PAGE",
    "Choice",
    "Choices",
    "Findings",
    "Found",
    "Question",
    "address",
    "close_in_meaning",
    "found",
    "only",
    "question_of",
]
