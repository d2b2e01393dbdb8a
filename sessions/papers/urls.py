from django.urls import URLPattern, path

from .views import papers, reading, session_file

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/lu", reading.mark_read, name="mark_read"),
    path("<uuid:pk>/dossier.pdf", session_file.file_download, name="file_download"),
    path("<uuid:pk>/dossier/etablir", session_file.make_file, name="make_file"),
    path("<uuid:pk>/dossier/avancement", session_file.file_progress, name="file_progress"),
    path("convocation/<str:secret>/dossier", session_file.linked, name="linked_file"),
    path("convocation/<str:secret>/pieces/<str:sha256>", session_file.linked, name="linked_piece"),
    path("<uuid:pk>/pv", papers.pv, name="pv"),
    path("<uuid:pk>/pv/avancement", papers.PAPER.progress, name="pv_progress"),
    path("<uuid:pk>/pv/soumettre", papers.pv_submit, name="pv_submit"),
    path("<uuid:pk>/pv/soumettre/relire", papers.submitting, name="submitting"),
    path("<uuid:pk>/pv/refaire", papers.pv_refresh, name="pv_refresh"),
    path("<uuid:pk>/pv/relancer", papers.pv_retry, name="pv_retry"),
    path("<uuid:pk>/pv/projet.pdf", papers.pv_draft_file, name="pv_draft_file"),
    path("<uuid:pk>/transmettre", papers.transmit, name="transmit"),
    path("<uuid:pk>/emargement", papers.attendance_sheet, name="attendance_sheet"),
    path("<uuid:pk>/emargement/avancement", papers.SHEET.progress, name="attendance_progress"),
    path("<uuid:pk>/emargement/etablir", papers.make_sheet, name="make_sheet"),
    path("<uuid:pk>/emargement/relancer", papers.attendance_retry, name="attendance_retry"),
    path("<uuid:pk>/etat-de-presence", papers.presence_statement, name="presence_statement"),
    path("<uuid:pk>/etat-de-presence/avancement", papers.HOURS.progress, name="statement_progress"),
    path("<uuid:pk>/etat-de-presence/etablir", papers.make_statement, name="make_presence_statement"),
    path("<uuid:pk>/etat-de-presence/relancer", papers.statement_retry, name="statement_retry"),
]
