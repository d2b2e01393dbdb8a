from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "commission_sessions"  # "sessions" belongs to django.contrib.sessions
    verbose_name = "sessions de la commission"

    def ready(self) -> None:
        from commissions.extensions import closing_blockers, page_panels, statute_replaced, statute_uses
        from foundation.documents.extensions import document_makers, papers
        from foundation.jobs.extensions import job_outcomes
        from ministries.extensions import page_panels as ministry_page_panels
        from ministries.extensions import text_panels
        from projects.extensions import alike_sources, project_panels

        from .extensions import session_lifted
        from .operations.following_rules import take_new_rules
        from .operations.papers import attendance_maker, prepare_pv, pv_maker, statement_maker
        from .queries.for_commissions import decisions_under, ministry_sessions, open_sessions, sessions_panel, sessions_under
        from .queries.register import commission_register, project_decisions
        from .queries.session_files import made_file
        from .queries.similar import alike_decisions
        from .reports.convocation import convocation_paper
        from .reports.layout import attendance_paper, pv_draft_paper, pv_paper, statement_paper

        for paper in (pv_paper, pv_draft_paper, attendance_paper, statement_paper, convocation_paper):
            papers.register(paper)
        for maker in (pv_maker, attendance_maker, statement_maker):
            document_makers.register(maker)

        @session_lifted.register
        def open_its_pv(session, by):
            prepare_pv(session.pk, by)

        job_outcomes.register(made_file)
        ministry_page_panels.register(ministry_sessions)
        page_panels.register(sessions_panel)
        page_panels.register(commission_register)
        project_panels.register(project_decisions)
        alike_sources.register(alike_decisions)
        text_panels.register(decisions_under)
        closing_blockers.register(open_sessions)
        statute_uses.register(sessions_under)
        statute_replaced.register(take_new_rules)
