"""What a study says of itself, and where its problem comes from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from openhearth.apps.accounts.rules import Person
from openhearth.apps.portfolios.models import Study
from openhearth.apps.portfolios.rules import can_make_study
from openhearth.apps.portfolios.services.studies import Heading
from openhearth.apps.practices.forms.fields import LineField, TextField
from openhearth.apps.regions.errors import UnknownTerritory
from openhearth.apps.regions.selectors import territory
from openhearth.solving.workers import installed

BYTES = 5_000_000
"""Of a file with a problem, at most."""

LIMIT_CHOICES = (
    (60, _("for a minute")),
    (300, _("for five minutes")),
    (1800, _("for half an hour")),
    (0, _("until nothing is missing")),
)

ALGORITHM_CHOICES = (
    ("auto", _("by what suits the question")),
    ("bounded_dp", _("by dynamic programming")),
    ("search_region", _("by questions to a solver")),
)

STARTS = {
    "example": _("A small example that I change"),
    "file": _("An Excel or JSON file"),
    "plan": _("The transition plan of a region"),
}


def algorithm_choices() -> tuple[tuple[str, Any], ...]:
    """Those that can be asked for here."""
    return tuple(one for one in ALGORITHM_CHOICES if one[0] != "search_region" or installed())


class HeadingForm(forms.Form):
    """Title, place and question; the place must be one where this person works on plans."""

    title = LineField(label=_("Title"), max_length=200)
    region = LineField(
        label=_("Region"),
        help_text=_("Its code, such as DEA1. Those with a role there can see the study."),
        max_length=10,
        widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
    )
    question = TextField(
        label=_("What is to be decided"),
        help_text=_("In a few sentences, for somebody who has not been in the room."),
        required=False,
        max_length=4000,
    )
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES)
    public = forms.BooleanField(
        label=_("Everybody may read it"),
        help_text=_("Otherwise only those with a role for the region."),
        required=False,
    )

    def __init__(self, person: Person, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.person = person

    def clean_region(self) -> str:
        code: str = self.cleaned_data["region"].upper()
        try:
            place = territory(code)
        except UnknownTerritory as error:
            near = ", ".join(f"{one.code} ({one.name})" for one in error.nearest[:3])
            words = _("No region has this code. Near it: %(near)s") if near else _("No region has this code.")
            raise ValidationError(words, params={"near": near}) from error
        if not can_make_study(self.person, place.code):
            raise ValidationError(_("You have no role there that may work on plans."))
        return place.code

    @property
    def heading(self) -> Heading:
        typed = self.cleaned_data
        return Heading(typed["title"], typed["region"], typed["language"], typed["question"], typed["public"])


def heading_of(study: Study) -> dict[str, Any]:
    return {name: getattr(study, name) for name in HeadingForm.base_fields}


class FileForm(forms.Form):
    """A file that holds a whole problem."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (xlsx) or JSON, up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json"}),
        error_messages={"empty": _("The file is empty.")},
    )
    based_on = forms.IntegerField(required=False, min_value=1, max_value=1_000_000, widget=forms.HiddenInput)

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > BYTES:
            raise ValidationError(_("The file is too large: at most 5 MB are read."), code="too_large")
        return file


class NewForm(HeadingForm):
    """A new study and where its problem comes from."""

    start = forms.ChoiceField(label=_("Begin with"), choices=list(STARTS.items()), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (xlsx) or JSON, up to 5 MB. Only if you begin with a file."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json"}),
    )
    plan = forms.ChoiceField(label=_("Plan"), help_text=_("Only if you begin with a plan."), required=False)

    def __init__(self, *args: Any, plans: tuple[tuple[str, str], ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["plan"].choices = [("", ""), *plans]  # type: ignore[attr-defined]
        if not plans:
            del self.fields["plan"]
            starts = [(code, words) for code, words in STARTS.items() if code != "plan"]
            self.fields["start"].choices = starts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        start, file = typed.get("start"), typed.get("file")
        if start == "file" and not file and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        if file and (file.size or 0) > BYTES:
            self.add_error("file", _("The file is too large: at most 5 MB are read."))
        if start == "plan" and not typed.get("plan"):
            self.add_error("plan", _("Choose a plan."))
        return typed

    def begins_with(self, start: str) -> bool:
        return bool(self.cleaned_data["start"] == start)
