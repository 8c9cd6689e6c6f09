"""How sure the figures of a study are: so many percent off, or between two ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openhearth.core.portfolio.deviations import MOST_OFF

Choices = Sequence[tuple[str, Any]]


class OffForm(forms.Form):
    """All figures, or those of an action or a measure, may be so many percent off."""

    name = "off"
    about = forms.ChoiceField(label=_("Figures of"), required=False)
    percent = forms.FloatField(
        label=_("may be off by so many percent"),
        min_value=0,
        max_value=100 * MOST_OFF,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )

    def __init__(self, choices: Choices, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["about"].choices = choices  # type: ignore[attr-defined]

    @property
    def words(self) -> str:
        """As it stands in an address; only of a form that is valid."""
        return f"{self.cleaned_data['percent']:.9g}|{self.cleaned_data['about']}"


class CalledForm(OffForm):
    """The figures that the plan calls alike may be so many percent off; it is sent as if they were chosen by hand."""

    def __init__(self, about: str, words: str) -> None:
        super().__init__([(about, words)], initial={"about": about}, auto_id=f"id_{about.replace(':', '_')}_%s")
        self.fields["about"].widget = forms.HiddenInput()


class BetweenForm(forms.Form):
    """One figure lies between two ends."""

    name = "between"
    figure = forms.ChoiceField(label=_("This figure"))
    least = forms.FloatField(label=_("is at least"), widget=forms.NumberInput(attrs={"step": "any"}))
    most = forms.FloatField(label=_("and at most"), widget=forms.NumberInput(attrs={"step": "any"}))

    def __init__(self, choices: Choices, data: Any = None) -> None:
        super().__init__(data)
        self.fields["figure"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("least") is not None and told.get("most") is not None and told["least"] > told["most"]:
            raise ValidationError(_("The least is above the most."))
        return told

    @property
    def words(self) -> str:
        """As it stands in an address; only of a form that is valid."""
        told = self.cleaned_data
        return f"{told['least']:.12g}|{told['most']:.12g}|{told['figure']}"
