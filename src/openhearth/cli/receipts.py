"""The answers of the commands that do something, as values with a stable schema: see `answers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Brief:
    """``openhearth brief CODE -o FILE --json``. ``digest`` names the content: equal digest, equal brief."""

    schema: str
    region: str
    file: str
    bytes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """``openhearth sources load FORMAT FILE --json``: rows of the file, and why some were left out (reason to rows)."""

    schema: str
    format: str
    file_name: str
    digest: str
    read: int
    kept: int
    rejected: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """``openhearth sources reset FORMAT --json``."""

    schema: str
    format: str


@dataclass(frozen=True, slots=True)
class KnownFormat:
    """A format, the file it expects, and what is loaded now; null = the packaged facts, and of a list of projects nothing."""

    format: str
    title: str
    file: str
    loaded: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Formats:
    """``openhearth sources list --json``."""

    schema: str
    formats: tuple[KnownFormat, ...]


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """A packaged table after a build."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Built:
    """``openhearth facts build --from DIRECTORY --json``."""

    schema: str
    folder: str
    digest: str
    tables: Mapping[str, BuiltTable]


@dataclass(frozen=True, slots=True)
class Invited:
    """``openhearth people add EMAIL --json``: a link that works once."""

    schema: str
    email: str
    invitation: str


@dataclass(frozen=True, slots=True)
class Transferred:
    """``openhearth practices transfer CODE --to REGION --json``; every share from 0 to 1, null = not known.

    ``least`` and ``most`` bound the score whatever becomes known; ``known`` is the part of the weight that is.
    """

    schema: str
    practice: str
    place: str
    score: float | None
    least: float
    most: float
    known: float
    parts: tuple[PartAnswer, ...]


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """One part of the score with its reasons."""

    part: str
    score: float | None
    weight: float
    known: float
    reasons: tuple[ReasonAnswer, ...]


@dataclass(frozen=True, slots=True)
class ReasonAnswer:
    """What is alike, there, missing or unknown; ``here`` and ``needed`` in the unit of what it is about."""

    code: str
    about: str
    here: float | None
    needed: float | None
    essential: bool
