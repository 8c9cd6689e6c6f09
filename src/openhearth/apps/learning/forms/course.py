"""The forms of a workshop and of its self-assessments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning.forms.writing import WrittenForm, a_day, a_line, a_list, a_text, one_of
from openhearth.core.programme.exchange_terms import LEAST, MOST

MARKS = {1: _("not at all"), 2: _("a little"), 3: _("with help"), 4: _("well"), 5: _("I could teach it")}


class WorkshopForm(WrittenForm):
    """A run of the course at a partner."""

    kind = "workshop"
    title = _("Workshop")
    lead = _("A run of the course at one partner. Name organisations, not persons.")
    asked = ("partner", "day", "place", "organisations", "came", "note")

    partner = one_of(_("Partner"), needed=True)
    day = a_day(_("Day"))
    place = a_line(_("Place"))
    organisations = a_list(_("Which organisations came"))
    came = forms.IntegerField(
        label=_("How many people came"),
        required=False,
        min_value=0,
        max_value=10_000,
        help_text=_("Empty: not counted."),
    )
    note = a_text(_("What was noted"))

    def offer(self) -> None:
        speaking = {*self.scene.speaks, *([self.before.partner] if self.before else [])}
        self.choose("partner", [one for one in self.scene.partners() if one[0] in speaking])


class AssessmentForm(forms.Form):
    """What one participant can do: a mark for each step of the course. Who answers is not kept."""

    def __init__(self, data: Any = None, *, steps: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.steps = steps
        for code, ability in steps:
            self.fields[code] = forms.TypedChoiceField(
                label=ability,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[(mark, f"{mark} \N{EN DASH} {word}") for mark, word in MARKS.items() if LEAST <= mark <= MOST],
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        if not any(self.cleaned_data.get(code) for code, _ability in self.steps):
            self.add_error(None, _("Answer at least one question."))
        return self.cleaned_data

    @property
    def marks(self) -> dict[str, int]:
        """Code of a step to its mark; what was not answered is left out."""
        return {code: mark for code, _ability in self.steps if (mark := self.cleaned_data.get(code)) is not None}
