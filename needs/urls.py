from django.urls import path

from . import views

app_name = "rankings"
urlpatterns = [
    path("", views.RANKINGS.page, name="list"),
    path("export.csv", views.RANKINGS.csv, name="export"),
    path("lignes", views.RANKED.page, name="lines"),
    path("grilles", views.GRIDS.page, name="grids"),
    path("grilles/fixer/<uuid:pk>", views.set_grid, name="set_grid"),
    path("arreter/<uuid:pk>", views.make, name="make"),
    path("<uuid:pk>", views.detail, name="detail"),
    path("<uuid:pk>/sort", views.verdicts, name="verdicts"),
    path("<uuid:pk>/adopter", views.adopt, name="adopt"),
    path("<uuid:pk>/abandonner", views.drop, name="drop"),
]
