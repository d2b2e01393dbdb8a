"""Load the demo data: real facts with their sources, and fictitious ministries that say so. Safe to run again."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cmsic.demo import fictitious
from foundation.common.demonstration import parts
from foundation.notifications.operations.notifying import telling_nobody


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []  # it draws no page; the checks load every one

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="affiche seulement les comptes de démonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["accounts"]:
            for part in parts():
                began = time.monotonic()
                with telling_nobody():
                    part()
                self.stdout.write(f"  {part.label} ({time.monotonic() - began:.1f} s)")
            return
        width = max(len(email) for email, _ in fictitious.ACCOUNTS)
        for email, meaning in fictitious.ACCOUNTS:
            self.stdout.write(f"  {email:<{width}}  {meaning}")
        self.stdout.write(f"  mot de passe de tous ces comptes : {fictitious.PASSWORD}")
