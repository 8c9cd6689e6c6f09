from django.apps import AppConfig


class PortfoliosConfig(AppConfig):
    name = "openhearth.apps.portfolios"
    label = "portfolios"
