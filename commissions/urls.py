from django.urls import path

from .views import commissions, seats, statutes

app_name = "commissions"
urlpatterns = [
    path("", commissions.commissions, name="list"),
    path("export.csv", commissions.export, name="export"),
    path("nouvelle", commissions.new, name="new"),
    path("<uuid:pk>", commissions.commission, name="detail"),
    path("<uuid:pk>/modifier", commissions.edit, name="edit"),
    path("<uuid:pk>/dissoudre", commissions.close, name="close"),
    path("<uuid:pk>/composition.csv", commissions.composition_export, name="composition_export"),
    path("<uuid:pk>/regles/nouvelle", statutes.new_version, name="new_statute"),
    path("regles/<uuid:pk>", statutes.statute, name="statute"),
    path("regles/<uuid:pk>/corriger", statutes.correct, name="correct_statute"),
    path("<uuid:pk>/sieges/nouveau", seats.new_seat, name="new_seat"),
    path("sieges/<uuid:pk>", seats.seat, name="seat"),
    path("sieges/<uuid:pk>/modifier", seats.edit, name="edit_seat"),
    path("sieges/<uuid:pk>/supprimer", seats.suppress, name="suppress_seat"),
    path("sieges/<uuid:pk>/nommer", seats.appoint, name="appoint"),
    path("sieges/<uuid:pk>/interim", seats.delegate, name="delegate_seat"),
    path("mandats/<uuid:pk>/annuler", seats.cancel, name="cancel_interim"),
    path("mandats/<uuid:pk>/fin", seats.end, name="end_mandate"),
]
