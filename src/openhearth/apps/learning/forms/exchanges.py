"""The forms of visits and secondments, and of what stands at the front of a book."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning import words
from openhearth.apps.learning.forms.writing import WrittenForm, a_day, a_line, a_list, a_text, one_of
from openhearth.apps.practices.forms.fields import TextField

LONGEST = 40_000


class VisitForm(WrittenForm):
    """A visit or secondment between two partners."""

    kind = "visit"
    title = _("Visit or secondment")
    lead = _("Who goes to whom, what for, and what came of it. Name organisations, not persons.")
    asked = ("kind_of", "host", "guest", "purpose", "way", "start", "end", "programme", "outcome")

    kind_of = one_of(_("Kind"), words.VISITS, needed=True)
    host = one_of(_("Host"), needed=True)
    guest = one_of(_("Guest"), needed=True)
    purpose = a_line(
        _("Purpose"),
        _("The question that the guest brings along; of an innovation team, its area of interest."),
        needed=True,
    )
    way = one_of(_("Takes place"), words.WAYS, needed=True)
    start = a_day(_("First day"))
    end = a_day(_("Last day"))
    programme = a_list(_("Programme of the visit"), _("One point on each line."))
    outcome = a_text(_("What came of it"), _("What was learned or agreed. Leave it empty until then."))

    def offer(self) -> None:
        for name in ("host", "guest"):
            self.choose(name, self.scene.partners())

    def typed_of(self, part: Any) -> dict[str, Any]:
        return {name: getattr(part, "kind" if name == "kind_of" else name) for name in self.asked}

    def values(self) -> dict[str, Any]:
        told = super().values()
        return {"kind" if name == "kind_of" else name: value for name, value in told.items()}


class ParagraphsField(TextField):
    """Paragraphs, with an empty line between two."""

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        return tuple(" ".join(one.split()) for one in written.split("\n\n") if one.strip())

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n\n".join(value)


class PrefaceForm(WrittenForm):
    """The introduction of the handbook or of a study."""

    kind = "preface"
    title = _("Introduction")
    asked = ("paragraphs",)
    given_key = True

    paragraphs = ParagraphsField(
        label=_("Introduction"),
        help_text=_("Paragraphs with an empty line between them."),
        required=False,
        max_length=LONGEST,
        rows=14,
    )
