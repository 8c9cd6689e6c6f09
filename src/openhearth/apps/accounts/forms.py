from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from openhearth.apps.accounts.lockout import forget_failures, locked_until, record_failure, recorded_failures
from openhearth.apps.accounts.models import RoleKind, ScopeKind, User
from openhearth.apps.accounts.rules import INVITES, can_invite
from openhearth.apps.accounts.scopes import PARTNER, REGION, Scope
from openhearth.core.errors import InputError


class SignInForm(AuthenticationForm):
    username = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "This e-mail address and password do not belong together. Upper and lower case matter in the password."
        ),
        "locked": _("Too many failed attempts to sign in. Try again at %(time)s, or set a new password by e-mail."),
    }

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username", "")
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        now = time.time()
        until = locked_until(recorded_failures(email, address), now)
        if until is not None:
            clock = time_format(timezone.localtime(datetime.fromtimestamp(until, UTC)), "H:i")
            raise ValidationError(self.error_messages["locked"], code="locked", params={"time": clock})
        try:
            cleaned = super().clean()
        except ValidationError:
            record_failure(email, address, now)
            raise
        if self.get_user():
            forget_failures(email, address)
        return cleaned


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("name", "language")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"))
    scope_kind = forms.ChoiceField(label=_("Where the role counts"), choices=ScopeKind.choices)
    scope_code = forms.CharField(
        label=_("Code of the region or programme"),
        max_length=120,
        required=False,
        help_text=_("For example DEA1 for a region; empty for everywhere."),
    )

    def __init__(self, *args: Any, inviter: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inviter = inviter
        offered = {role for held, _scope in inviter.held_roles for role in INVITES.get(held, ())}
        roles = [(role.value, role.label) for role in RoleKind if role in offered]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]
        inviting = [scope for held, scope in inviter.held_roles if held in INVITES]
        if inviting:
            self.initial = {"scope_kind": inviting[0].kind, "scope_code": inviting[0].code, **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            cleaned["scope"] = Scope(cleaned["scope_kind"], cleaned["scope_code"].strip())
        except InputError:
            self.add_error("scope_code", _scope_advice(cleaned["scope_kind"]))
            return cleaned
        if not can_invite(self.inviter, cleaned["role"], cleaned["scope"]):
            raise ValidationError(_("You may not give this role there."), code="beyond_own_role")
        return cleaned


def _scope_advice(kind: str) -> Any:
    if kind == Scope().kind:
        return _("Leave the code empty for a role that counts everywhere.")
    if kind == REGION:
        return _("Enter the code of a region in capital letters, for example DEA1.")
    if kind == PARTNER:
        return _("Enter the code of the programme, a dot and the key of the partner, for example jetskir.duisburg.")
    return _("Enter the code of a programme in small letters, digits and hyphens.")


class AcceptForm(SetPasswordForm):  # type: ignore[type-arg]
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "new_password1", "new_password2")
