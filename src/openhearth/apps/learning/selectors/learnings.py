"""The chain from what was seen to what changed, with what its records are called, and the plans a learning can go into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from openhearth.apps.accounts.rules import Person
from openhearth.apps.pathways import rules as plan_rules
from openhearth.apps.pathways.selectors.plans import plan_at, plan_row, plans_around, visible_plans
from openhearth.apps.practices.selectors.records import all_practices
from openhearth.core.pathway import terms as plan_terms
from openhearth.core.programme import terms
from openhearth.core.programme.chain import Chain, Record, chain
from openhearth.core.programme.chain import titles as own_titles


@dataclass(frozen=True, slots=True)
class Walkable:
    """A chain with what its records are called; a record without a title is one that this reader may not see."""

    chain: Chain
    titles: Mapping[Record, str]

    def is_open(self, record: Record) -> bool:
        """Whether there is a page of it that this reader may open."""
        return record in self.titles

    def title(self, record: Record) -> str:
        return self.titles.get(record, record.key)


def practice_titles() -> dict[str, str]:
    """Code to title of all published practices."""
    return {one.code: one.title for one in all_practices()}


def walkable(programme: terms.Programme, user: Person) -> Walkable:
    """The chain of a programme as this person may see it: plans as far as they may read them."""
    plans = readable_plans(user, plans_named(programme))
    found = chain(programme, moves_of(plans))
    titles = _own_titles(programme)
    titles |= {Record("practice", code): title for code, title in practice_titles().items()}
    titles |= titles_in(plans)
    return Walkable(found, {record: title for record, title in titles.items() if record in found.onward})


def plans_named(programme: terms.Programme) -> set[str]:
    """The codes of the plans whose actions and indicators the programme names."""
    named = [key for one in programme.learnings for key in one.actions]
    named += [key for one in programme.changes for key in (*one.actions, *one.indicators)]
    return {key.partition(":")[0] for key in named}


def titles_in(plans: Mapping[str, plan_terms.Plan]) -> dict[Record, str]:
    """What the actions and indicators of plans are called."""
    titles = {Record("action", f"{code}:{one.key}"): one.title for code, plan in plans.items() for one in plan.actions}
    indicators = ((code, one) for code, plan in plans.items() for one in plan.indicators)
    return titles | {Record("indicator", f"{code}:{one.key}"): one.title for code, one in indicators}


def readable_plans(user: Person, codes: Iterable[str]) -> dict[str, plan_terms.Plan]:
    """The plans with these codes in the state that this person may read; others are left out."""
    found = {}
    for code in sorted(codes):
        row = plan_row(code)
        if row and plan_rules.can_see_draft(user, row):
            found[code] = plan_at(row, row.step)
        elif row and row.released is not None:
            found[code] = plan_at(row, row.released)
    return found


def moves_of(plans: Mapping[str, plan_terms.Plan]) -> dict[str, tuple[str, ...]]:
    """Action to the indicators it is expected to move directly, both as ``plan:key``."""
    moved: dict[str, list[str]] = {}
    for code, plan in plans.items():
        actions = {one.key for one in plan.actions}
        for effect in plan.effects:
            if effect.cause in actions:
                moved.setdefault(f"{code}:{effect.cause}", []).append(f"{code}:{effect.indicator}")
    return {action: tuple(found) for action, found in moved.items()}


def plans_near(user: Person, region: str) -> list[Any]:
    """The plans of a region, around and inside it, that this person may see."""
    return list(plans_around(visible_plans(user), region)) if region else []


def writable_plans(user: Person, region: str) -> list[Any]:
    """Those of them that this person may write."""
    return [row for row in plans_near(user, region) if plan_rules.can_edit_plan(user, row)]


def choices_of_plans(user: Person, region: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Actions and indicators of the plans near a region, as ``plan:key`` with what they are called."""
    plans = readable_plans(user, [row.code for row in plans_near(user, region)])

    def listed(parts: Callable[[plan_terms.Plan], Iterable[plan_terms.Part]]) -> list[tuple[str, str]]:
        return [
            (f"{code}:{one.key}", f"{getattr(one, 'title', one.key)} ({plan.title})")
            for code, plan in plans.items()
            for one in parts(plan)
        ]

    return listed(lambda plan: plan.actions), listed(lambda plan: plan.indicators)


def _own_titles(programme: terms.Programme) -> dict[Record, str]:
    """As the core tells them; a learning by what it would change, once that is told, and whether it is unfinished."""
    told = {Record("learning", one.key): _told(one) for one in programme.learnings}
    return {**own_titles(programme), **told}


def _told(learning: terms.Learning) -> str:
    told = learning.would_change or learning.saw
    return gettext("%(title)s (unfinished)") % {"title": told} if learning.unfinished else told
