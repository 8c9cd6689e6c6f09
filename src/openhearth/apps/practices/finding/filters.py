"""By what the toolkit is narrowed down: one table for the index, the page, the address and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.apps.practices.models import Project
from openhearth.core.practice_record import PracticeRecord, flat

PRACTICE, PROJECT = "practice", "project"
KINDS = (PRACTICE, PROJECT)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter.

    Parameters
    ----------
    code
        Its name in the address and in the index.
    name
        What the page calls it.
    vocabulary
        Of its values, in whose order they stand; empty where the records say which values there are.
    values
        Those of a practice.
    of_project
        Those of a project.
    first
        Shown open; the others stand folded below.
    """

    code: str
    name: str | Promise
    vocabulary: str
    values: Callable[[PracticeRecord], tuple[str, ...]]
    of_project: Callable[[Project], tuple[str, ...]]
    first: bool = False


def _field(name: str) -> Callable[[PracticeRecord], tuple[str, ...]]:
    def values(record: PracticeRecord) -> tuple[str, ...]:
        value = flat(record)[name]
        return value if isinstance(value, tuple) else (value,) if value else ()

    return values


def _places(record: PracticeRecord) -> tuple[str, ...]:
    """Every NUTS region that the practice lies in, from NUTS 1 down: a role or a link may name any of them."""
    nuts = record.practice.nuts
    return tuple(nuts[:length] for length in range(3, len(nuts) + 1))


def _none(project: Project) -> tuple[str, ...]:
    del project
    return ()


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


FILTERS: tuple[Filter, ...] = (
    Filter("kind", _("Kind of record"), "", lambda _record: (PRACTICE,), lambda _project: (PROJECT,)),
    Filter("theme", _("Theme"), "thematic_priority", _field("thematic_priority"), _none, first=True),
    Filter("challenge", _("Strategic challenge"), "strategic_challenge", _field("strategic_challenge"), _none, first=True),
    Filter("country", _("Country"), "country", _field("country"), lambda project: _one(project.country), first=True),
    Filter("support", _("Support by a cluster organisation"), "support_type", _field("support_type"), _none),
    Filter("industry", _("Carbon-intensive industry"), "carbon_intensive_group", _field("carbon_intensive_group"), _none),
    Filter("ecosystem", _("Industrial ecosystem"), "industrial_ecosystem", _field("industrial_ecosystem"), _none),
    Filter("region_type", _("Type of region"), "region_type", _field("region_type"), _none),
    Filter("validity", _("Valid"), "territorial_validity", _field("territorial_validity"), _none),
    Filter("outcome", _("What became of it"), "outcome", _field("outcome"), _none),
    Filter("lens", _("Lens"), "lens", _field("lens"), _none),
    Filter("reach", _("Reach"), "reach", _field("reach"), _none),
    Filter("recommendation", _("Recommendation of the European Expert Group on Clusters"), "recommendation", _field("recommendation"), _none),
    Filter("language", _("Language of the record"), "", _field("language"), lambda project: _one(project.language)),
    Filter("place", _("Region"), "", _places, _none),
    Filter("fund", _("Fund"), "", lambda _record: (), lambda project: _one(project.fund)),
    Filter("period", _("Funding period"), "", lambda _record: (), lambda project: _one(project.period)),
)  # fmt: skip

BY_CODE: Mapping[str, Filter] = {one.code: one for one in FILTERS}

KIND_NAMES: Mapping[str, str | Promise] = {PRACTICE: _("Practices"), PROJECT: _("Funded projects")}

SORTS: Mapping[str, str | Promise] = {
    "best": _("best match, or by title"),
    "title": _("title"),
    "-published": _("newest first"),
    "-reviewed": _("last reviewed first"),
    "-started": _("latest start first"),
    "-cost": _("highest cost first"),
    "cost": _("lowest cost first"),
}
"""Name in the address to what the page calls it; ``best`` without words is ``title``."""

NUMBERS = ("title", "published", "reviewed", "started", "cost")
"""What records are sorted by."""
