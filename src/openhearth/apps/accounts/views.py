from __future__ import annotations

from typing import Any, Literal, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView, PasswordChangeView, PasswordResetConfirmView, PasswordResetView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from openhearth.apps.accounts.forms import AcceptForm, AccountForm, InviteForm, SignInForm
from openhearth.apps.accounts.models import Invitation, Role, RoleAtPlace, User
from openhearth.apps.accounts.rules import (
    can_administer_somewhere,
    can_invite_somebody,
    can_read_own_account,
    can_read_public,
    can_see_people,
    can_withdraw_role,
    requires,
)
from openhearth.apps.accounts.scopes import PARTNER, PROGRAMME, REGION, Scope
from openhearth.apps.accounts.selectors import account as account_of
from openhearth.apps.accounts.selectors import invitation_of_link, open_invitations, people
from openhearth.apps.accounts.services import (
    accept_invitation,
    grant_role,
    invite_person,
    send_invitation,
    withdraw_invitation,
    withdraw_role,
)
from openhearth.core.errors import InputError

PEOPLE_ON_A_PAGE = 50


def remember_language(response: HttpResponse, language: str) -> None:
    """The cookie that Django's LocaleMiddleware reads, written as its own language view writes it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=cast("Literal['Lax', 'Strict', 'None', False] | None", settings.LANGUAGE_COOKIE_SAMESITE),
    )


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        remember_language(response, form.get_user().language)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        if form.has_error("__all__", "locked"):
            response.status_code = 429
        return response


class PasswordChange(PasswordChangeView):
    template_name = "accounts/password_change.html"
    success_url = reverse_lazy("accounts:account")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password has been changed."))
        return super().form_valid(form)


class PasswordReset(PasswordResetView):
    template_name = "accounts/password_reset.html"
    email_template_name = "accounts/password_reset_email.txt"
    subject_template_name = "accounts/password_reset_subject.txt"
    success_url = reverse_lazy("accounts:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        # The same words whether or not there is an account: the page must not tell who has one.
        messages.info(
            self.request,
            _("If this address has an account, an e-mail with a link to set a new password is on its way."),
        )
        return super().form_valid(form)


class PasswordResetConfirm(PasswordResetConfirmView):
    template_name = "accounts/password_reset_confirm.html"
    success_url = reverse_lazy("accounts:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        return super().form_valid(form)


@requires(can_read_own_account)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    me = cast("User", request.user)
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=me.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(form.instance.language):
            messages.success(request, _("Your account has been saved."))
        response = redirect("accounts:account")
        remember_language(response, form.instance.language)
        return response
    context = {
        "form": form,
        "roles": me.roles.filter(withdrawn=None).order_by("role", "scope_kind", "scope_code"),
        "may_invite": can_invite_somebody(me),
        "may_see_people": can_see_people(me),
    }
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@requires(can_invite_somebody)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    me = cast("User", request.user)
    form = InviteForm(request.POST or None, inviter=me)
    if request.method == "POST" and form.is_valid():
        invited = invite_person(
            form.cleaned_data["email"], form.cleaned_data["role"], form.cleaned_data["scope"], invited_by=me
        )
        link = request.build_absolute_uri(invited.path)
        sent = send_invitation(invited.invitation, link)
        request.session["invited"] = {"email": invited.invitation.email, "link": link, "sent": sent}
        return redirect("accounts:invited")
    return render(request, "accounts/invite.html", {"form": form}, status=422 if form.errors else 200)


@requires(can_invite_somebody)
@never_cache
@require_GET
def invited(request: HttpRequest) -> HttpResponse:
    """The link is shown once: only its hash is kept."""
    shown = request.session.pop("invited", None)
    return render(request, "accounts/invited.html", shown) if shown else redirect("accounts:invite")


@requires(can_read_public)
@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, invitation: UUID, token: str) -> HttpResponse:
    found = invitation_of_link(invitation, token)
    refusal = found.refusal(timezone.now()) if found else "invitation_unknown"
    if found is None or refusal:
        return render(request, "accounts/accept_refused.html", {"refusal": refusal}, status=410 if found else 404)
    if account_of(found.email):
        return _accept_with_account(request, found)
    form = AcceptForm(User(email=found.email), request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = accept_invitation(
            found,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["new_password1"],
            language=translation.get_language() or settings.LANGUAGE_CODE,
        )
        login(request, user)
        messages.success(request, _("Welcome to OpenHearth."))
        return redirect("accounts:account")
    return render(
        request, "accounts/accept.html", {"form": form, "invitation": found}, status=422 if form.errors else 200
    )


def _accept_with_account(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    mine = request.user.is_authenticated and request.user.email == invitation.email
    if mine and request.method == "POST":
        accept_invitation(invitation, user=cast("User", request.user))
        messages.success(request, _("You have accepted the invitation."))
        return redirect("accounts:account")
    return render(request, "accounts/accept_with_account.html", {"invitation": invitation, "mine": mine})


@requires(can_see_people)
@require_GET
def people_and_roles(request: HttpRequest, code: str = "") -> HttpResponse:
    """Everybody, or with a code those of that region, programme or partner."""
    kind = REGION if code[:1].isupper() else PARTNER if "." in code else PROGRAMME
    try:
        scope = Scope(kind, code) if code else Scope()
    except InputError:
        return redirect("accounts:people")
    page = Paginator(people(scope), PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    invitations = open_invitations(scope, timezone.now())
    return render(request, "accounts/people.html", {"page": page, "code": code, "invitations": invitations})


@requires(can_administer_somewhere)
@require_POST
def withdraw(request: HttpRequest, role: int) -> HttpResponse:
    held = _role_in_reach(request, role)
    try:
        withdraw_role(held, withdrawn_by=cast("User", request.user))
    except InputError:
        messages.error(
            request, _("This is the last administrator of the whole house. Give somebody else that role first.")
        )
    else:
        messages.success(request, _("The role has been withdrawn. You can grant it again below."))
    return redirect(_people_page(request, held))


@requires(can_administer_somewhere)
@require_POST
def grant_again(request: HttpRequest, role: int) -> HttpResponse:
    held = _role_in_reach(request, role)
    grant_role(held.user, held.role, held.scope, granted_by=cast("User", request.user))
    messages.success(request, _("The role has been granted again."))
    return redirect(_people_page(request, held))


@requires(can_administer_somewhere)
@require_POST
def withdraw_invited(request: HttpRequest, invitation: UUID) -> HttpResponse:
    offered = get_object_or_404(Invitation, pk=invitation)
    if not can_withdraw_role(request.user, offered):
        raise PermissionDenied
    withdraw_invitation(offered)
    messages.success(request, _("The invitation has been withdrawn; its link opens nothing any more."))
    return redirect(_people_page(request, offered))


def _role_in_reach(request: HttpRequest, pk: int) -> Role:
    role = get_object_or_404(Role.objects.select_related("user"), pk=pk)
    if not can_withdraw_role(request.user, role):
        raise PermissionDenied
    return role


def _people_page(request: HttpRequest, role: RoleAtPlace) -> str:
    """Where the role is listed among what this administrator may see."""
    if can_see_people(request.user):
        return reverse("accounts:people")
    if can_see_people(request.user, role.scope_code):
        return reverse("accounts:people_in", kwargs={"code": role.scope_code})
    return reverse("accounts:account")
