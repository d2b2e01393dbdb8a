from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "commission_sessions"  # "sessions" belongs to django.contrib.sessions
    verbose_name = "sessions de la commission"

    def ready(self) -> None:
        from cmsic.documents.extensions import document_makers, papers

        from .extensions import session_lifted
        from .operations.papers import attendance_maker, prepare_pv, pv_maker
        from .reports.convocation import convocation_paper
        from .reports.layout import attendance_paper, pv_draft_paper, pv_paper

        for paper in (pv_paper, pv_draft_paper, attendance_paper, convocation_paper):
            papers.register(paper)
        for maker in (pv_maker, attendance_maker):
            document_makers.register(maker)

        @session_lifted.register
        def open_its_pv(session, by):
            prepare_pv(session.pk, by)
