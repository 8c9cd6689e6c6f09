from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "openhearth.site"
    label = "house"
