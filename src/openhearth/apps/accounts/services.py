"""Inviting people, giving and withdrawing roles."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from openhearth.apps.accounts.models import Invitation, Role, RoleKind, User, normal_email
from openhearth.apps.accounts.scopes import PROGRAMME, REGION, Scope
from openhearth.apps.accounts.selectors import account
from openhearth.apps.accounts.tokens import new_token, token_hash
from openhearth.core.errors import Fault, InputError

VALID_FOR = timedelta(days=14)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation together with the path of its link, which nobody can read again afterwards."""

    invitation: Invitation
    path: str


def invite_person(email: str, role: str, scope: Scope, *, invited_by: User | None) -> Invited:
    """Whether ``invited_by`` may do so is the caller's question (`can_invite`)."""
    faults = []
    try:
        validate_email(normal_email(email))
    except ValidationError:
        faults.append(Fault("not_an_email", "email", {"found": email}))
    if role not in RoleKind.values:
        faults.append(Fault("unknown_role", "role", {"found": role, "known": tuple(RoleKind.values)}))
    if faults:
        raise InputError(*faults)
    token, now = new_token(), timezone.now()
    invitation = Invitation.objects.create(
        email=normal_email(email),
        role=role,
        scope_kind=scope.kind,
        scope_code=scope.code,
        token_hash=token_hash(token),
        invited_by=invited_by,
        created=now,
        expires=now + VALID_FOR,
    )
    return Invited(invitation, reverse("accounts:accept", kwargs={"invitation": invitation.pk, "token": token}))


def create_administrator(email: str, site_url: str) -> str:
    """The link by which the first administrator sets a password, so that none is ever printed."""
    return site_url.rstrip("/") + invite_person(email, RoleKind.ADMINISTRATOR, Scope(), invited_by=None).path


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Whether the e-mail was handed over. If not, the inviter still has the link."""
    text = render_to_string("accounts/invitation_email.txt", {"invitation": invitation, "link": link})
    try:
        send_mail(gettext("Your invitation to OpenHearth"), text, None, [invitation.email])
    except OSError:  # also every SMTP error
        log.exception("The invitation %s could not be sent", invitation.pk)
        return False
    return True


def accept_invitation(
    invitation: Invitation, *, user: User | None = None, name: str = "", password: str = "", language: str = ""
) -> User:
    """Open an account and grant the role, or grant it to ``user``, whose address was invited and who is signed in.

    An existing account keeps its password: whoever made the link must not be able to take the account over.
    """
    now = timezone.now()
    if refusal := invitation.refusal(now):
        raise InputError(Fault(refusal, "invitation"))
    if user is None and account(invitation.email):
        raise InputError(Fault("account_exists", "invitation", {"email": invitation.email}))
    if user is not None and user.email != invitation.email:
        raise InputError(Fault("invitation_for_another", "invitation"))
    with transaction.atomic():
        if not Invitation.objects.filter(pk=invitation.pk, accepted=None, withdrawn=None).update(accepted=now):
            raise InputError(Fault("invitation_used", "invitation"))
        if user is None:
            user = User.objects.create_user(invitation.email, password, name=name, language=language)
        grant_role(user, invitation.role, invitation.scope, granted_by=invitation.invited_by)
    return user


def withdraw_invitation(invitation: Invitation) -> None:
    """Its link opens nothing any more; what has been accepted stays."""
    Invitation.objects.filter(pk=invitation.pk, accepted=None, withdrawn=None).update(withdrawn=timezone.now())


def grant_role(user: User, role: str, scope: Scope, *, granted_by: User | None) -> Role:
    """Also grants a withdrawn role again. A role held already stays as it is."""
    held, created = Role.objects.get_or_create(
        user=user, role=role, scope_kind=scope.kind, scope_code=scope.code, defaults={"granted_by": granted_by}
    )
    if not created and held.withdrawn:
        held.granted, held.granted_by, held.withdrawn, held.withdrawn_by = timezone.now(), granted_by, None, None
        held.save()
    return held


def withdraw_role(role: Role, *, withdrawn_by: User | None) -> None:
    """The house keeps one administrator of everything, or nobody could let anybody in again."""
    with transaction.atomic():
        administrators = Role.objects.select_for_update().filter(
            role=RoleKind.ADMINISTRATOR, scope_kind=Scope().kind, withdrawn=None, user__is_active=True
        )
        if set(administrators.values_list("pk", flat=True)) == {role.pk}:
            raise InputError(Fault("last_administrator", "role"))
        Role.objects.filter(pk=role.pk, withdrawn=None).update(withdrawn=timezone.now(), withdrawn_by=withdrawn_by)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    email: str
    role: str
    password: str


def create_demo_people(region: str, programme: str) -> tuple[DemoPerson, ...]:
    """One person for each role, with a fresh random password each time. For the demo only."""
    scopes = {
        RoleKind.TEAM: Scope(REGION, region),
        RoleKind.MEMBER: Scope(REGION, region),
        RoleKind.LEAD: Scope(PROGRAMME, programme),
    }
    people = []
    for role in RoleKind:
        person = DemoPerson(f"{role.value}@demo.example", role.value, secrets.token_urlsafe(12))
        with transaction.atomic():
            user = account(person.email) or User.objects.create_user(person.email, name=str(role.label))
            user.set_password(person.password)
            user.save()
            grant_role(user, role, scopes.get(role, Scope()), granted_by=None)
        people.append(person)
    return tuple(people)
