from django.apps import AppConfig


class SystemsConfig(AppConfig):
    name = "systems"
    verbose_name = "plateformes et applications"
    addresses = {
        "plateformes/": "systems.register.platforms",
        "hebergements/": "systems.register.hostings",
        "cloud/": "systems.register.landings",
        "vagues-de-migration/": "systems.register.waves",
        "echanges/": "systems.register.exchanges",
        "membres-x-road/": "systems.register.members",
        "sous-systemes-x-road/": "systems.register.subsystems",
        "fichiers-x-road/": "systems.register.files",
    }
    beside = "dashboards:running"

    def ready(self) -> None:
        from foundation.common.timeline import timeline
        from ministries.extensions import page_panels
        from projects.extensions import alike_sources

        from .queries import panels

        page_panels.register(panels.ministry_panel)
        timeline.register(panels.project_events)
        alike_sources.register(panels.alike_platforms)
