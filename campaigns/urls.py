from django.urls import path

from . import views

app_name = "campaigns"
urlpatterns = [
    path("", views.CAMPAIGNS.page, name="list"),
    path("export.csv", views.CAMPAIGNS.csv, name="export"),
    path("relancer", views.nudge_all, name="nudge_all"),
    path("<uuid:pk>", views.detail, name="detail"),
    path("<uuid:pk>/relancer", views.nudge, name="nudge"),
    path("<uuid:pk>/demander", views.ask, name="ask"),
    path("<uuid:pk>/expliquer", views.explain, name="explain"),
]
