"""Which address leads to which room. Every view carries the rule that says who may enter."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from openhearth.apps.accounts.rules import can_read_public, requires
from openhearth.site import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("sources/", views.sources, name="sources"),
    path("methods/", views.methods, name="methods"),
    path("methods/<slug:topic>/", views.method, name="method"),
    path("language/", requires(can_read_public)(set_language), name="set_language"),
    path("account/", include("openhearth.apps.accounts.urls")),
    path("jobs/", include("openhearth.apps.jobs.urls")),
    path("regions/", include("openhearth.apps.regions.urls")),
    path("practices/", include("openhearth.apps.practices.urls")),
    path("plans/", include("openhearth.apps.pathways.urls")),
    path("portfolios/", include("openhearth.apps.portfolios.urls")),
    path("programmes/", include("openhearth.apps.learning.urls")),
    path("reports/", include("openhearth.apps.reports.urls")),
]

handler403 = views.refused
handler404 = views.not_found
handler500 = views.broken
