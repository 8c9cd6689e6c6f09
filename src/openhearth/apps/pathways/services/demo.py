"""What the demo shows of a plan: the packaged one, released, with a change under way that the public does not see yet."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from openhearth.apps.accounts.models import User
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.selectors.plans import plan_row
from openhearth.apps.pathways.services.parts import save_part
from openhearth.apps.pathways.services.plans import import_plan, release_plan, start_plan
from openhearth.sources.plans.plan_yaml import demo_plan

CODE = "demo-duisburg"


def create_demo_plan(by: User | None) -> Plan:
    """The packaged plan under its address; one that is there is left as it is."""
    found = plan_row(CODE)
    if found is not None:
        return found
    plan = demo_plan()
    row = start_plan(plan.title, plan.region, plan.language, by, code=CODE)
    import_plan(CODE, plan, by)
    row.refresh_from_db()
    release_plan(row, step=row.step)
    told = next((one for one in plan.actions if one.steps), None)
    if told is not None:
        save_part(row, replace(told, reported_on=timezone.localdate().isoformat()), by, read_at=row.step)
    return row
