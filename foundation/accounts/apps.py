from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "foundation.accounts"
    label = "accounts"
    verbose_name = "comptes et droits"

    def ready(self) -> None:
        from .api import schema  # noqa: F401 - registers the description of our tokens in OpenAPI
