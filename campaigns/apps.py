from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "campagnes de mise à jour"
    addresses = {"campagnes/": "campaigns.urls", "echeances/": "campaigns.register"}
    beside = "projects:list"

    def ready(self) -> None:
        from projects.extensions import month_notes

        from .queries import notes_of_the_month

        month_notes.register(notes_of_the_month)
