from datetime import date, time, timedelta

import factory
from django.utils import timezone

from sessions.core.enums import ItemKind, Outcome, SessionState
from sessions.core.models import AgendaItem, Annex, CommissionSession, Decision
from sessions.core.models.settled import writing_the_past

from .access import UserFactory
from .commissions import CommissionFactory


def _in_two_weeks() -> date:
    return timezone.localdate() + timedelta(days=14)


class SessionFactory(factory.django.DjangoModelFactory):
    """A session in preparation; traits bring it to a later state with what that state supposes."""

    class Meta:
        model = CommissionSession

    commission = factory.SubFactory(CommissionFactory)
    scope = factory.SelfAttribute("commission.scope")
    statute = factory.LazyAttribute(lambda s: s.commission.statutes.order_by("-number").first())
    year = factory.LazyAttribute(lambda s: s.held_on.year)
    held_on = factory.LazyFunction(_in_two_weeks)
    starts_at = time(10, 0)
    planned_minutes = 120
    place = "Salle de conférences"

    class Params:
        convened = factory.Trait(
            state=SessionState.CONVENED,
            number=factory.Sequence(lambda n: n + 1),
            convened_at=factory.LazyFunction(timezone.now),
            convened_by=factory.SubFactory(UserFactory),
        )
        opened = factory.Trait(
            convened=True,
            state=SessionState.OPEN,
            held_on=factory.LazyFunction(timezone.localdate),
            opened_at=factory.LazyFunction(timezone.now),
        )
        lifted = factory.Trait(
            convened=True,
            state=SessionState.LIFTED,
            held_on=factory.LazyFunction(timezone.localdate),
            opened_at=factory.LazyFunction(lambda: timezone.now() - timedelta(hours=2)),
            lifted_at=factory.LazyFunction(timezone.now),
        )


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AgendaItem

    session = factory.SubFactory(SessionFactory)
    scope = factory.SelfAttribute("session.scope")
    position = factory.Sequence(lambda n: n + 1)
    kind = ItemKind.COMMUNICATION
    title = factory.Sequence(lambda n: f"Point {n}")
    planned_minutes = 15


class AnnexFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Annex

    item = factory.SubFactory(AgendaItemFactory)
    scope = factory.SelfAttribute("item.scope")
    title = factory.Sequence(lambda n: f"Annexe {n}")
    position = factory.Sequence(lambda n: n + 1)


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    item = factory.SubFactory(AgendaItemFactory)
    session = factory.SelfAttribute("item.session")
    commission = factory.SelfAttribute("session.commission")
    scope = factory.SelfAttribute("session.scope")
    year = factory.SelfAttribute("session.year")
    number = factory.Sequence(lambda n: n + 1)
    outcome = Outcome.FAVOURABLE
    text = "La commission donne un avis favorable."
    decided_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with writing_the_past():
            return super()._create(model_class, *args, **kwargs)
