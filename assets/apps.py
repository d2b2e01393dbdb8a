from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "assets"
    verbose_name = "parc informatique"
    addresses = {
        "parc/categories/": "assets.register.categories",
        "parc/licences/": "assets.register.licences",
        "parc/campagnes/": "assets.register.stocktakes",
        "parc/imports/": "assets.register.imports",
        "parc/hypotheses/": "assets.register.costs",
        "parc/": "assets.urls",
    }
    beside = "dashboards:running"

    def ready(self) -> None:
        from foundation.documents.extensions import papers

        from .reports import statement_paper

        papers.register(statement_paper)
