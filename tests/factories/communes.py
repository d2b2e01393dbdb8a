from datetime import date

import factory

from communes.enums import Connection, Situation
from communes.models import (
    Attendance,
    CommuneProject,
    CommuneQuarter,
    CommuneReading,
    GridAnswer,
    NextStep,
    Oversight,
    Training,
    TrainingSession,
)

from .ministries import CommuneFactory, MinistryFactory


class OversightFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Oversight

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    source = "Décret fictif"


class OfCommuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    commune = factory.SubFactory(CommuneFactory)
    scope = factory.SelfAttribute("commune.scope")


class CommuneReadingFactory(OfCommuneFactory):
    class Meta:
        model = CommuneReading

    read_on = date(2026, 5, 4)
    agents = 40
    addresses = 12
    connection = Connection.FIBRE


class CommuneProjectFactory(OfCommuneFactory):
    class Meta:
        model = CommuneProject

    title = factory.Sequence(lambda n: f"Projet communal {n}")
    situation = Situation.RUNNING
    progress = 30


class NextStepFactory(OfCommuneFactory):
    class Meta:
        model = NextStep

    rank = 1
    text = factory.Sequence(lambda n: f"Étape {n}")
    due_on = date(2026, 9, 1)


class GridAnswerFactory(OfCommuneFactory):
    class Meta:
        model = GridAnswer

    grid = "1"
    code = "C1"
    reply = "yes"
    answered_on = date(2026, 5, 4)


class CommuneQuarterFactory(OfCommuneFactory):
    class Meta:
        model = CommuneQuarter

    year = 2026
    number = 1
    told_on = date(2026, 2, 4)
    grid = "1"
    questions = 40
    yes = 10
    no = 20
    proven = 4


class TrainingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Training

    title = factory.Sequence(lambda n: f"Formation {n}")


class TrainingSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TrainingSession

    training = factory.SubFactory(TrainingFactory)
    held_on = date(2026, 3, 2)
    place = "Cotonou"


class AttendanceFactory(OfCommuneFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(TrainingSessionFactory)
    function = "RSI"
