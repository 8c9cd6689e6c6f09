from django.urls import path

from openhearth.apps.reports import views

app_name = "reports"
urlpatterns = [
    path("<str:code>/", views.brief, name="brief"),
    path("<str:code>/brief.<str:suffix>", views.download, name="download"),
    path("<str:code>/figures/<int:number>.svg", views.figure, name="figure"),
    path("<str:code>/order/", views.order, name="order"),
]
