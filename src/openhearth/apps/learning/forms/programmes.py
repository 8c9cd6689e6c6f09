"""Beginning a programme, and bringing one as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openhearth.apps.practices.forms.fields import LineField
from openhearth.sources.programmes.programme_yaml import BYTES


class ProgrammeForm(forms.Form):
    """What a new programme is called, and under which address it is kept."""

    title = LineField(label=_("Title"), max_length=200)
    code = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$",
        label=_("Short name"),
        help_text=_("Part of its address: small letters, digits and hyphens. Roles in the programme are given by it."),
        max_length=50,
        error_messages={"invalid": _("Use small letters, digits and single hyphens.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the programme"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )


class YamlForm(forms.Form):
    """A programme as YAML, from a file or as text that can be corrected on the spot."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("YAML, up to 1 MB. Nothing is changed before you have seen what would happen."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        error_messages={"empty": _("The file is empty.")},
        required=False,
    )
    text = forms.CharField(
        label=_("Or its text"),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
        required=False,
        strip=False,
    )

    @property
    def data_of_programme(self) -> bytes:
        """What the file says, or else the text."""
        found: bytes = self.cleaned_data["source"]
        return found

    def clean(self) -> dict[str, Any]:
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        data = file.read(BYTES + 1) if file else text.encode()
        if not data.strip():
            raise ValidationError(_("Choose a file, or paste its text."))
        if len(data) > BYTES:
            raise ValidationError(_("The file is too large: at most 1 MB is read."))
        self.cleaned_data["source"] = data
        return self.cleaned_data
