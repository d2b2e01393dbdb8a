from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "commission_sessions"  # "sessions" belongs to django.contrib.sessions
    verbose_name = "sessions de la commission"
