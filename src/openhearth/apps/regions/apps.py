from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "openhearth.apps.regions"
    label = "regions"
