from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "openhearth.apps.learning"
    label = "learning"
