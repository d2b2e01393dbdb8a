import factory

from assets.enums import AssetKind, AssetState
from assets.models import Asset, AssetCategory

from .ministries import MinistryFactory


class AssetCategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssetCategory

    name = factory.Sequence(lambda n: f"Catégorie {n}")
    kind = AssetKind.DESKTOP


class AssetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Asset

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    category = factory.SubFactory(AssetCategoryFactory)
    code = factory.Sequence(lambda n: f"TEST-A{n:05d}")
    name = factory.Sequence(lambda n: f"Poste {n}")
    state = AssetState.IN_USE
