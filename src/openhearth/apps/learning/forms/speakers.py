"""Naming somebody who speaks for a partner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from openhearth.apps.accounts.models import RoleKind
from openhearth.core.programme.terms import Partner

ROLES = {
    RoleKind.TEAM: _("Team: writes, hands in, answers, and votes where the partner has a vote"),
    RoleKind.MEMBER: _("Local group: writes homework and where the partner begins, together with others"),
}


class SpeakerForm(forms.Form):
    """For which partner, who, and what they may do for it."""

    partner = forms.ChoiceField(label=_("Partner"))
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("They get a link. Who has no account yet opens one with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("What they do for the partner"), choices=list(ROLES.items()))

    def __init__(self, data: Any, partners: Iterable[Partner], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["partner"].choices = [(one.key, one.name) for one in partners]  # type: ignore[attr-defined]
