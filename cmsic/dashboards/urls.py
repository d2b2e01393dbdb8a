from django.urls import path

from .views import national, watch

app_name = "dashboards"
urlpatterns = [
    path("tableau-de-bord/", national.national, name="national"),
    path("tableau-de-bord/export.csv", national.national_csv, name="national_csv"),
    path("tableau-de-bord/graphiques/<slug:name>.<slug:kind>", national.chart_file, name="chart"),
    path("tableau-de-bord/services-et-systemes", national.running, name="running"),
    path("vie-des-commissions/", watch.WATCH.page, name="watch"),
    path("vie-des-commissions/export.csv", watch.WATCH.csv, name="watch_csv"),
    path("chiffres/", national.figure_list, name="figures"),
    path("chiffres/<str:key>/", national.figure, name="figure"),
]
