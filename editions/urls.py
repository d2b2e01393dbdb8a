from django.urls import path

from . import views

app_name = "editions"
urlpatterns = [
    path("", views.EDITIONS.page, name="list"),
    path("export.csv", views.EDITIONS.csv, name="export"),
    path("lignes", views.LINES.page, name="lines"),
    path("lignes.csv", views.LINES.csv, name="lines_export"),
    path("nationale", views.freeze_national, name="freeze_national"),
    path("ministere/<uuid:pk>", views.freeze, name="freeze"),
    path("<uuid:pk>", views.edition, name="detail"),
]
