"""A photo in a document, with the words that say the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from openhearth.core.errors import Fault, InputError

_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo. The document carries it, so what was printed once can be printed again.

    Parameters
    ----------
    name
        Under which it is kept in the house.
    data
        A JPEG without metadata.
    alt
        What a person who does not see it needs to know. PDF/UA requires it, and so do we.
    width, height
        In pixels.
    caption, credit
        What stands under it, and whose it is; the description stands there where no caption is given.

    Raises
    ------
    InputError
        ``missing_alt``, ``not_a_picture``.
    """

    name: str
    data: bytes
    alt: str
    width: int
    height: int
    caption: str = ""
    credit: str = ""

    def __post_init__(self) -> None:
        place = f"picture {self.name!r}"
        faults = [] if self.alt.strip() else [Fault("missing_alt", place)]
        if not self.data.startswith(_JPEG) or min(self.width, self.height) < 1:
            faults.append(Fault("not_a_picture", place))
        if faults:
            raise InputError(*faults)

    @property
    def digest(self) -> str:
        """SHA-256 of the photo, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def legend(self) -> str:
        """What stands under the photo."""
        said = self.caption or self.alt
        return f"{said} ({self.credit})" if self.credit else said
