from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from openhearth.sources.workbook import BYTES


class UploadForm(forms.Form):
    """A file with practices."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, Excel (xlsx) or JSON, up to 20 MB. Nothing is changed before you have seen what would happen."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > BYTES:
            raise ValidationError(_("The file is too large: at most 20 MB are read."), code="too_large")
        return file


class DecisionForm(forms.Form):
    """What to do with a file that was looked at."""

    publish = forms.BooleanField(
        label=_("Publish the new practices at once"),
        help_text=_(
            "Otherwise they become drafts that you finish and hand in. Changed practices become drafts either way."
        ),
        required=False,
    )
    only_sound = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish:
            del self.fields["publish"]
