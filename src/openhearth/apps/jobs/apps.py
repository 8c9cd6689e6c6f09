from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "openhearth.apps.jobs"
    label = "jobs"
