from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "openhearth.apps.accounts"
    label = "accounts"
