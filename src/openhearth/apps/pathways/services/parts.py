"""Writing a plan, part by part; see `openhearth.apps.entries.services`. A change may leave faults, it may not make new ones."""

from __future__ import annotations

from collections.abc import Sequence

from openhearth.apps.accounts.models import User
from openhearth.apps.entries import services as entries
from openhearth.apps.entries.services import Contested, Saved
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.selectors.plans import LEDGER, plan_at
from openhearth.core.errors import Fault
from openhearth.core.pathway import terms
from openhearth.core.pathway.assembly import assembled, parts_of
from openhearth.core.pathway.validation import plan_faults
from openhearth.sources.plans.plan_yaml import packaged_codes


def save_part(
    row: Plan, part: terms.Part, by: User | None, *, read_at: int, note: str = ""
) -> Saved[terms.Part] | Contested[terms.Part]:
    """Write a part that was read at a step (0: it is new)."""
    return entries.save_part(LEDGER, row, part, by, read_at=read_at, note=note, objections=new_faults(row))


def take_out_part(row: Plan, kind: str, key: str, by: User | None, *, read_at: int, note: str = "") -> int:
    """Take a part out of the plan; its past stays and it can be put back."""
    return entries.take_out_part(LEDGER, row, kind, key, by, read_at=read_at, note=note, objections=new_faults(row))


def restore_part(row: Plan, kind: str, key: str, step: int, by: User | None, *, read_at: int) -> int:
    """Write again what a part said at an earlier step; also undoes taking it out."""
    return entries.restore_part(LEDGER, row, kind, key, step, by, read_at=read_at, objections=new_faults(row))


def new_faults(row: Plan) -> entries.Objections[terms.Part]:
    """The faults that the plan would have with a change, and does not have now."""

    def found(kind: str, key: str, part: terms.Part | None) -> Sequence[Fault]:
        plan = plan_at(row, row.step)
        before = plan_faults(plan, **packaged_codes())
        return [one for one in plan_faults(with_part(plan, kind, key, part), **packaged_codes()) if one not in before]

    return found


def with_part(plan: terms.Plan, kind: str, key: str, part: terms.Part | None) -> terms.Plan:
    """The plan with a part put in, put in the place of its former self, or taken out."""
    parts: list[tuple[str, terms.Part]] = []
    known = False
    for other, one in parts_of(plan):
        if (other, one.key) != (kind, key):
            parts.append((other, one))
        elif part is not None:
            parts.append((kind, part))
            known = True
    if part is not None and not known:
        parts.append((kind, part))
    return assembled(parts, title=plan.title, region=plan.region, language=plan.language)
