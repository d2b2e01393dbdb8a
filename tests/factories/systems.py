import factory

from systems.enums import HostingKind, PlatformKind
from systems.models import Hosting, Platform

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
