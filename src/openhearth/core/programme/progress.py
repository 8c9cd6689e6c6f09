"""What the partners report of a semester: activities, deviations, and money planned, spent and still to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from openhearth.core.errors import Fault, InputError
from openhearth.core.programme.terms import PartnerReport, Programme


@dataclass(frozen=True, slots=True)
class Money:
    """A sum of what was told, in whole euro cents, and who or what did not tell: while anything is missing it is a least amount."""

    cents: int = 0
    missing: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class PartnerProgress:
    """A partner in a semester.

    Parameters
    ----------
    planned, spent
        In this semester; None: not told.
    planned_so_far, spent_so_far
        From the first semester to this one; missing are the semesters that were not told.
    planned_in_all
        Over all semesters.
    as_planned
        What will have been spent in the end if the rest goes as planned: spent so far and planned from now on; None where any of it
        is missing.
    at_this_pace
        The same if the rest is spent as the beginning was: ``planned in all · spent so far / planned so far``; None where any of it is
        missing, or nothing was planned so far.
    """

    partner: str
    told: bool
    activities: tuple[str, ...]
    deviations: tuple[str, ...]
    planned: int | None
    spent: int | None
    planned_so_far: Money
    spent_so_far: Money
    planned_in_all: Money
    as_planned: int | None
    at_this_pace: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """All partners in a semester, in the order of the programme, and their sums; missing in a sum are partners."""

    semester: int
    partners: tuple[PartnerProgress, ...]
    planned: Money
    spent: Money
    planned_so_far: Money
    spent_so_far: Money
    planned_in_all: Money


def progress(programme: Programme, semester: int) -> Progress:
    """How the programme went until the end of a semester, as its partners tell it. What nobody told stays missing, and is never 0.

    Associated partners that report nothing are left out: they have no budget.

    Raises
    ------
    InputError
        ``unknown_semester``.

    Examples
    --------
    >>> from openhearth.core.programme.terms import Partner, Semester
    >>> found = progress(
    ...     Programme("p", "P", partners=(Partner("aviles", "Avilés", "policy"),), semesters=(Semester(1), Semester(2)),
    ...     reports=(PartnerReport("aviles", 1, planned=1000, spent=1100), PartnerReport("aviles", 2, planned=3000))), 1,
    ... )
    >>> found.spent, found.partners[0].as_planned, found.partners[0].at_this_pace
    (Money(cents=1100, missing=()), 4100, 4400)
    """
    numbers = sorted(one.number for one in programme.semesters)
    if semester not in numbers:
        raise InputError(Fault("unknown_semester", "semester", {"found": semester, "known": tuple(numbers)}))
    told = {(one.partner, one.semester): one for one in programme.reports}
    reporting = {one.partner for one in programme.reports}
    rows = tuple(
        _row(one.key, semester, numbers, told)
        for one in programme.partners
        if one.role != "associated" or one.key in reporting
    )
    return Progress(
        semester,
        rows,
        _sum((row.partner, row.planned) for row in rows),
        _sum((row.partner, row.spent) for row in rows),
        _over(rows, "planned_so_far"),
        _over(rows, "spent_so_far"),
        _over(rows, "planned_in_all"),
    )


def _row(
    partner: str, semester: int, numbers: Iterable[int], told: Mapping[tuple[str, int], PartnerReport]
) -> PartnerProgress:
    reports = {number: told.get((partner, number), PartnerReport(partner, number)) for number in numbers}
    planned = {number: one.planned for number, one in reports.items()}
    spent = {number: one.spent for number, one in reports.items()}
    planned_so_far = _sum((str(number), cents) for number, cents in planned.items() if number <= semester)
    spent_so_far = _sum((str(number), cents) for number, cents in spent.items() if number <= semester)
    to_come = _sum((str(number), cents) for number, cents in planned.items() if number > semester)
    in_all = _sum((str(number), cents) for number, cents in planned.items())
    paced = spent_so_far.whole and in_all.whole and planned_so_far.cents > 0
    now = reports[semester]
    return PartnerProgress(
        partner,
        (partner, semester) in told,
        now.activities,
        now.deviations,
        now.planned,
        now.spent,
        planned_so_far,
        spent_so_far,
        in_all,
        spent_so_far.cents + to_come.cents if spent_so_far.whole and to_come.whole else None,
        _scaled(in_all.cents, spent_so_far.cents, planned_so_far.cents) if paced else None,
    )


def _scaled(amount: int, by: int, of: int) -> int:
    """``amount · by / of`` in whole numbers, halves up."""
    return (2 * amount * by + of) // (2 * of)


def _sum(amounts: Iterable[tuple[str, int | None]]) -> Money:
    listed = tuple(amounts)
    return Money(
        sum(cents for _, cents in listed if cents is not None), tuple(name for name, cents in listed if cents is None)
    )


def _over(rows: Iterable[PartnerProgress], name: Literal["planned_so_far", "spent_so_far", "planned_in_all"]) -> Money:
    """The sum over partners; of whom anything is missing, the partner is."""
    listed = [(row.partner, money) for row in rows for money in (getattr(row, name),)]
    return Money(sum(money.cents for _, money in listed), tuple(partner for partner, money in listed if money.missing))


def in_euros(cents: int | None) -> int | None:
    """A forecast in whole euros, still counted in cents: it knows no cents.

    Examples
    --------
    >>> in_euros(11228571)
    11228600
    """
    return None if cents is None else (cents + 50) // 100 * 100
