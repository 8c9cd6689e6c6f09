"""The form of one action: its name, its ways, what each costs in which year, and what each changes where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from openhearth.apps.portfolios.editing import code_for
from openhearth.apps.practices.forms.fields import LineField, NumberField
from openhearth.core.portfolio.problem import COST, Action, Cost, Effect, Option, Problem, Synergy

EMPTY_ROWS = 2
MOST_ROWS = 200
ONLY_WAY = "do"

Rows = BaseFormSet[forms.Form]


def suggesting(known: str) -> forms.TextInput:
    """A line for which the page suggests what the problem says elsewhere."""
    return forms.TextInput(attrs={"list": f"known-{known}", "autocomplete": "off"})


class WholeField(forms.IntegerField):
    """A whole number, typed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class YearField(WholeField):
    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1900, max_value=2200, required=False, **options)


def whole_or_not(value: float) -> float:
    """40 rather than 40.0, so that the same figure is the same text wherever it was typed."""
    return int(value) if value.is_integer() else value


class RowForm(forms.Form):
    """A row that says anything says what it must; an empty row is no row."""

    needed: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if self.says_something():
            for name in self.needed:
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("A row needs this."))
        return cleaned

    def says_something(self) -> bool:
        return any(value not in (None, "") for value in self.cleaned_data.values())


class WayForm(RowForm):
    needed = ("code",)
    code = LineField(label=_("Name of the way"), required=False, max_length=60)
    start = YearField(label=_("Starts in"))


class CostForm(RowForm):
    needed = ("amount",)
    way = LineField(label=_("Way"), required=False, max_length=60)
    amount = NumberField(label=_("Money"), required=False)
    year = YearField(label=_("Year"))
    source = LineField(label=_("From"), required=False, max_length=60, widget=suggesting("sources"))


class EffectForm(RowForm):
    needed = ("measure", "amount")
    way = LineField(label=_("Way"), required=False, max_length=60)
    measure = forms.ChoiceField(label=_("What changes"), required=False)
    amount = NumberField(label=_("By how much"), required=False)
    place = LineField(label=_("Place"), required=False, max_length=60, widget=suggesting("places"))
    group = LineField(label=_("Group"), required=False, max_length=60, widget=suggesting("groups"))

    def __init__(self, *args: Any, measures: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", ""), *((code, code) for code in measures)]
        self.fields["measure"].choices = choices  # type: ignore[attr-defined]

    def says_something(self) -> bool:
        """A place alone is left over from a row that was emptied."""
        return any(self.cleaned_data.get(name) not in (None, "") for name in self.needed)


def rows_of(form: type[forms.Form], prefix: str, data: Any, initial: list[dict[str, Any]], **options: Any) -> Rows:
    """What is there with empty rows below, or what was typed."""
    factory = formset_factory(form, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    return factory(data, initial=initial, prefix=prefix, form_kwargs=options)


def filled(rows: Rows) -> list[Mapping[str, Any]]:
    return [form.cleaned_data for form in rows if isinstance(form, RowForm) and form.says_something()]


class HeadForm(forms.Form):
    based_on = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)
    label = LineField(label=_("What is done"), max_length=200)


class ActionForms:
    """The parts of the form; ``action`` is what they say once they are valid."""

    def __init__(self, problem: Problem, action: Action | None, data: Any = None, *, based_on: int = 0) -> None:
        self.problem, self.before, self.data = problem, action, data
        ways = action.options if action else ()
        alone = len(ways) < 2
        measures = [measure.code for measure in problem.measures if measure.code != COST]
        self.head = HeadForm(
            data, initial={"based_on": based_on, "label": action.label or action.code if action else ""}
        )
        self.ways = rows_of(WayForm, "ways", data, [{"code": way.code, "start": way.start} for way in ways])
        self.costs = rows_of(
            CostForm, "costs", data, [_cost(one, "" if alone else way.code) for way in ways for one in way.costs]
        )
        self.effects = rows_of(
            EffectForm,
            "effects",
            data,
            [_effect(one, "" if alone else way.code) for way in ways for one in way.effects],
            measures=measures,
        )

    @property
    def tables(self) -> tuple[Rows, ...]:
        return self.ways, self.costs, self.effects

    def is_valid(self) -> bool:
        sound = self.head.is_valid() and all(rows.is_valid() for rows in self.tables)
        return sound and self._ways_are_known()

    def _ways_are_known(self) -> bool:
        known = {row["code"] for row in filled(self.ways)} or {ONLY_WAY}
        for form in (*self.costs, *self.effects):
            way = form.cleaned_data.get("way")
            if way and way not in known:
                form.add_error("way", _("No way of this action has this name."))
        return not any(form.errors for form in (*self.costs, *self.effects))

    @property
    def action(self) -> Action:
        ways = filled(self.ways) or [{"code": ONLY_WAY, "start": None}]
        label = self.head.cleaned_data["label"]
        taken = [one.code for one in self.problem.actions]
        code = self.before.code if self.before else code_for(label, taken, "action")
        return Action(code, tuple(self._option(way) for way in ways), label)

    def _option(self, way: Mapping[str, Any]) -> Option:
        mine = ("", way["code"])
        return Option(
            way["code"],
            costs_in(row for row in filled(self.costs) if row["way"] in mine),
            effects_in(row for row in filled(self.effects) if row["way"] in mine),
            way["start"],
        )


class PairForm(forms.Form):
    based_on = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)
    first = forms.ChoiceField(label=_("This action"))
    second = forms.ChoiceField(label=_("together with"))

    def __init__(self, *args: Any, actions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = [("", ""), *actions]  # type: ignore[attr-defined]


class SynergyForms:
    """Two actions and what is added when both are done."""

    def __init__(self, problem: Problem, synergy: Synergy | None, data: Any = None, *, based_on: int = 0) -> None:
        self.problem, self.data = problem, data
        initial = {"based_on": based_on} | ({"first": synergy.first, "second": synergy.second} if synergy else {})
        actions = [(one.code, one.label or one.code) for one in problem.actions]
        measures = [measure.code for measure in problem.measures if measure.code != COST]
        self.head = PairForm(data, initial=initial, actions=actions)
        self.costs = rows_of(CostForm, "costs", data, [_cost(one, "") for one in synergy.costs] if synergy else [])
        effects = [_effect(one, "") for one in synergy.effects] if synergy else []
        self.effects = rows_of(EffectForm, "effects", data, effects, measures=measures)
        for form in (*self.costs, *self.effects):
            del form.fields["way"]

    @property
    def tables(self) -> tuple[Rows, ...]:
        return self.costs, self.effects

    def is_valid(self) -> bool:
        return self.head.is_valid() and all(rows.is_valid() for rows in self.tables)

    @property
    def synergy(self) -> Synergy:
        typed = self.head.cleaned_data
        return Synergy(typed["first"], typed["second"], effects_in(filled(self.effects)), costs_in(filled(self.costs)))


def costs_in(rows: Any) -> tuple[Cost, ...]:
    return tuple(Cost(whole_or_not(row["amount"]), row["year"] or 0, row["source"]) for row in rows)


def effects_in(rows: Any) -> tuple[Effect, ...]:
    return tuple(Effect(row["measure"], whole_or_not(row["amount"]), row["place"], row["group"]) for row in rows)


def _cost(cost: Cost, way: str) -> dict[str, Any]:
    return {"way": way, "amount": float(cost.amount), "year": cost.year or None, "source": cost.source}


def _effect(effect: Effect, way: str) -> dict[str, Any]:
    told = {"measure": effect.measure, "amount": float(effect.amount), "place": effect.place, "group": effect.group}
    return {"way": way} | told
