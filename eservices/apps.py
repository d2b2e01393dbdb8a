from django.apps import AppConfig


class EservicesConfig(AppConfig):
    name = "eservices"
    verbose_name = "e-services"
    addresses = {
        "e-services/": "eservices.register.catalogue",
        "e-services/pieces/": "eservices.register.pieces",
        "e-services/niveaux/": "eservices.register.levels",
        "e-services/etapes/": "eservices.register.steps",
        "e-services/mois/": "eservices.register.months",
        "e-services/objectifs/": "eservices.register.goals",
        "e-services/problemes/": "eservices.register.problems",
        "signaler/": "eservices.public_urls",
    }
    beside = "dashboards:running"

    def ready(self) -> None:
        from foundation.common.timeline import timeline
        from ministries.extensions import page_panels
        from needs.extensions import outcome_ways
        from projects.extensions import alike_sources

        from .queries import panels
        from .register.catalogue import service_way

        page_panels.register(panels.ministry_panel)
        timeline.register(panels.project_events)
        alike_sources.register(panels.alike_services)
        outcome_ways.register(service_way)
