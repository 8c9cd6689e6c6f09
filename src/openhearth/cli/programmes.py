"""The answers of the commands about peer-learning programmes, as values with a stable schema: see `answers`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepAnswer:
    """A record met on a walk: ``kind:key``, what it says, how many links away, from which record, and who said so and when."""

    record: str
    title: str
    depth: int
    via: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """One record led to another."""

    source: str
    target: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class ProgrammeChain:
    """``openhearth programme chain PROGRAMME --json``. ``onward`` and ``back`` are empty without ``--from``.

    ``note`` is what a reader must know first, such as that everything is made up.
    """

    schema: str
    programme: str
    title: str
    note: str
    start: str
    onward: tuple[StepAnswer, ...]
    back: tuple[StepAnswer, ...]
    links: tuple[LinkAnswer, ...]
    dead_ends: tuple[str, ...]
    without_beginning: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueAnswer:
    """What a partner owes; ``partner`` empty: all, ``day`` empty: none was set."""

    partner: str
    what: str
    key: str
    about: str
    day: str
    late: bool


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """A partner in a semester: keys of what was done, whether its report is handed in, and what is owed."""

    semester: int
    hosted: tuple[str, ...]
    handed_in: tuple[str, ...]
    learnings: tuple[str, ...]
    planned: tuple[str, ...]
    achieved: tuple[str, ...]
    delivered: tuple[str, ...]
    reported: bool
    owed: tuple[DueAnswer, ...]


@dataclass(frozen=True, slots=True)
class PartnerAnswer:
    """A partner by semester."""

    key: str
    name: str
    role: str
    semesters: tuple[CellAnswer, ...]


@dataclass(frozen=True, slots=True)
class OutputAnswer:
    """Something the programme promised; ``partner`` empty: all, ``delivered_on`` empty: not yet."""

    key: str
    title: str
    partner: str
    semester: int | None
    delivered_on: str
    link: str
    late: bool


@dataclass(frozen=True, slots=True)
class ProgrammeStatus:
    """``openhearth programme status PROGRAMME --json``. ``semester``: in which the day lies, null outside of all."""

    schema: str
    programme: str
    title: str
    note: str
    day: str
    semester: int | None
    partners: tuple[PartnerAnswer, ...]
    late: tuple[DueAnswer, ...]
    outputs: tuple[OutputAnswer, ...]


@dataclass(frozen=True, slots=True)
class VisitAnswer:
    """A meeting with its host, the Monday of its week, and who cannot come."""

    meeting: str
    host: str
    week: str
    absent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObstacleAnswer:
    """A requirement that stands in the way: ``host``, ``slot``, ``order``, ``unavailable``, ``holidays`` or ``closed``, of whom, and in words."""

    kind: str
    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ProgrammeRotation:
    """``openhearth programme rotation FILE --json``. Impossible: no visits, and the requirements that cannot be met together."""

    schema: str
    possible: bool
    visits: tuple[VisitAnswer, ...]
    travelled: dict[str, float]
    longest: float | None
    total: float | None
    absences: int | None
    obstacles: tuple[ObstacleAnswer, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeWritten:
    """``openhearth programme report``, ``handbook`` and ``calendar`` with ``--json``: the file that was written."""

    schema: str
    programme: str
    file: str
    bytes: int


@dataclass(frozen=True, slots=True)
class PartChange:
    """What loading a file does to a part: ``fate`` is added, changed or removed."""

    kind: str
    key: str
    fate: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeLoaded:
    """``openhearth programme load FILE --json``; ``done`` is false after ``--dry-run``."""

    schema: str
    programme: str
    title: str
    done: bool
    changes: tuple[PartChange, ...]


SCHEMAS = {
    "programme_chain": ProgrammeChain,
    "programme_status": ProgrammeStatus,
    "programme_rotation": ProgrammeRotation,
    "programme_loaded": ProgrammeLoaded,
    "programme_written": ProgrammeWritten,
}
