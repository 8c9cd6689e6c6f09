"""What of a plan a reader sees: the state that everybody reads, or for the people of the region the one they work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from openhearth.apps.pathways import rules
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.selectors.plans import plan_at, plan_row
from openhearth.core.pathway import terms


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan as one person sees it now. ``query`` goes behind every address of the page, to stay in the same state."""

    row: Plan
    plan: terms.Plan
    step: int
    sees_draft: bool
    may_edit: bool
    as_public: bool

    @property
    def query(self) -> str:
        return "?as=public" if self.as_public and self.sees_draft else ""

    @property
    def is_draft(self) -> bool:
        """Whether the public reads something else, or nothing."""
        return self.step != self.row.released


def visible(request: HttpRequest, code: str) -> Plan:
    """The plan with this address, if this person may see anything of it."""
    row = plan_row(code)
    if row is None:
        raise Http404(_("There is no such plan."))
    if not rules.can_see_plan(request.user, row):
        raise PermissionDenied
    return row


def editable(request: HttpRequest, code: str) -> Plan:
    """The plan with this address, if this person may write it."""
    row = visible(request, code)
    if not rules.can_edit_plan(request.user, row):
        raise PermissionDenied
    return row


def seen(request: HttpRequest, code: str) -> Seen:
    """The plan in the state that this person may see and asked for."""
    row = visible(request, code)
    sees_draft = rules.can_see_draft(request.user, row)
    as_public = row.is_public and (not sees_draft or request.GET.get("as") == "public")
    step = row.released if as_public and row.released is not None else row.step
    may_edit = rules.can_edit_plan(request.user, row) and not as_public
    return Seen(row, plan_at(row, step), step, sees_draft, may_edit, as_public)


def shown(request: HttpRequest, template: str, found: Seen, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of a plan."""
    known = {"seen": found, "row": found.row, "plan": found.plan, "query": found.query, "room": template}
    return render(request, f"pathways/{template}.html", {**known, **context}, status=status)
