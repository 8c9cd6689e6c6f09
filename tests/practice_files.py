"""Files of practices as people bring them, and who brings them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from openhearth.apps.accounts.models import User
from openhearth.apps.practices.models import Practice
from openhearth.apps.practices.pages.columns import EXAMPLE
from openhearth.apps.practices.services.importing import import_practices, plan_import
from openhearth.core.practice_record import PracticeRecord
from openhearth.sources.practices import practice_table
from tests.factories import a_role

TODAY = date(2026, 5, 1)


def record(code: str, **changes: object) -> PracticeRecord:
    named = {name: value for name, value in changes.items() if name in PracticeRecord.__slots__}
    others = {name: value for name, value in changes.items() if name not in named}
    return replace(EXAMPLE, practice=replace(EXAMPLE.practice, code=code, **others), **named)  # type: ignore[arg-type]


def table(*codes: str, **changes: object) -> bytes:
    return practice_table.to_csv([record(code, **changes) for code in codes])


def published(code: str) -> Practice:
    import_practices(plan_import(table(code), None, TODAY), file_name="first.csv", by=None, publish=True)
    return Practice.objects.get(code=code)


def an_editor(region: str = "") -> User:
    """Of the whole house, or of one region."""
    scope = {"scope_kind": "region", "scope_code": region} if region else {}
    editor: User = a_role(role="editor", **scope).user
    return editor
