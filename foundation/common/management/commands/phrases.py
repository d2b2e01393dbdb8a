from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from foundation.common.phrases import phrases


class Command(BaseCommand):
    help = "Donne chaque phrase française du portail (Python, gabarits, scripts) avec son fichier et sa ligne."

    requires_system_checks = []  # it reads files alone

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="?", default="", metavar="MOTS", help="seulement celles qui les contiennent")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["words"].casefold()
        for phrase in phrases(settings.BASE_DIR):
            if wanted in phrase.text.casefold():
                self.stdout.write(str(phrase))
