"""What somebody wants to say about a practice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhearth.apps.practices.services.conversation import LONGEST


class RemarkForm(forms.Form):
    """A comment or a question."""

    text = forms.CharField(
        label=_("Your words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )
    is_question = forms.BooleanField(label=_("This is a question to the keeper of the record"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="remark_%s")


class AnswerForm(RemarkForm):
    """An answer to a comment or a question."""

    answers = forms.IntegerField()

    @property
    def answering(self) -> int | None:
        """What is answered, also where the answer itself cannot be kept."""
        found = self.data.get("answers", "")
        return int(found) if str(found).isdecimal() and len(str(found)) < 19 else None
