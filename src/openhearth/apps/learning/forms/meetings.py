"""Notes of a site visit with photos, and what a proposal of hosts and dates has to respect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openhearth.apps.practices.forms.fields import LineField, LinesField, TextField
from openhearth.core.programme.terms import Partner

MOST_WEEKS = 80
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\s*(?:/|-|\u2013|\.\.)\s*(\d{4}-\d{2}-\d{2}))?")


class ManyFiles(forms.ClearableFileInput):
    """A choice of several files."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of photos."""

    widget = ManyFiles(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data: Any, initial: Any = None) -> Any:
        several = data if isinstance(data, (list, tuple)) else [data]
        clean = super().clean
        return [clean(one, initial) for one in several if one]


class NoteForm(forms.Form):
    """What was seen on a site visit."""

    text = TextField(label=gettext_lazy("What was seen"), help_text=gettext_lazy("Name no persons."), max_length=50_000)
    pictures = PhotosField(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, up to 12 MB each. Where and when they were taken is not kept. Show nobody who did not agree."
        ),
        required=False,
    )
    captions = LinesField(
        label=gettext_lazy("What the photos show"),
        help_text=gettext_lazy(
            "One line for each photo, in their order, or one line for all. It stands below the photo, and people who do not see it hear it."
        ),
        required=False,
        max_length=4_000,
    )
    credit = LineField(
        label=gettext_lazy("Whose photos these are"),
        help_text=gettext_lazy("As it is to stand below them, such as an organisation."),
        required=False,
        max_length=200,
    )

    def clean(self) -> dict[str, Any]:
        photos, said = self.cleaned_data.get("pictures") or (), self.cleaned_data.get("captions") or ()
        if photos and not said:
            self.add_error("captions", _("Say in a few words what the photos show."))
        elif photos and len(said) not in (1, len(photos)):
            told = {"lines": len(said), "photos": len(photos)}
            self.add_error(
                "captions",
                _("These are %(lines)s lines for %(photos)s photos: write one for each, or one for all.") % told,
            )
        return self.cleaned_data


class WeeksField(LinesField):
    """Days and stretches of days, one on each line, as the Mondays of their weeks."""

    def clean(self, value: Any) -> Any:
        weeks: list[str] = []
        for line in super().clean(value):
            weeks += _weeks_of(line)
        return tuple(dict.fromkeys(weeks))


class RotationForm(forms.Form):
    """From when on, which weeks are closed, when partners are away, and whether hosts that are set stay."""

    start = forms.DateField(
        label=gettext_lazy("The first semester begins on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("For semesters without days of their own: each takes 26 weeks."),
    )
    every = forms.TypedChoiceField(
        label=gettext_lazy("Weeks to choose from"),
        choices=[
            ("1", gettext_lazy("every week")),
            ("2", gettext_lazy("every second week")),
            ("4", gettext_lazy("every fourth week")),
        ],
        coerce=int,
        initial="2",
    )
    keep = forms.ChoiceField(
        label=gettext_lazy("Hosts that are set already"),
        choices=[("yes", gettext_lazy("stay")), ("no", gettext_lazy("are proposed anew"))],
        initial="yes",
    )
    holidays = forms.ChoiceField(
        label=gettext_lazy("Weeks with a public holiday of the host's country"),
        help_text=gettext_lazy("Holidays of the whole country from Monday to Friday; add those of a region below."),
        choices=[("out", gettext_lazy("are left out")), ("in", gettext_lazy("do not matter"))],
        initial="out",
        required=False,
    )
    closed = WeeksField(
        label=gettext_lazy("Holidays of all"),
        help_text=gettext_lazy(
            "One on each line: a day, or a first and a last day, such as 2027-12-20 / 2028-01-06. Nobody meets in these weeks."
        ),
        required=False,
        max_length=5_000,
    )

    def __init__(self, data: Any, partners: Sequence[Partner], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.partners = partners
        for one in partners:
            self.fields[f"away-{one.key}"] = WeeksField(
                label=_("%(partner)s is not available") % {"partner": one.name},
                required=False,
                rows=2,
                max_length=5_000,
            )

    @property
    def away(self) -> dict[str, tuple[str, ...]]:
        """Partner to the Mondays of weeks in which it cannot host or travel."""
        found = {one.key: self.cleaned_data.get(f"away-{one.key}") or () for one in self.partners}
        return {key: weeks for key, weeks in found.items() if weeks}


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(day.weekday())


def _weeks_of(line: str) -> Iterable[str]:
    found = _DAYS.fullmatch(line.strip())
    try:
        days = [date.fromisoformat(one) for one in found.groups() if one] if found else []
    except ValueError:
        days = []
    if not days or days[-1] < days[0]:
        raise ValidationError(
            _("“%(found)s” is no day; write 2027-12-20, or 2027-12-20 / 2028-01-06.") % {"found": line[:60]}
        )
    first, last = monday(days[0]), monday(days[-1])
    if (last - first).days > 7 * MOST_WEEKS:
        raise ValidationError(_("“%(found)s” takes more than a year and a half.") % {"found": line[:60]})
    return [(first + timedelta(7 * n)).isoformat() for n in range((last - first).days // 7 + 1)]
