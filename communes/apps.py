from django.apps import AppConfig


class CommunesConfig(AppConfig):
    name = "communes"
    verbose_name = "communes"
    addresses = {
        "suivi-des-communes/": "communes.urls",
        "suivi-des-communes/releves/": "communes.register.readings",
        "suivi-des-communes/projets/": "communes.register.projects",
        "suivi-des-communes/etapes/": "communes.register.steps",
        "suivi-des-communes/formations/": "communes.register.trainings",
        "suivi-des-communes/sessions-de-formation/": "communes.register.training_sessions",
        "suivi-des-communes/participations/": "communes.register.attendances",
        "suivi-des-communes/ministeres/": "communes.register.oversights",
    }
    beside = "ministries:communes"

    def ready(self) -> None:
        from ministries.extensions import commune_panels

        from .queries import panels

        commune_panels.register(panels.commune_panel)
