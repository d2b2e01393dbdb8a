from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "foundation.saved_views"
    verbose_name = "vues gardées"
    addresses = {"vues/": "foundation.saved_views.urls"}
