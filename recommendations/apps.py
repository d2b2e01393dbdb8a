from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    label = "recommendations"
    verbose_name = "recommandations"

    def ready(self) -> None:
        from cmsic.common.typography import plural
        from commissions.extensions import closing_blockers

        from .models import Recommendation

        @closing_blockers.register
        def open_recommendations(commission):
            count = Recommendation.objects.issued().open().filter(commission=commission).count()
            return [f"{plural(count, 'recommandation est encore ouverte', 'recommandations sont encore ouvertes')}."] if count else []
