from django.urls import path

from openhearth.apps.practices import views

app_name = "practices"
urlpatterns = [
    path("", views.index, name="list"),
    path("practices.csv", views.table, name="csv"),
    path("<slug:practice>/", views.detail, name="detail"),
]
