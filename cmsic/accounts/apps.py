from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cmsic.accounts"
    label = "accounts"
    verbose_name = "comptes et droits"
