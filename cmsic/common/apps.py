from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "cmsic.common"
    label = "common"
