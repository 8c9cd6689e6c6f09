from django.urls import path

from openhearth.apps.regions import downloads, views

app_name = "regions"
urlpatterns = [
    path("", views.region_list, name="list"),
    path("regions.csv", downloads.regions, name="list_csv"),
    path("map/", views.region_map, name="map"),
    path("types/", views.types, name="typology"),
    path("types.csv", downloads.types, name="typology_csv"),
    path("compare/", views.compare, name="compare"),
    path("compare.csv", downloads.comparison_csv, name="compare_csv"),
    path("<str:code>/", views.region, name="region"),
    path("<str:code>/charts/<slug:chart>.svg", views.chart, name="chart"),
    path("<str:code>/<slug:table>.csv", downloads.region_table, name="table_csv"),
]
