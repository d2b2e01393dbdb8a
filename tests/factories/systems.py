from datetime import date

import factory

from systems.enums import Choice, HostingKind, PlatformKind, ProofKind
from systems.models import Hosting, Landing, LandingProof, Platform, Wave

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
