from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "cmsic.public"
    label = "public"
    verbose_name = "pages publiques"
    addresses = {"verifier/": "cmsic.public.urls"}
