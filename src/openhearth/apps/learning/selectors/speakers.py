"""Who speaks for the partners of a programme: through a role in their region, or named for the partner itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openhearth.apps.accounts.models import Invitation, Role
from openhearth.apps.accounts.scopes import PARTNER, PROGRAMME, REGION, Scope, partner_scope
from openhearth.apps.accounts.selectors import open_invitations
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.rules import LOCAL_GROUP
from openhearth.core.programme.terms import Partner


@dataclass(frozen=True, slots=True)
class Speakers:
    """Those of one partner; ``in_region``: how many people hold a role in a region that covers the partner's."""

    partner: Partner
    named: tuple[Role, ...]
    invited: tuple[Invitation, ...]
    in_region: int

    @property
    def nobody(self) -> bool:
        return not (self.named or self.in_region)


def speakers(row: Programme, partners: Iterable[Partner], now: datetime) -> list[Speakers]:
    """The speakers of these partners: three queries, however many there are."""
    held = Role.objects.filter(withdrawn=None, role__in=LOCAL_GROUP, user__is_active=True)
    named = list(
        held.filter(scope_kind=PARTNER, scope_code__startswith=f"{row.code}.")
        .select_related("user")
        .order_by("user__email", "role")
    )
    invited = [one for one in open_invitations(Scope(PROGRAMME, row.code), now) if one.scope_kind == PARTNER]
    regional = set(held.filter(scope_kind=REGION).values_list("scope_code", "user"))
    found = []
    for one in partners:
        code = partner_scope(row.code, one.key).code
        there = {user for region, user in regional if one.region and one.region.startswith(region)}
        own = tuple(role for role in named if role.scope_code == code)
        asked = tuple(invitation for invitation in invited if invitation.scope_code == code)
        found.append(Speakers(one, own, asked, len(there)))
    return found
