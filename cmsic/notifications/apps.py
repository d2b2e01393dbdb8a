from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "cmsic.notifications"
    label = "notifications"
    verbose_name = "messages"
