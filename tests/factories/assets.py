import factory
from django.utils import timezone

from assets.enums import AssetImportKind, AssetImportOutcome, AssetKind, AssetState, FileOutcome, Management
from assets.models import (
    AgentFile,
    Asset,
    AssetCategory,
    AssetImport,
    AssetImportLine,
    AssetMove,
    AssetSection,
    CostHypothesis,
    Installation,
    Licence,
    Software,
    Stocktake,
    StocktakeLine,
)

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


class SoftwareFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Software

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    name = factory.Sequence(lambda n: f"Logiciel {n}")


class InstallationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Installation

    asset = factory.SubFactory(AssetFactory)
    scope = factory.SelfAttribute("asset.scope")
    software = factory.SubFactory(SoftwareFactory, ministry=factory.SelfAttribute("..asset.ministry"))


class AssetSectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssetSection

    asset = factory.SubFactory(AssetFactory)
    scope = factory.SelfAttribute("asset.scope")
    name = "batteries"
    content = factory.LazyFunction(lambda: [{"name": "Batterie"}])
    sha256 = "a" * 64
    said_at = factory.LazyFunction(timezone.now)


class AssetImportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssetImport

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    kind = AssetImportKind.TABLE
    title = factory.Sequence(lambda n: f"parc-{n}.csv")
    opened_at = factory.LazyFunction(timezone.now)


class AssetImportLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssetImportLine

    asset_import = factory.SubFactory(AssetImportFactory)
    scope = factory.SelfAttribute("asset_import.scope")
    rank = factory.Sequence(lambda n: n + 2)
    origin = factory.LazyAttribute(lambda line: f"Ligne {line.rank}")
    outcome = AssetImportOutcome.CREATED


class AgentFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgentFile

    asset = factory.SubFactory(AssetFactory)
    ministry = factory.SelfAttribute("asset.ministry")
    scope = factory.SelfAttribute("asset.scope")
    name = "poste.json"
    sha256 = "b" * 64
    item_type = "Computer"
    is_partial = False
    outcome = FileOutcome.CREATED
    received_at = factory.LazyFunction(timezone.now)


class AssetMoveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssetMove

    asset = factory.SubFactory(AssetFactory)
    scope = factory.SelfAttribute("asset.scope")
    to_state = AssetState.IN_USE
    at = factory.LazyFunction(timezone.now)


class LicenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Licence

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    title = factory.Sequence(lambda n: f"Licence {n}")


class CostHypothesisFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CostHypothesis

    category = factory.SubFactory(AssetCategoryFactory)
    mode = Management.BOUGHT
    ministry = None
    scope = factory.LazyAttribute(lambda row: row.ministry.scope if row.ministry else None)


class StocktakeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Stocktake

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    title = factory.Sequence(lambda n: f"Inventaire {n}")
    opened_on = factory.LazyFunction(timezone.localdate)


class StocktakeLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StocktakeLine

    stocktake = factory.SubFactory(StocktakeFactory)
    scope = factory.SelfAttribute("stocktake.scope")
    asset = factory.SubFactory(AssetFactory, ministry=factory.SelfAttribute("..stocktake.ministry"))
    is_expected = True
