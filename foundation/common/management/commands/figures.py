from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.common.figures import FIGURES, summary_checks


class Command(BaseCommand):
    help = (
        "Liste les chiffres du portail ; --check recalcule les résumés tenus par la base et dit les écarts, --repair"
        " les corrige."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="recalculer et comparer ; code de sortie 1 s’il y a un écart"
        )
        parser.add_argument("--repair", action="store_true", help="recalculer et remplacer ce qui diffère")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"] and not options["repair"]:
            for key in sorted(FIGURES):
                self.stdout.write(f"{key} (méthode {FIGURES[key].method_version}) : {FIGURES[key].label}")
            return
        wrong = 0
        for make in summary_checks:
            check = make()
            drifts = list(check.drifts())
            wrong += len(drifts)
            self.stdout.write(f"{check.name} : {'aucun écart' if not drifts else f'{len(drifts)} écart(s)'}")
            for drift in drifts[:50]:
                self.stdout.write(f"  {drift.what} : enregistré {drift.stored}, recalculé {drift.computed}")
            if drifts and options["repair"]:
                self.stdout.write(f"  corrigé : {check.repair()} ligne(s)")
        if wrong and not options["repair"]:
            raise CommandError(f"{wrong} écart(s). Lancez `figures --repair` pour recalculer.")
