from django.urls import path

from .views import commissions, seats, starting, statutes

app_name = "commissions"
urlpatterns = [
    path("", commissions.COMMISSIONS.page, name="list"),
    path("export.csv", commissions.COMMISSIONS.csv, name="export"),
    path("nouvelle", commissions.new, name="new"),
    path("demarrer", starting.start, name="start"),
    path("demarrer/<uuid:pk>", starting.start_commission, name="start_commission"),
    path("<uuid:pk>/demarrage", starting.setup, name="setup"),
    path("<uuid:pk>/membres", starting.members, name="import_members"),
    path("<uuid:pk>/membres/modele.csv", starting.members_template, name="members_template"),
    path("<uuid:pk>/invitations", starting.invitations, name="invite_members"),
    path("<uuid:pk>", commissions.commission, name="detail"),
    path("<uuid:pk>/modifier", commissions.edit, name="edit"),
    path("<uuid:pk>/dissoudre", commissions.close, name="close"),
    path("<uuid:pk>/composition.csv", commissions.composition_export, name="composition_export"),
    path("<uuid:pk>/regles/nouvelle", statutes.new_version, name="new_statute"),
    path("regles/phrases", statutes.sentences, name="rule_sentences"),
    path("regles/<uuid:pk>", statutes.statute, name="statute"),
    path("regles/<uuid:pk>/corriger", statutes.correct, name="correct_statute"),
    path("<uuid:pk>/sieges/nouveau", seats.new_seat, name="new_seat"),
    path("sieges/<uuid:pk>", seats.seat, name="seat"),
    path("sieges/<uuid:pk>/modifier", seats.edit, name="edit_seat"),
    path("sieges/<uuid:pk>/supprimer", seats.suppress, name="suppress_seat"),
    path("sieges/<uuid:pk>/nommer", seats.appoint, name="appoint"),
    path("personnes/<uuid:pk>/nommer", seats.seat_person, name="seat_person"),
    path("sieges/<uuid:pk>/interim", seats.delegate, name="delegate_seat"),
    path("mandats/<uuid:pk>/annuler", seats.cancel, name="cancel_interim"),
    path("mandats/<uuid:pk>/fin", seats.end, name="end_mandate"),
]
