"""The list of actions, and the page of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.pages.judged import ActionRow, Judged
from openhearth.apps.pathways.pages.lit import lit
from openhearth.apps.pathways.sentences import day, euro, figure, rule_in_words
from openhearth.core.pathway import terms

Order = Callable[[terms.Action, Judged], Any]
ORDERS: Mapping[str, tuple[str | Promise, Order]] = {
    "title": (_("Action"), lambda one, _judged: one.title.casefold()),
    "kind": (_("Kind"), lambda one, _judged: one.kind),
    "status": (
        _("Status"),
        lambda one, judged: list(wording.STATUSES).index(judged.standing.actions[one.key].status),
    ),
    "start": (_("Begins"), lambda one, _judged: one.start or "9"),
    "end": (_("Ends"), lambda one, _judged: one.end or "9"),
    "cost": (_("Cost"), lambda one, _judged: -sum(cost.cents for cost in one.costs)),
}
"""How the list can be sorted; unknown days come last."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the actions somebody wants to see, as the address says it."""

    kind: str = ""
    status: str = ""
    pathway: str = ""
    words: str = ""
    stale: bool = False
    sort: str = ""
    state: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """What the address asks for; what it cannot mean is left out."""
        kind, status, sort = (query.get(name, "") for name in ("kind", "status", "sort"))
        return cls(
            kind if kind in wording.ACTION_KINDS else "",
            status if status in wording.STATUSES else "",
            query.get("pathway", "")[:100],
            query.get("q", "").strip()[:100],
            query.get("stale") == "on",
            sort if sort.removeprefix("-") in ORDERS else "",
            "public" if query.get("as") == "public" else "",
        )

    def query(self, **changes: str) -> str:
        """The address of the same list with changes, for links."""
        named = {
            "kind": self.kind,
            "status": self.status,
            "pathway": self.pathway,
            "q": self.words,
            "stale": "on" if self.stale else "",
            "sort": self.sort,
            "as": self.state,
        } | changes
        return "?" + urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column that can be sorted by."""

    label: str | Promise
    address: str
    order: str


@dataclass(frozen=True, slots=True)
class EffectShown:
    """An effect the plan expects. ``helps`` None: nobody can tell."""

    part: terms.Effect
    cause: str
    indicator: str
    amount: str
    unit: str
    helps: bool | None
    confidence: str


def chosen(judged: Judged, filters: Filters) -> list[terms.Action]:
    """The actions that fit, in the order asked for; without one, in the order of the plan."""
    words = filters.words.casefold()
    found = [
        one
        for one in judged.plan.actions
        if (not filters.kind or one.kind == filters.kind)
        and (not filters.status or judged.standing.actions[one.key].status == filters.status)
        and (not filters.pathway or filters.pathway in one.pathways)
        and (not filters.stale or judged.standing.actions[one.key].stale)
        and (not words or words in f"{one.title} {one.what} {one.owner}".casefold())
    ]
    if filters.sort:
        order = ORDERS[filters.sort.removeprefix("-")][1]
        found.sort(key=lambda one: order(one, judged), reverse=filters.sort.startswith("-"))
    return found


def heads(filters: Filters) -> list[Head]:
    """The heads of the list; a second click on the same turns the order round."""
    return [
        Head(
            label,
            filters.query(sort=f"-{name}" if filters.sort == name else name),
            {name: "ascending", f"-{name}": "descending"}.get(filters.sort, ""),
        )
        for name, (label, _order) in ORDERS.items()
    ]


def action_page(judged: Judged, action: terms.Action) -> dict[str, Any]:
    """What the page of one action shows."""
    plan, found = judged.plan, judged.standing.actions[action.key]
    by_key = {one.key: one for one in plan.actions}
    needed_by = [one for one in plan.actions if action.key in one.prerequisites]
    return {
        "action": action,
        "shown": judged.action_rows([action])[0],
        "standing": found,
        "derived": wording.word(wording.STATUSES, found.derived),
        "derived_rule": rule_in_words(found.derived_rule, judged.titles),
        "pathways": [one for one in plan.pathways if one.key in action.pathways],
        "steps": [(step, day(step.due), day(step.done_on)) for step in action.steps],
        "costs": [(cost, euro(cost.cents)) for cost in sorted(action.costs, key=lambda cost: cost.year)],
        "total": euro(sum(cost.cents for cost in action.costs)),
        "prerequisites": judged.action_rows(by_key[key] for key in action.prerequisites if key in by_key),
        "excludes": judged.action_rows(by_key[key] for key in action.excludes if key in by_key),
        "needed_by": judged.action_rows(needed_by),
        "superseded_by": judged.action_rows(by_key[key] for key in [action.superseded_by] if key in by_key),
        "effects": effects_of(judged, action.key),
        "onward": [
            (
                judged.titles[one.indicator],
                figure(one.change),
                one.helps,
                wording.word(wording.CONFIDENCES, one.confidence),
            )
            for one in judged.moved
            if one.action == action.key and not one.direct
        ],
        "lit": lit(judged, [one for one in judged.moved if one.action == action.key]),
    }


def effects_of(judged: Judged, key: str) -> list[EffectShown]:
    """What an action or an indicator is expected to change directly."""
    indicators = {one.key: one for one in judged.plan.indicators}
    return [_effect(judged, one, indicators) for one in judged.plan.effects if one.cause == key]


def effects_on(judged: Judged, key: str) -> list[EffectShown]:
    """What is expected to change an indicator directly."""
    indicators = {one.key: one for one in judged.plan.indicators}
    return [_effect(judged, one, indicators) for one in judged.plan.effects if one.indicator == key]


def rows_of(judged: Judged, actions: list[terms.Action]) -> list[ActionRow]:
    return judged.action_rows(actions)


def _effect(judged: Judged, part: terms.Effect, indicators: Mapping[str, terms.Indicator]) -> EffectShown:
    to = indicators.get(part.indicator)
    own = part.cause not in indicators
    helps = None if to is None or not own or part.amount == 0 else (part.amount > 0) == (to.direction == "more")
    return EffectShown(
        part,
        judged.titles.get(part.cause, part.cause),
        judged.titles.get(part.indicator, part.indicator),
        ("+" if part.amount > 0 else "") + figure(part.amount),
        to.unit if to else "",
        helps,
        wording.word(wording.CONFIDENCES, part.confidence),
    )
