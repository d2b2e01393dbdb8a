from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("reprendre-une-session-passee", views.record_past, name="record_past"),
    path("<uuid:pk>/original", views.scan, name="scan"),
]
