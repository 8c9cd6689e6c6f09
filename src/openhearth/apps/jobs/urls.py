from django.urls import path

from openhearth.apps.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.my_jobs, name="list"),
    path("<uuid:job>/", views.job, name="job"),
    path("<uuid:job>/progress/", views.progress, name="progress"),
    path("<uuid:job>/cancel/", views.cancel, name="cancel"),
    path("<uuid:job>/again/", views.again, name="again"),
]
