"""The follow-up of the communes: a real training, whose day no source gives, and the fictitious quarter of the commune
whose RSI is fictitious too. No other real commune is said to have answered anything.
"""

from datetime import date, timedelta
from typing import Any

from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import Commune, Ministry

from .enums import Connection, Presence, Reply, Situation
from .models import CommuneQuarter, Oversight, Training
from .operations.quarter import Answered, StepTold, tell_quarter
from .queries.grid import grid
from .register import ATTENDANCES, OVERSIGHTS, PROJECTS, READINGS, TRAINING_SESSIONS, TRAININGS

ECONOMISTE = "leconomistebenin.com, atelier des RSI, octobre 2022"
FICTITIOUS = "Fictif, pour la démonstration"
YES = ("C1", "C4", "C8", "T1", "T3", "T7", "I1", "I3", "I7", "I8", "S1", "S6", "S8", "P1", "P2", "P5", "P7")
PROVEN = {
    "C1": "Arrêté fictif n° 14",
    "C4": "Budget fictif de l’année, ligne 6",
    "I1": "https://commune.demonstration.example/",
    "T1": "Contrat fictif de connexion",
    "S6": "Registre fictif du courrier",
    "P1": "https://reseau.demonstration.example/commune",
}
SILENT = ("C7", "T6", "I6", "P4")


@demo_part("ministère chargé des communes", position=108)
def oversights() -> None:
    ministry = Ministry.objects.filter(name__startswith="Ministère de la Décentralisation et de la Gouvernance").first()
    if ministry is not None and not Oversight.objects.exists():
        OVERSIGHTS.add(
            ministry=ministry, source="Intitulé du ministère : décentralisation, gouvernance locale", by=None
        )
    if not Training.objects.exists():
        TRAININGS.add(
            title="Annuaire Active Directory et messagerie Outlook",
            objectives="Formation des RSI inscrite au programme de l’atelier du 4 octobre 2022.",
            organiser="",
            source=ECONOMISTE,
            by=None,
        )


@demo_part("suivi d’une commune", position=109)
def followed() -> None:
    commune = Commune.objects.get(name="Abomey-Calavi")
    if CommuneQuarter.objects.filter(commune=commune).exists():
        return
    _facts(commune)
    _trainings(commune)
    replies = [
        Answered(question.code, Reply.YES if question.code in YES else Reply.NO, PROVEN.get(question.code, ""))
        for question in grid().questions
        if question.code not in SILENT
    ]
    steps = [
        StepTold(1, "Donner une adresse professionnelle aux chefs d’arrondissement", _in(40)),
        StepTold(2, "Mettre en ligne les délibérations de l’année", _in(75)),
        StepTold(3, "Faire valider la charte d’usage par le conseil", _in(-6)),
    ]
    tell_quarter(commune.pk, answers=replies, steps=steps, by=None)
    for rows in (commune.gridanswers, commune.nextsteps, commune.communequarters):
        rows.update(is_fictitious=True)


def _in(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _facts(commune: Commune) -> None:
    told: Any = {"commune": commune, "source": FICTITIOUS, "is_fictitious": True, "by": None}
    for days, agents, used in ((-280, 118, 9), (-95, 121, 31)):
        READINGS.add(read_on=_in(days), agents=agents, addresses=used, connection=Connection.FIBRE, speed=20, **told)
    for title, framework, situation, progress, note in (
        (
            "Portail de la commune",
            "eCommunes",
            Situation.RUNNING,
            60,
            "Les pages des arrondissements restent à écrire.",
        ),
        ("Gestion électronique du courrier", "GEC", Situation.RUNNING, 35, "Le service du courrier est formé."),
        ("Numérisation du registre d’état civil", "", Situation.TO_COME, None, ""),
        ("Réseau local de la mairie", "", Situation.DONE, 100, ""),
    ):
        PROJECTS.add(title=title, framework=framework, situation=situation, progress=progress, note=note, **told)


def _trainings(commune: Commune) -> None:
    training = TRAININGS.add(
        title="Tenir le site de sa commune",
        objectives="Écrire, publier et mettre à jour les pages d’une commune.",
        organiser="ASIN (fictif)",
        source=FICTITIOUS,
        is_fictitious=True,
        by=None,
    )
    for days, place, presence in ((-50, "Cotonou", Presence.PRESENT), (25, "Parakou", Presence.INVITED)):
        session = TRAINING_SESSIONS.add(
            training=training, held_on=_in(days), place=place, hours=6, is_fictitious=True, by=None
        )
        ATTENDANCES.add(
            commune=commune, session=session, function="RSI", presence=presence, is_fictitious=True, by=None
        )
