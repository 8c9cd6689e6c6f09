"""Why a combination is chosen, and what is said to matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openhearth.apps.portfolios.services.choices import LONGEST_REASON
from openhearth.core.portfolio.preferences import Matters, Weight


class ReasonForm(forms.Form):
    """Why this combination."""

    reason = forms.CharField(
        label=_("Why this one?"),
        help_text=_("A sentence or two for those who were not in the room. It stands in the report."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why: a choice without a reason cannot be understood later.")},
    )


class MattersForm(forms.Form):
    """One aim matters at least so many times as much as another."""

    more = forms.ChoiceField(label=_("This aim"))
    times = forms.FloatField(
        label=_("matters at least so many times as much"),
        min_value=0.01,
        max_value=1000,
        initial=1,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    less = forms.ChoiceField(label=_("as this aim"))

    def __init__(self, aims: Sequence[str], data: Any = None) -> None:
        super().__init__(data, initial={"more": aims[0], "less": aims[-1]})
        for name in ("more", "less"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [(code, code) for code in aims]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("more") and told.get("more") == told.get("less"):
            raise ValidationError(_("Choose two different aims."))
        return told

    @property
    def statement(self) -> Matters:
        """Only of a form that is valid."""
        told = self.cleaned_data
        return Matters(told["more"], told["less"], told["times"])


class WeightForm(forms.Form):
    """One aim counts at least, or at most, so many percent of everything."""

    objective = forms.ChoiceField(label=_("The aim"))
    side = forms.ChoiceField(label=_("counts"), choices=[("least", _("at least")), ("most", _("at most"))])
    share = forms.FloatField(
        label=_("percent of everything"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )

    def __init__(self, aims: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["objective"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, code) for code in aims]

    @property
    def statement(self) -> Weight:
        """Only of a form that is valid."""
        told = self.cleaned_data
        return Weight(told["objective"], **{told["side"]: told["share"] / 100})
