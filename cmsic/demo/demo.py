"""The stories of the demonstration, which cross several subjects: real facts with their sources, then fictitious
ministries that say so. What one subject shows alone stands in its own `demo.py`.
"""

from foundation.common.demonstration import demo_part

from . import (
    campaigns,
    conferences,
    consultations,
    fictitious,
    institutions,
    neighbours,
    portfolio,
    preparation,
    readings,
    real_projects,
    real_sessions,
    showcase,
    texts,
)
from .timeline import known


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
    showcase.load_showcase(body, portfolio.load_demo_portfolio(known(body.ministry)))
    consultations.load_consultations(body)


demo_part("textes et Conseil des ministres", position=20)(texts.load_texts)
demo_part("sessions réelles", position=40)(real_sessions.load_real_sessions)
demo_part("autres ministères de démonstration", position=60)(neighbours.load_neighbours)
demo_part("mutualisation proposée", position=70)(portfolio.share_a_project)
demo_part("révision demandée", position=71)(portfolio.ask_a_revision)
demo_part("comptes nationaux", position=80)(fictitious.load_national_accounts)
demo_part("notes de l’ASIN", position=85)(neighbours.rate_projects)
demo_part("relevés de projets", position=86)(readings.load_readings)
demo_part("session en préparation", position=90)(preparation.load_preparation)
demo_part("campagnes de mise à jour", position=87)(campaigns.load_campaigns)
demo_part("point sur le parc informatique", position=113)(preparation.link_item_about_assets)
demo_part("conférence de démonstration", position=111)(conferences.load_conferences)
