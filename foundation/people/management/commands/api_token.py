from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.accounts.models import User
from foundation.common.exceptions import Refused
from foundation.people.operations import create_token


class Command(BaseCommand):
    help = "Crée un jeton de l’API pour un compte et affiche son secret, une seule fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", metavar="ADRESSE", help="adresse électronique du compte")
        parser.add_argument("--name", default="créé en ligne de commande", metavar="USAGE", help="à quoi sert le jeton")
        parser.add_argument("--write", action="store_true", help="le jeton permet aussi d’agir, pas seulement de lire")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"Aucun compte n’existe à l’adresse « {options['user']} ».")
        try:
            _, secret = create_token(user, name=options["name"][:100], write=options["write"], by=None)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stderr.write(
            f"Jeton de {user.full_name}, {'lecture et écriture' if options['write'] else 'lecture seule'}. Il ne sera"
            " plus affiché :"
        )
        self.stdout.write(secret)
