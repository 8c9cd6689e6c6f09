"""A candidate region and what the consortium thinks of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning import offers, words
from openhearth.apps.learning.forms.picking import PickField
from openhearth.apps.learning.forms.writing import NOT_CHOSEN, WrittenForm, a_line, a_text
from openhearth.core.programme.group_terms import Mark
from openhearth.core.programme.selection import LEAST, MOST


class CandidateForm(WrittenForm):
    kind, title = "candidate", _("Candidate region")
    lead = _(
        "Judge where you can say why. Where the house has a figure, the figure counts and your judgement stands beside it."
    )
    asked: ClassVar = ("region", "name", "note")

    region = PickField(
        offers.REGIONS,
        several=False,
        label=_("Region"),
        help_text=_("Look for its name or its NUTS code, then choose it."),
    )
    name = a_line(_("Who would be the partner"), _("An organisation, if one is known."))
    note = a_text(_("Note"))

    def offer(self) -> None:
        """A mark and a reason for every declared factor."""
        marks = {one.factor: one for one in self.before.marks} if self.before else {}
        scale = [*NOT_CHOSEN, *((str(mark), str(mark)) for mark in range(LEAST, MOST + 1))]
        for number, factor in enumerate(self.scene.programme.selection_factors):
            self.fields[f"mark-{number}"] = forms.ChoiceField(
                label=gettext("%(factor)s: judgement") % {"factor": words.word(words.FACTORS, factor)},
                help_text=gettext("From 1, little, to 5, much."),
                required=False,
                choices=scale,
            )
            self.fields[f"because-{number}"] = a_line(
                gettext("%(factor)s: because") % {"factor": words.word(words.FACTORS, factor)}
            )
            if factor in marks:
                self.initial[f"mark-{number}"] = str(marks[factor].mark)
                self.initial[f"because-{number}"] = marks[factor].because
        self.order_fields(["region", "name", *(name for name in self.fields if "-" in name), "note"])

    def clean_region(self) -> str:
        code: str = self.cleaned_data["region"]
        own = self.before.key if self.before else ""
        if any(one.region == code and one.key != own for one in self.scene.of_kind("candidate")):
            name = next((one.title for one in offers.REGIONS.named((code,)).values()), code)
            raise forms.ValidationError(gettext("%(name)s is a candidate already.") % {"name": name})
        return code

    def values(self) -> dict[str, Any]:
        typed = self.cleaned_data
        marks = tuple(
            Mark(factor, int(typed[f"mark-{number}"]), typed[f"because-{number}"])
            for number, factor in enumerate(self.scene.programme.selection_factors)
            if typed.get(f"mark-{number}")
        )
        others = self.before.marks if self.before else ()
        declared = set(self.scene.programme.selection_factors)
        return {**super().values(), "marks": (*marks, *(one for one in others if one.factor not in declared))}

    def label_of(self, name: str) -> str:
        return gettext("Judgement") if name == "marks" else super().label_of(name)
