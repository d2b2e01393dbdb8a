from django.urls import URLPattern, path

from ..views import papers

urlpatterns: list[URLPattern] = [
    path("<uuid:pk>/pv", papers.pv, name="pv"),
    path("<uuid:pk>/pv/avancement", papers.pv_progress, name="pv_progress"),
    path("<uuid:pk>/pv/soumettre", papers.pv_submit, name="pv_submit"),
    path("<uuid:pk>/pv/refaire", papers.pv_refresh, name="pv_refresh"),
    path("<uuid:pk>/pv/relancer", papers.pv_retry, name="pv_retry"),
    path("<uuid:pk>/pv/projet.pdf", papers.pv_draft_file, name="pv_draft_file"),
    path("<uuid:pk>/transmettre", papers.transmit, name="transmit"),
    path("<uuid:pk>/emargement", papers.attendance_sheet, name="attendance_sheet"),
    path("<uuid:pk>/emargement/avancement", papers.attendance_progress, name="attendance_progress"),
    path("<uuid:pk>/emargement/etablir", papers.make_sheet, name="make_sheet"),
    path("<uuid:pk>/emargement/relancer", papers.attendance_retry, name="attendance_retry"),
]
