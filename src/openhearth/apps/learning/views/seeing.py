"""What of a programme a reader sees: the state that everybody reads, or for its people the one they work on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from openhearth.apps.accounts.rules import Person
from openhearth.apps.learning import rules
from openhearth.apps.learning.models import Programme
from openhearth.apps.learning.pages.rooms import rooms
from openhearth.apps.learning.selectors.programmes import all_parts_at, programme_of, programme_row
from openhearth.core.programme import terms


@dataclass(frozen=True)
class Seen:
    """A programme as one person sees it now, read with one query.

    ``programme`` and ``parts`` leave out what this person may not read: unfinished homework and learnings of others; for the public everything that
    is not made for it (`rules.readable_parts`). ``query`` goes behind every address of the page, to stay in the same state.
    """

    row: Programme
    user: Person
    programme: terms.Programme
    parts: tuple[tuple[str, Any], ...]
    step: int
    sees_draft: bool
    as_public: bool
    at_work: bool = False
    """On a page that the public cannot enter."""

    @property
    def query(self) -> str:
        return "?as=public" if self.as_public and self.sees_draft else ""

    @property
    def is_draft(self) -> bool:
        """Whether the public reads something else, or nothing."""
        return self.step != self.row.released

    @property
    def holds_back(self) -> bool:
        """Whether this person sees learnings of its own partner that the others do not read."""
        return any(one.unfinished for one in self.programme.learnings)

    @cached_property
    def may_lead(self) -> bool:
        """Whether this person leads the programme and looks at the state that is worked on."""
        return not self.as_public and rules.can_lead(self.user, self.row)

    @cached_property
    def may_take_part(self) -> bool:
        """Whether this person writes minutes and notes, and looks at the state that is worked on."""
        return not self.as_public and rules.can_take_part(self.user, self.row, self.programme)

    @cached_property
    def own(self) -> tuple[terms.Partner, ...]:
        """The partners that this person speaks for."""
        return () if self.as_public else rules.own_partners(self.user, self.programme)

    def of_kind(self, kind: str) -> tuple[Any, ...]:
        """The parts of a kind, in the order in which they began."""
        return tuple(part for other, part in self.parts if other == kind)

    def partner(self, key: str) -> terms.Partner | None:
        return next((one for one in self.programme.partners if one.key == key), None)

    def may_write(self, kind: str, part: Any) -> bool:
        """Whether this person may write a part, and looks at the state that is worked on."""
        return not self.as_public and rules.can_write_part(self.user, self.row, self.programme, kind, part)


def seen(request: HttpRequest, code: str) -> Seen:
    """The programme in the state that this person may see and asked for; refused where that is nothing."""
    row = programme_row(code)
    if row is None:
        raise Http404(_("There is no such programme."))
    parts = all_parts_at(row, row.step)
    partners = [part for kind, part in parts if kind == "partner"]
    sees_draft = rules.can_see_draft(request.user, row, partners)
    if not (row.is_public or sees_draft):
        raise PermissionDenied
    as_public = row.is_public and (not sees_draft or request.GET.get("as") == "public")
    step = row.released if as_public and row.released is not None else row.step
    if step != row.step:
        parts = all_parts_at(row, step)
    readable = rules.readable_parts(request.user, row.code, parts, inside=sees_draft and not as_public)
    return Seen(row, request.user, programme_of(row, readable), readable, step, sees_draft, as_public)


def draft(request: HttpRequest, code: str) -> Seen:
    """The state that is worked on, for those who work on it."""
    found = seen(request, code)
    if not found.sees_draft or found.as_public:
        raise PermissionDenied
    return replace(found, at_work=True)


def led(request: HttpRequest, code: str) -> Seen:
    """The programme with this address, if this person leads it."""
    found = draft(request, code)
    if not found.may_lead:
        raise PermissionDenied
    return found


def shown(request: HttpRequest, template: str, found: Seen, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of a programme: a template of this app by its name, under the frame ``learning/frame.html``."""
    known = {
        "seen": found,
        "row": found.row,
        "programme": found.programme,
        "query": found.query,
        "room": template,
        "rooms": rooms(found.row.code, signed_in=found.sees_draft),
    }
    return render(request, f"learning/{template}.html", {**known, **context}, status=status)
