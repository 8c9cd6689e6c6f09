"""People, the roles they hold by place, and invitations."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openhearth.apps.accounts import scopes
from openhearth.apps.accounts.scopes import Scope


class RoleKind(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    EDITOR = "editor", _("Editor")
    EXPERT = "expert", _("Expert")
    TEAM = "team", _("Transition team")
    LEAD = "lead", _("Lead partner of a programme")
    MEMBER = "member", _("Member of a local stakeholder group")
    ANALYST = "analyst", _("Analyst")


class ScopeKind(models.TextChoices):
    EVERYWHERE = scopes.EVERYWHERE, _("Everywhere")
    REGION = scopes.REGION, _("Region and the territories below it")
    PROGRAMME = scopes.PROGRAMME, _("Programme")
    PARTNER = scopes.PARTNER, _("Partner of a programme")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, *, name: str = "", language: str = "") -> User:
        user = self.model(email=normal_email(email), name=name, language=language or settings.LANGUAGE_CODE)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=normal_email(username or ""))


def normal_email(text: str) -> str:
    """The one spelling under which an address is kept, so that an account is found in whatever case it is typed."""
    return text.strip().lower()


class User(AbstractBaseUser):
    """A person, named by e-mail address. What they may do follows from their roles alone."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_in_lower_case")]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def held_roles(self) -> tuple[tuple[str, Scope], ...]:
        """Read once for each request, however many rules ask."""
        return tuple((role.role, role.scope) for role in self.roles.filter(withdrawn=None))


class RoleAtPlace(models.Model):
    role = models.CharField(_("role"), max_length=20, choices=RoleKind.choices)
    scope_kind = models.CharField(_("where"), max_length=20, choices=ScopeKind.choices, default=ScopeKind.EVERYWHERE)
    scope_code = models.CharField(_("code of the region or programme"), max_length=120, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(role__in=RoleKind.values), name="%(class)s_role_is_known"),
            models.CheckConstraint(
                condition=Q(scope_kind=ScopeKind.EVERYWHERE, scope_code="")
                | (Q(scope_kind__in=[ScopeKind.REGION, ScopeKind.PROGRAMME, ScopeKind.PARTNER]) & ~Q(scope_code="")),
                name="%(class)s_has_a_code_unless_everywhere",
            ),
        ]

    @property
    def scope(self) -> Scope:
        return Scope(self.scope_kind, self.scope_code)


class Role(RoleAtPlace):
    """A role somebody holds at a place. A withdrawn role stays on record and can be granted again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    granted = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(RoleAtPlace.Meta):
        constraints = [
            *RoleAtPlace.Meta.constraints,
            models.UniqueConstraint(fields=["user", "role", "scope_kind", "scope_code"], name="role_is_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.scope_code or self.get_scope_kind_display()}"


class Invitation(RoleAtPlace):
    """An offer of a role, open until it expires. Only the hash of the token in its link is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(max_length=64)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="invitations")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)

    class Meta(RoleAtPlace.Meta):
        constraints = [
            *RoleAtPlace.Meta.constraints,
            models.CheckConstraint(condition=Q(expires__gt=models.F("created")), name="invitation_expires_later"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    def refusal(self, now: datetime) -> str:
        """Why it cannot be accepted any more, as a code; empty while it is open."""
        if self.accepted:
            return "invitation_used"
        if self.withdrawn:
            return "invitation_withdrawn"
        return "invitation_expired" if now >= self.expires else ""
