"""Practices that were shown in a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhearth.apps.learning import offers
from openhearth.apps.learning.forms.picking import PickField


class ShownForm(forms.Form):
    """Practices of the toolkit, found by words. ``action``: where the form is sent."""

    practices = PickField(
        offers.PRACTICES,
        label=_("Find practices of the toolkit"),
        help_text=_("Look for words of its title or its place, then tick it. Several are possible."),
        error_messages={"required": _("Find at least one practice and tick it.")},
    )

    def __init__(self, data: Any = None, *, action: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["practices"].widget.action = action
