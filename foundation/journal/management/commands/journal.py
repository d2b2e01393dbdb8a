import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.journal.operations import exporting, sealing, verifying
from foundation.journal.verifier import read_anchors


class Command(BaseCommand):
    help = "Vérifie, scelle ou exporte le journal des actes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--verify", action="store_true", help="vérifie toutes les chaînes, ligne par ligne")
        what.add_argument(
            "--seal", action="store_true", help="scelle maintenant ce qui est validé (le relais le fait de lui-même)"
        )
        what.add_argument(
            "--export", metavar="FICHIER", help="écrit le journal pour le vérificateur autonome (- : sortie standard)"
        )
        what.add_argument(
            "--unexplained", action="store_true", help="compte les changements de lignes qu’aucun acte n’explique"
        )
        what.add_argument("--heads", action="store_true", help="montre la tête de chaque chaîne, à conserver ailleurs")
        parser.add_argument("--anchors", metavar="FICHIER", nargs="*", default=[], help="têtes publiées à comparer")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self.verify(options["anchors"])
        elif options["seal"]:
            self.stdout.write(f"{sealing.seal()} ligne(s) scellée(s).")
        elif options["unexplained"]:
            for table, count in verifying.unexplained_changes().items():
                self.stdout.write(f"{table} : {count} changement(s) sans acte")
        elif options["heads"]:
            for chain, number, digest in verifying.heads():
                self.stdout.write(f"{chain} {number} {digest}")
        elif options["export"] == "-":
            exporting.export(sys.stdout)
        else:
            with Path(options["export"]).open("w", encoding="utf-8") as out:
                count = exporting.export(out)
            self.stdout.write(f"{count} ligne(s) écrites dans {options['export']}.")

    def verify(self, anchors: list[str]) -> None:
        started = time.monotonic()
        chains = verifying.verify(anchor for path in anchors for anchor in read_anchors(path))
        waiting = verifying.unsealed_count()
        for finding in chains.findings:
            self.stdout.write(f"ANOMALIE  {finding}")
        self.stdout.write(
            f"{chains.lines_count} ligne(s) vérifiées dans {len(chains.heads)} chaîne(s) en"
            f" {time.monotonic() - started:.1f} s ; {waiting} pas encore scellée(s)."
        )
        if chains.findings:
            raise CommandError(f"Le journal ne se vérifie pas : {len(chains.findings)} anomalie(s).", returncode=1)
        self.stdout.write("Le journal est intact.")
