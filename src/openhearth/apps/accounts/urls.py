from django.contrib.auth.views import LogoutView
from django.urls import path

from openhearth.apps.accounts import views
from openhearth.apps.accounts.rules import can_read_own_account, can_read_public, requires

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("sign-in/", requires(can_read_public)(views.SignIn.as_view()), name="sign_in"),
    path("sign-out/", requires(can_read_own_account)(LogoutView.as_view()), name="sign_out"),
    path("invite/", views.invite, name="invite"),
    path("invite/link/", views.invited, name="invited"),
    path("invitation/<uuid:invitation>/<str:token>/", views.accept, name="accept"),
    path("people/", views.people_and_roles, name="people"),
    path("people/in/<str:code>/", views.people_and_roles, name="people_in"),
    path("people/roles/<int:role>/withdraw/", views.withdraw, name="withdraw"),
    path("people/roles/<int:role>/grant-again/", views.grant_again, name="grant_again"),
    path("people/invitations/<uuid:invitation>/withdraw/", views.withdraw_invited, name="withdraw_invitation"),
    path("password/", requires(can_read_own_account)(views.PasswordChange.as_view()), name="password_change"),
    path("password/forgotten/", requires(can_read_public)(views.PasswordReset.as_view()), name="password_reset"),
    path(
        "password/new/<str:uidb64>/<str:token>/",
        requires(can_read_public)(views.PasswordResetConfirm.as_view()),
        name="password_reset_confirm",
    ),
]
