from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "openhearth.apps.reports"
    label = "reports"
