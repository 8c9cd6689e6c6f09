"""Where a role counts: everywhere, in a region and the territories below it, in a programme, or for one of its partners."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openhearth.core.errors import Fault, InputError

EVERYWHERE = "everywhere"
REGION = "region"
PROGRAMME = "programme"
PARTNER = "partner"

# Territory codes begin with two capitals, programme codes with a small letter or digit, and only those of partners have a dot: none can
# be read as another.
CODES = {
    EVERYWHERE: re.compile(""),
    REGION: re.compile("[A-Z]{2}[A-Z0-9_-]*"),
    PROGRAMME: re.compile("[a-z0-9][a-z0-9-]*"),
    PARTNER: re.compile(r"[a-z0-9][a-z0-9-]*\.[a-z0-9][a-z0-9-]*"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of place and its code; ``Scope()`` is everywhere. A partner is ``programme.key``.

    Raises
    ------
    InputError
        ``unknown_scope_kind`` or ``bad_scope_code``.

    Examples
    --------
    >>> Scope("region", "DEA").covers("DEA1"), Scope("region", "DEA1").covers("DEA"), Scope().covers(None)
    (True, False, True)
    """

    kind: str = EVERYWHERE
    code: str = ""

    def __post_init__(self) -> None:
        if self.kind not in CODES:
            raise InputError(Fault("unknown_scope_kind", "scope", {"found": self.kind}))
        if not CODES[self.kind].fullmatch(self.code):
            raise InputError(Fault("bad_scope_code", "scope", {"kind": self.kind, "found": self.code}))

    def covers(self, place: str | None) -> bool:
        """Whether a role held here counts at ``place``; None is the whole house.

        The code of a NUTS region begins with the codes of the regions it lies in, that of a partner with the code of its programme.
        """
        if self.kind == EVERYWHERE:
            return True
        if place is None:
            return False
        if self.kind == PROGRAMME:
            return place.partition(".")[0] == self.code
        return place.startswith(self.code) if self.kind == REGION else place == self.code

    def contains(self, other: Scope) -> bool:
        """Whether ``other`` lies wholly inside."""
        below = self.kind == other.kind or (self.kind, other.kind) == (PROGRAMME, PARTNER)
        return self.kind == EVERYWHERE or (below and self.covers(other.code))


def partner_scope(programme: str, partner: str) -> Scope:
    """Where a role counts for one partner of a programme.

    Examples
    --------
    >>> Scope("programme", "steel").contains(partner_scope("steel", "aviles"))
    True
    """
    return Scope(PARTNER, f"{programme}.{partner}")
