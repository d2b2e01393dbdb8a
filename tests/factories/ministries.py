from datetime import date

import factory

from ministries.enums import LegalTextKind, LegalTextState, StructureKind
from ministries.models import Commune, Departement, LegalText, Ministry, MinistryName, Structure

from .access import ScopeFactory


class MinistryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ministry
        skip_postgeneration_save = True

    scope = factory.SubFactory(ScopeFactory)
    name = factory.Sequence(lambda n: f"Ministère de l’Essai {n}")
    acronym = factory.Sequence(lambda n: f"ME{n}")
    valid_from = date(2016, 4, 6)

    @factory.post_generation
    def names(ministry, create, extracted, **kwargs):
        if create:
            MinistryName.objects.create(
                ministry=ministry,
                name=ministry.name,
                acronym=ministry.acronym,
                valid_from=ministry.valid_from,
                valid_to=ministry.valid_to,
            )


class StructureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Structure

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    kind = StructureKind.DSI
    name = factory.Sequence(lambda n: f"Direction {n}")


class LegalTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LegalText

    kind = LegalTextKind.ARRETE
    reference = factory.Sequence(lambda n: f"{n:03d}/ME/DC/SGM/DSI/SA")
    dated_on = date(2022, 9, 7)
    title = "portant attributions, organisation et fonctionnement de la commission"
    state = LegalTextState.IN_FORCE


class DepartementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Departement

    name = factory.Sequence(lambda n: f"Département {n}")
    iso_code = factory.Sequence(lambda n: f"{n % 100:02d}")


class CommuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commune

    scope = factory.SubFactory(ScopeFactory, kind="commune")
    departement = factory.SubFactory(DepartementFactory)
    name = factory.Sequence(lambda n: f"Commune {n}")
