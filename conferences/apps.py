from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "conferences"
    verbose_name = "conférences et organes nationaux"
    addresses = {
        "conferences/": "conferences.register.conferences",
        "conferences-panels/": "conferences.register.panels",
        "conferences-intervenants/": "conferences.register.speakers",
        "conferences-participants/": "conferences.register.participants",
        "retours-d-experience/": "conferences.register.reviews",
        "organes-nationaux/": "conferences.register.bodies",
        "questions-communes/": "conferences.register.questions",
    }
    beside = "recommendations:list"

    def ready(self) -> None:
        from commissions.extensions import closing_blockers
        from commissions.extensions import page_panels as commission_panels
        from foundation.documents.extensions import papers
        from ministries.extensions import page_panels as ministry_panels
        from recommendations.extensions import recommendation_buttons, recommendation_panels

        from .queries import panels
        from .reports import conference_paper

        papers.register(conference_paper)
        commission_panels.register(panels.body_panel)
        ministry_panels.register(panels.ministry_panel)
        closing_blockers.register(panels.open_business)
        recommendation_panels.register(panels.origin_panel)
        recommendation_panels.register(panels.answer_panel)
        recommendation_panels.register(panels.referral_panel)
        recommendation_buttons.register(panels.referral_buttons)
