"""The words of a document: runs of text, what stands out in them, where they lead, and what they cite."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openhearth.core.errors import Fault, InputError

SAFE_LINK = re.compile(r"(https?://[^\s/?#]+|mailto:[^\s@]+@)[^\s]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. Nothing in them is markup, in any format.

    ``language`` is the BCP-47 tag of words in another language than the document's, empty for the same.
    """

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry the sentence; ``language`` as for `Text`."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words stressed, or a title."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address: ``http``, ``https`` or ``mailto``. Other schemes raise ``unsafe_link``."""

    text: str
    address: str

    def __post_init__(self) -> None:
        if not SAFE_LINK.fullmatch(self.address):
            raise InputError(Fault("unsafe_link", "link", {"address": self.address}))


@dataclass(frozen=True, slots=True)
class Cite:
    """A bracketed number that refers to a source of the document by its code."""

    source: str


Inline = Text | Strong | Emphasis | Link | Cite


def inlines(*parts: str | Inline) -> tuple[Inline, ...]:
    """A run of inlines in which a bare string is plain text.

    Examples
    --------
    >>> inlines("Emissions fell.", Cite("eutl-2024"))
    (Text(text='Emissions fell.', language=''), Cite(source='eutl-2024'))
    """
    return tuple(Text(part) if isinstance(part, str) else part for part in parts)
