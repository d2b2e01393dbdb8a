from datetime import date

import factory

from editions.enums import Movement, Occasion
from editions.models import Edition, EditionRow
from editions.queries.snapshot import totals_of
from foundation.documents.canonical import plain

from .ministries import MinistryFactory
from .projects import ProjectFactory


class EditionFactory(factory.django.DjangoModelFactory):
    """An edition of the past, with no line."""

    class Meta:
        model = Edition

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    owner_name = factory.SelfAttribute("ministry.name")
    number = 1
    occasion = Occasion.ON_REQUEST
    frozen_on = date(2026, 1, 5)
    method_version = 1
    yellow_from = 10
    red_from = 30
    totals = factory.LazyAttribute(lambda edition: plain(totals_of([], edition.ministry, edition.frozen_on)))
    rows_sha256 = "0" * 64


class EditionRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EditionRow

    edition = factory.SubFactory(EditionFactory)
    scope = factory.SelfAttribute("edition.scope")
    project = factory.LazyAttribute(lambda row: ProjectFactory(ministry=row.edition.ministry))
    position = 1
    ministry_name = factory.SelfAttribute("edition.owner_name")
    code = factory.SelfAttribute("project.code")
    title = factory.SelfAttribute("project.title")
    kind = "project"
    is_leaf = True
    stage = "running"
    situation = "running"
    colour = "unknown"
    revision_count = 0
    is_stale = False
    movement = Movement.ENTERED
    moves = factory.LazyFunction(list)
