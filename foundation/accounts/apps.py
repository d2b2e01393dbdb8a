from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "foundation.accounts"
    label = "accounts"
    verbose_name = "comptes et droits"

    def ready(self) -> None:
        from foundation.common.health import health_readers

        from .api import (
            has_token,
            schema,  # noqa: F401 - registers the description of our tokens in OpenAPI
        )

        health_readers.register(has_token)
