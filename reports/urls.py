from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.REPORTS.page, name="list"),
    path("export.csv", views.REPORTS.csv, name="export"),
    path("demander", views.ask, name="ask"),
    path("<uuid:pk>", views.report, name="detail"),
    path("<uuid:pk>/relancer", views.retry, name="retry"),
    path("<uuid:pk>/classeur", views.workbook, name="workbook"),
]
