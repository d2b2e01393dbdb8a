"""The stories of the demonstration, which cross several subjects: real facts with their sources, then fictitious
ministries that say so. What one subject shows alone stands in its own `demo.py`.
"""

from datetime import date

from commissions.models import Commission
from foundation.common.demonstration import demo_part

from . import (
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


@demo_part("ministères, départements et communes", position=10)
def institutions_and_territory() -> None:
    institutions.load_ministries()
    institutions.load_territory()


@demo_part("projets du MDGL et du MAEC", position=30)
def real_projects_of_two_ministries() -> None:
    real_projects.load_mdgl_projects(
        institutions.find_ministry("Ministère de la Décentralisation et de la Gouvernance Locale")
    )
    real_projects.load_maec_projects(texts.foreign_affairs())


@demo_part("ministère de démonstration", position=50)
def demonstration_ministry() -> None:
    body = fictitious.load_demo_ministry()
    history.load_history(body, portfolio.load_demo_portfolio(body.ministry))
    consultations.load_consultations(body)


@demo_part("autres ministères de démonstration", position=60)
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


demo_part("textes et Conseil des ministres", position=20)(texts.load_texts)
demo_part("sessions réelles", position=40)(real_sessions.load_real_sessions)
demo_part("mutualisation proposée", position=70)(portfolio.share_a_project)
demo_part("comptes nationaux", position=80)(fictitious.load_national_accounts)
demo_part("session en préparation", position=90)(preparation.load_preparation)
