"""Beginning a plan, and choosing a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from openhearth.apps.practices.forms.fields import LineField, NumberField
from openhearth.core.values import Territory

BYTES = 20_000_000
LONGEST_REASON = 100


class PlanForm(forms.Form):
    """What a new plan is called, and of which region it is."""

    title = LineField(label=_("Title"), max_length=200)
    region = LineField(
        label=_("Region"),
        help_text=_("Its NUTS code. You can begin plans of the regions in which you have a role."),
        max_length=20,
        widget=forms.TextInput(attrs={"list": "regions", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the plan"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    def __init__(self, data: Any = None, *, suggestions: tuple[Territory, ...] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.suggestions = suggestions


class NameForm(forms.Form):
    """What a plan is called, and its language."""

    title = LineField(label=_("Title"), max_length=200)
    language = forms.ChoiceField(label=_("Language of the plan"), choices=settings.LANGUAGES)
    remark = LineField(
        label=_("Why"), help_text=_("Shown in the history of the plan."), required=False, max_length=LONGEST_REASON
    )


class ObservationForm(forms.Form):
    """One figure of one year, and where it comes from."""

    year = forms.IntegerField(label=_("Year"), min_value=1000, max_value=9999)
    value = NumberField(label=_("What was observed"))
    source = LineField(label=_("Source"), help_text=_("Where can this be looked up?"), max_length=200)
    note = LineField(
        label=_("Comment"),
        help_text=_("What should people know who read this figure?"),
        required=False,
        max_length=300,
    )


class WorkbookForm(forms.Form):
    """A workbook with a plan."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (xlsx), up to 20 MB. Nothing is changed before you have seen what would happen."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > BYTES:
            raise ValidationError(_("The file is too large: at most 20 MB are read."), code="too_large")
        return file
