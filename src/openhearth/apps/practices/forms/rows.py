"""Tables to fill in: figures and results, one row each, with empty rows below that work without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from openhearth.apps.practices.forms.fields import LineField, NumberField
from openhearth.core.practice import KeyFigure
from openhearth.core.practice_record import Result

EMPTY_ROWS = 3
MOST_ROWS = 60


class FigureForm(forms.Form):
    label = LineField(label=_("What"), required=False, max_length=200)
    value = NumberField(label=_("Figure"), required=False)
    unit = LineField(label=_("Unit"), required=False, max_length=50)

    def clean(self) -> dict[str, Any]:
        return _whole(self, "label", "value")


class ResultForm(forms.Form):
    statement = LineField(label=_("What came of it"), required=False, max_length=500)
    value = NumberField(label=_("Figure"), required=False)
    unit = LineField(label=_("Unit"), required=False, max_length=50)
    evidence = LineField(label=_("What shows it"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        return _whole(self, "statement")


def rows_of(
    form: type[forms.Form], values: Sequence[KeyFigure | Result], data: Any, *, prefix: str
) -> BaseFormSet[forms.Form]:
    """The rows of a record with empty ones below, or what was typed."""
    factory = formset_factory(form, extra=EMPTY_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    return factory(data, initial=[asdict(value) for value in values], prefix=prefix)


def with_more_rows(data: Any, prefix: str) -> Any:
    """What was typed, with more empty rows in one of the tables."""
    grown = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    typed = data.get(name, "")
    grown[name] = str(min((int(typed) if typed.isdigit() else 0) + EMPTY_ROWS, MOST_ROWS))
    return grown


def _whole(form: forms.Form, *needed: str) -> dict[str, Any]:
    """A row that says anything says what it is about; an empty row is no row."""
    cleaned = form.cleaned_data
    if any(value not in (None, "") for value in cleaned.values()):
        for name in needed:
            if cleaned.get(name) in (None, "") and name not in form.errors:
                form.add_error(name, _("A row needs this."))
    return cleaned
