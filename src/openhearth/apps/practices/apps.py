from django.apps import AppConfig


class PracticesConfig(AppConfig):
    name = "openhearth.apps.practices"
    label = "practices"
