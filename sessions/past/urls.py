from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("reprendre-une-session-passee", views.record_past, name="record_past"),
    path("<uuid:pk>/corriger-la-reprise", views.correct_past, name="correct_past"),
    # Before the page of the room below, which has the name: the address is the same.
    path("<uuid:pk>/modifier", views.edit, name="edit"),
    path("<uuid:pk>/completer/<slug:part>", views.past_line, name="add_past_line"),
    path("<uuid:pk>/completer/<slug:part>/<uuid:line>", views.past_line, name="correct_past_line"),
    path("<uuid:pk>/completer/<slug:part>/<uuid:line>/retirer", views.remove_line, name="remove_past_line"),
    path("<uuid:pk>/original", views.scan, name="scan"),
]
