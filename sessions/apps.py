from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "commission_sessions"  # "sessions" belongs to django.contrib.sessions
    verbose_name = "sessions de la commission"
    addresses = {"sessions/": "sessions.urls", "pointage/": "sessions.meeting.short_urls"}

    def ready(self) -> None:
        from commissions.extensions import (
            closing_blockers,
            composition_changed,
            page_panels,
            sessions_held,
            statute_replaced,
            statute_uses,
        )
        from foundation.accounts.interrupted import closed_matters
        from foundation.documents.extensions import document_makers, papers
        from foundation.jobs.extensions import job_outcomes
        from ministries.extensions import commune_panels, text_panels
        from ministries.extensions import page_panels as ministry_page_panels
        from needs.extensions import ranking_buttons, ranking_places
        from projects.extensions import alike_sources, project_panels
        from steering.extensions import open_reserves

        from .consultations.operations import follow_items
        from .consultations.queries import ratifications_waiting
        from .core import extensions as core
        from .core.operations.following_rules import take_new_rules
        from .core.operations.rolling import follow_composition
        from .core.queries.closed_doors import touches_closed_doors
        from .core.queries.roll import held_with
        from .meeting.queries.register import commission_register, commune_items, project_decisions, reserves_of
        from .panels import decisions_under, ministry_sessions, open_sessions, sessions_panel, sessions_under
        from .papers.operations.filing import bind_what_is_told
        from .papers.operations.papers import (
            attendance_maker,
            first_papers,
            open_pv,
            pv_maker,
            remake_papers,
            statement_maker,
        )
        from .papers.queries.session_files import made_file
        from .papers.reports.layout import attendance_paper, pv_draft_paper, pv_paper, statement_paper
        from .papers.reports.session_file import linked_part
        from .papers.views.session_file import file_part
        from .past.queries import past_told
        from .preparing.queries.rankings import ranking_waiting, tabling_buttons, where_tabled
        from .preparing.queries.similar import alike_decisions
        from .preparing.reports.convocation import convocation_paper

        for paper in (pv_paper, pv_draft_paper, attendance_paper, statement_paper, convocation_paper):
            papers.register(paper)
        for maker in (pv_maker, attendance_maker, statement_maker):
            document_makers.register(maker)

        core.session_lifted.register(open_pv)
        core.session_changing.register(first_papers)
        core.session_corrected.register(remake_papers)
        closed_matters.register(touches_closed_doors)
        job_outcomes.register(made_file)
        core.session_parts.register(file_part)
        core.session_parts.register(past_told)
        core.link_parts.register(linked_part)
        core.agenda_told.register(bind_what_is_told)
        core.agenda_parts.register(ratifications_waiting)
        core.agenda_parts.register(ranking_waiting)
        self.examine_advice()
        ranking_places.register(where_tabled)
        ranking_buttons.register(tabling_buttons)
        core.items_carried.register(follow_items)
        ministry_page_panels.register(ministry_sessions)
        page_panels.register(sessions_panel)
        page_panels.register(commission_register)
        project_panels.register(project_decisions)
        commune_panels.register(commune_items)
        open_reserves.register(reserves_of)
        alike_sources.register(alike_decisions)
        text_panels.register(decisions_under)
        closing_blockers.register(open_sessions)
        statute_uses.register(sessions_under)
        sessions_held.register(held_with)
        composition_changed.register(follow_composition)
        statute_replaced.register(take_new_rules)

    def examine_advice(self) -> None:
        """What a session does with the recommendations that its ministry received."""
        from recommendations.extensions import recommendation_buttons, recommendation_panels

        from .core.extensions import agenda_parts
        from .preparing.queries.advice import advice_buttons, advice_waiting, agenda_panel

        agenda_parts.register(advice_waiting)
        recommendation_panels.register(agenda_panel)
        recommendation_buttons.register(advice_buttons)
