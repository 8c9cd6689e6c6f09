"""Everything that is decided about a plan on a day, and how its rows are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from openhearth.apps.pathways import wording
from openhearth.apps.pathways.models import Plan
from openhearth.apps.pathways.pages.addresses import address_of
from openhearth.apps.pathways.selectors.plans import titles_of
from openhearth.apps.pathways.selectors.registers import register_observations
from openhearth.apps.pathways.sentences import day, euro, figure, rule_in_words
from openhearth.core.errors import InputError
from openhearth.core.pathway import terms
from openhearth.core.pathway.arena import StepStanding, spine
from openhearth.core.pathway.effects import Moved, clashes, moved
from openhearth.core.pathway.monitoring import Monitored, monitoring
from openhearth.core.pathway.status import PlanStanding, plan_standing


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action in a list."""

    key: str
    address: str
    title: str
    kind: str
    kind_word: str
    status: str
    status_word: str
    rule: str
    stale: bool
    silent_days: int | None
    owner: str
    start: str
    end: str
    cents: int | None
    cost: str
    jobs: int | None
    pathways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator in a list: its light with the rule beside it."""

    key: str
    address: str
    title: str
    unit: str
    lens: str
    light: str
    light_word: str
    rule: str
    year: int | None
    value: str
    expected: str
    gap: str


class Judged:
    """A plan on a day. Each question is answered once, when somebody asks."""

    def __init__(self, row: Plan, plan: terms.Plan, today: date, query: str = "") -> None:
        self.row, self.plan, self.today, self.query = row, plan, today, query

    @cached_property
    def standing(self) -> PlanStanding:
        return plan_standing(self.plan, self.today)

    @cached_property
    def watched(self) -> Mapping[str, Monitored]:
        return monitoring(self.plan, self.today.year, register_observations(self.plan.region))

    @cached_property
    def spine(self) -> tuple[StepStanding, ...]:
        return spine(self.plan, self.standing, self.watched)

    @cached_property
    def moved(self) -> tuple[Moved, ...]:
        """Empty where indicators move each other in a circle; the plan's faults say so."""
        try:
            return moved(self.plan)
        except InputError:
            return ()

    @cached_property
    def clashes(self) -> tuple[tuple[str, str], ...]:
        """Actions that exclude each other although the effects of both are counted."""
        return clashes(self.plan)

    @cached_property
    def titles(self) -> dict[str, str]:
        """What actions, indicators, pathways and milestones are called."""
        parts = (self.plan.milestones, self.plan.pathways, self.plan.indicators, self.plan.actions)
        return {key: title for several in parts for key, title in titles_of(several).items()}

    def action_rows(self, actions: Iterable[terms.Action]) -> list[ActionRow]:
        return [self._action_row(action) for action in actions]

    def indicator_rows(self, indicators: Iterable[terms.Indicator]) -> list[IndicatorRow]:
        return [self._indicator_row(indicator) for indicator in indicators]

    def titled(self, keys: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.titles.get(key, key) for key in keys)

    def _action_row(self, action: terms.Action) -> ActionRow:
        found = self.standing.actions[action.key]
        cents = sum(cost.cents for cost in action.costs) if action.costs else None
        return ActionRow(
            action.key,
            address_of(self.row, "action", action.key, self.query),
            action.title,
            action.kind,
            wording.word(wording.ACTION_KINDS, action.kind),
            found.status,
            wording.word(wording.STATUSES, found.status),
            rule_in_words(found.rule, self.titles),
            found.stale,
            found.silent_days,
            action.owner,
            day(action.start),
            day(action.end),
            cents,
            "" if cents is None else euro(cents),
            action.jobs_concerned,
            self.titled(action.pathways),
        )

    def _indicator_row(self, indicator: terms.Indicator) -> IndicatorRow:
        found = self.watched[indicator.key]
        latest = found.latest
        return IndicatorRow(
            indicator.key,
            address_of(self.row, "indicator", indicator.key, self.query),
            indicator.title,
            indicator.unit,
            wording.word(wording.LENSES, indicator.lens),
            found.light,
            wording.word(wording.LIGHTS, found.light),
            rule_in_words(found.rule, self.titles, indicator.unit),
            latest.year if latest else None,
            figure(latest.value) if latest else "",
            figure(found.expected) if latest else "",
            figure(found.gap) if latest else "",
        )
