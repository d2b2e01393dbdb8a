"""Load the demo data: real facts with their sources, and fictitious ministries that say so. Safe to run again."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cmsic.demo import (
    consultations,
    fictitious,
    history,
    institutions,
    portfolio,
    preparation,
    real_projects,
    real_sessions,
    texts,
)
from commissions.models import Commission
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
    history.load_history(body, portfolio.load_demo_portfolio(body.ministry))
    consultations.load_consultations(body)


def neighbour_ministries() -> None:
    for rank, body in enumerate(fictitious.load_other_ministries()):
        projects = portfolio.load_other_portfolio(body.ministry, rank)
        history.load_history(body, projects, neighbour_sittings(body, rank))


def neighbour_sittings(body: Commission, rank: int) -> list[history.Sitting]:
    """The first neighbours sit twice a year, the next once, the last not at all."""
    days = [date(2026, 3, 11), date(2026, 9, 16)][: max(0, 2 - rank // 2)]
    review = history.Review(0, history.Outcome.FAVOURABLE, "Les membres demandent un calendrier plus fin.")
    ask = history.Ask(
        "Transmettre à l’ASIN la liste à jour des applications",
        "DSI",
        60 + 40 * rank,
        history.S.RUNNING if rank else history.S.DONE,
        "patrimoine",
    )
    return [
        history.Sitting(
            day, present=5, theme="Point sur le portefeuille", reviews=[review] if index == 0 else [], asks=[ask]
        )
        for index, day in enumerate(days)
    ]


STEPS: list[tuple[str, Callable[[], None]]] = [
    ("ministères, départements et communes", institutions_and_territory),
    ("textes et Conseil des ministres", texts.load_texts),
    ("projets du MDGL et du MAEC", real_projects_of_two_ministries),
    ("sessions réelles", real_sessions.load_real_sessions),
    ("ministère de démonstration", demonstration_ministry),
    ("autres ministères de démonstration", neighbour_ministries),
    ("mutualisation proposée", portfolio.share_a_project),
    ("comptes nationaux", fictitious.load_national_accounts),
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
