"""Load the demo data: real facts with their sources, and fictitious ministries that say so. Safe to run again."""

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cmsic.demo import (
    consultations,
    fictitious,
    institutions,
    neighbours,
    portfolio,
    preparation,
    real_projects,
    real_sessions,
    showcase,
    texts,
)
from foundation.notifications.operations.notifying import telling_nobody


def institutions_and_territory() -> None:
    institutions.load_ministries()
    institutions.load_territory()


def real_projects_of_two_ministries() -> None:
    real_projects.load_mdgl_projects(
        institutions.find_ministry("Ministère de la Décentralisation et de la Gouvernance Locale")
    )
    real_projects.load_maec_projects(texts.foreign_affairs())


def demonstration_ministry() -> None:
    body = fictitious.load_demo_ministry()
    showcase.load_showcase(body, portfolio.load_demo_portfolio(body.ministry))
    consultations.load_consultations(body)


STEPS: list[tuple[str, Callable[[], None]]] = [
    ("ministères, départements et communes", institutions_and_territory),
    ("textes et Conseil des ministres", texts.load_texts),
    ("projets du MDGL et du MAEC", real_projects_of_two_ministries),
    ("sessions réelles", real_sessions.load_real_sessions),
    ("ministère de démonstration", demonstration_ministry),
    ("autres ministères de démonstration", neighbours.load_neighbours),
    ("mutualisation proposée", portfolio.share_a_project),
    ("comptes nationaux", fictitious.load_national_accounts),
    ("notes de l’ASIN", neighbours.rate_projects),
    ("session en préparation", preparation.load_preparation),
]


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="affiche seulement les comptes de démonstration")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["accounts"]:
            for label, step in STEPS:
                began = time.monotonic()
                with telling_nobody():
                    step()
                self.stdout.write(f"  {label} ({time.monotonic() - began:.1f} s)")
            return
        width = max(len(email) for email, _ in fictitious.ACCOUNTS)
        for email, meaning in fictitious.ACCOUNTS:
            self.stdout.write(f"  {email:<{width}}  {meaning}")
        self.stdout.write(f"  mot de passe de tous ces comptes : {fictitious.PASSWORD}")
