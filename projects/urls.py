from django.urls import path

from .views import acting, mutualising, reading, updating

app_name = "projects"
urlpatterns = [
    path("", reading.PROJECTS.page, name="list"),
    path("export.csv", reading.PROJECTS.csv, name="export"),
    path("par-stade", reading.board, name="board"),
    path("bulles", reading.bubbles, name="bubbles"),
    path("carte", reading.placed, name="map"),
    path("mes-projets", updating.own, name="mine"),
    path("nouveau", acting.create, name="create"),
    path("calibrage", reading.CALIBRATION.page, name="calibration"),
    path("qualite", reading.quality_page, name="quality"),
    path("semblables", mutualising.alike, name="similar"),
    path("prevision", mutualising.forecast, name="forecast"),
    path("<uuid:pk>", reading.project, name="detail"),
    path("<uuid:pk>/chronologie", reading.life, name="life"),
    path("<uuid:pk>/fiche", acting.print_sheet, name="print_sheet"),
    path("<uuid:pk>/modifier", acting.edit, name="edit"),
    path("<uuid:pk>/stade", acting.stage, name="stage"),
    path("<uuid:pk>/reference", acting.baseline, name="baseline"),
    path("<uuid:pk>/reviser", acting.revise, name="revise"),
    path("revisions/<uuid:pk>/approuver", acting.approve_revision, name="approve_revision"),
    path("revisions/<uuid:pk>/refuser", acting.refuse_revision, name="refuse_revision"),
    path("revisions/<uuid:pk>/retirer", acting.withdraw_revision, name="withdraw_revision"),
    path("<uuid:pk>/sortie", acting.leave, name="leave"),
    path("<uuid:pk>/scinder", acting.split, name="split"),
    path("<uuid:pk>/reunir", acting.merge, name="merge"),
    path("<uuid:pk>/mutualiser", mutualising.propose, name="propose"),
    path("<uuid:pk>/note-asin", acting.rate, name="rate"),
    path("<uuid:pk>/sites/ajouter", acting.add_sites, name="add_sites"),
    path("<uuid:pk>/sites/<uuid:site_pk>", acting.edit_site, name="edit_site"),
    path("<uuid:pk>/rien-de-change", acting.attest, name="attest"),
    path("<uuid:pk>/brouillon/supprimer", acting.discard, name="discard"),
]
