from datetime import date

import factory

from systems.enums import Choice, ExchangeState, FileKind, HostingKind, Nature, PlatformKind, ProofKind
from systems.models import (
    Exchange,
    Flow,
    Hosting,
    Landing,
    LandingProof,
    Listed,
    Member,
    Platform,
    Subsystem,
    Wave,
    XRoadFile,
)

from .files import pdf_of, stored
from .ministries import MinistryFactory


class HostingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Hosting

    name = factory.Sequence(lambda n: f"Salle {n}")
    kind = HostingKind.MINISTRY


class PlatformFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Platform

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    name = factory.Sequence(lambda n: f"Plateforme {n}")
    kind = PlatformKind.PLATFORM


class WaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Wave

    name = factory.Sequence(lambda n: f"Vague {n}")


class LandingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Landing

    platform = factory.SubFactory(PlatformFactory)
    scope = factory.SelfAttribute("platform.scope")
    choice = Choice.REHOST
    reasons = "Fin du support du serveur"


def prove(landing: Landing, *kinds: ProofKind, on: date) -> None:
    """These proofs given, each with its document."""
    for kind in kinds:
        file = stored(pdf_of(f"Preuve {kind}"), "preuve.pdf")
        LandingProof.objects.create(scope=landing.scope, landing=landing, kind=kind, proved_on=on, file=file)


class ExchangeFactory(factory.django.DjangoModelFactory):
    """Between two platforms, each of its own ministry unless given; declared by the source."""

    class Meta:
        model = Exchange

    source = factory.LazyFunction(lambda: named(PlatformFactory()))
    target = factory.LazyFunction(lambda: named(PlatformFactory()))
    ministry = factory.SelfAttribute("source.ministry")
    scope = factory.SelfAttribute("ministry.scope")
    data = factory.Sequence(lambda n: f"Données {n}")
    nature = Nature.XROAD
    state = ExchangeState.RUNNING


def named(platform: Platform) -> Listed:
    return Listed.objects.get(pk=platform.pk)


class MemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Member

    instance = "BJ"
    member_class = "GOV"
    code = factory.Sequence(lambda n: f"{n:05}")
    name = factory.Sequence(lambda n: f"Membre {n}")


class SubsystemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Subsystem

    member = factory.SubFactory(MemberFactory)
    code = factory.Sequence(lambda n: f"SYS{n}")


class FlowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Flow

    client = factory.SubFactory(SubsystemFactory)
    service = factory.SubFactory(SubsystemFactory)
    service_code = "getData"
    requests = 10
    first_on = last_on = answered_on = date(2026, 6, 1)


class XRoadFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = XRoadFile

    kind = FileKind.MEMBERS
    name = "membres.xml"
    as_of = date(2026, 6, 1)
    file = factory.LazyFunction(lambda: stored(b"<clientList/>", "membres.xml"))
