from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.documents.operations.storing import check_files, sweep


class Command(BaseCommand):
    help = "Compare le stockage des fichiers et leurs fiches, dans les deux sens ; retire ce que personne ne connaît."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="présence et taille")
        parser.add_argument("--read", action="store_true", help="relit aussi chaque fichier et compare son SHA-256")
        parser.add_argument("--sweep", action="store_true", help="retire les fichiers sans fiche de plus de 24 heures")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sweep"]:
            halves, orphans = sweep()
            self.stdout.write(f"{halves} fichier(s) inachevé(s) et {orphans} contenu(s) sans fiche retirés.")
        findings = check_files(read_all=options["read"])
        for finding in findings:
            self.stdout.write(finding)
        if findings:
            raise CommandError(f"{len(findings)} anomalie(s) dans le stockage.", returncode=1)
        self.stdout.write("Fichiers et fiches se correspondent.")
