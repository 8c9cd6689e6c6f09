"""What the demo shows of a living toolkit: proposals at every stage. Made up, and marked so; nothing is said about a real place."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from openhearth.apps.accounts.models import RoleKind, User
from openhearth.apps.practices.models import Practice, SavedSearch
from openhearth.apps.practices.services.conversation import add_comment
from openhearth.apps.practices.services.searches import save_search
from openhearth.apps.practices.services.workflow import adapt, give_opinion, propose, save_version, take_step
from openhearth.core.practice_record import PracticeRecord
from openhearth.sources.practices.practices_yaml import demo_records
from openhearth.sources.registers import register

ADAPTED = "irecovery-brescia"
WAYS = {"demo-vouchers": "published", "demo-advice-at-the-gate": "submitted", "demo-open-day": "draft"}
"""How far each proposal has come."""


def create_demo_practices(people: dict[str, User]) -> int:
    """Proposals by the people of the demo, by role; how many were new. A proposal that exists is left as it is."""
    records = demo_records()
    words = {row["code"]: row["words"] for row in register("demo_words")}
    made = 0
    for code, way in WAYS.items():
        if not Practice.objects.filter(code=code).exists():
            _walk(propose(records[code], people[RoleKind.TEAM]), people, way, words)
            made += 1
    original = Practice.objects.filter(code=ADAPTED).exclude(public=None).first()
    if original and not original.adaptations.exists():
        _adaptation(original, records["demo-heat-adapted"], people, words)
        made += 1
    if not SavedSearch.objects.filter(user=people[RoleKind.TEAM]).exists():
        save_search(people[RoleKind.TEAM], _("Heat from steelworks"), "?industry=steel&q=heat", alert=True)
    return made


def _walk(row: Practice, people: dict[str, User], way: str, words: dict[str, str]) -> None:
    """Lead a draft as far as the demo shows it."""
    if way == "draft":
        return
    take_step(row, "submit", people[RoleKind.TEAM], number=1)
    give_opinion(row, "expert", "ready", words["expert"], people[RoleKind.EXPERT], number=1)
    if way == "submitted":
        return
    give_opinion(row, "editor", "ready", words["editor"], people[RoleKind.EDITOR], number=1)
    take_step(row, "publish", people[RoleKind.EDITOR], number=1)
    question = add_comment(row, words["question"], by=people[RoleKind.ANALYST], is_question=True)
    add_comment(row, words["answer"], by=people[RoleKind.TEAM], answers=question)


def _adaptation(original: Practice, record: PracticeRecord, people: dict[str, User], words: dict[str, str]) -> None:
    """A draft of one's own, sent for review, to which the editor has a question."""
    row = adapt(original, people[RoleKind.TEAM])
    renamed = replace(record, practice=replace(record.practice, code=row.code))
    save_version(row, renamed, people[RoleKind.TEAM], based_on=1, note=words["note"])
    take_step(row, "submit", people[RoleKind.TEAM], number=2)
    give_opinion(row, "editor", "changes", words["changes"], people[RoleKind.EDITOR], number=2)
