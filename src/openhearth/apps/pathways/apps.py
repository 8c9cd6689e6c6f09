from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "openhearth.apps.pathways"
    label = "pathways"
