from datetime import timedelta

import factory

from conferences.enums import FactKind
from conferences.models import (
    BodyFact,
    Conference,
    ConferenceDocument,
    ConferenceRecommendation,
    Panel,
    PanelSpeaker,
    Participant,
    Question,
    Referral,
    ServiceReview,
)
from foundation.common import clock

from .access import ScopeFactory
from .commissions import CommissionFactory
from .files import stored
from .recommendations import RecommendationFactory


class BodyFactory(CommissionFactory):
    """A national body."""

    ministry = None
    scope = factory.SubFactory(ScopeFactory, kind="national")
    kind = "cdsi"
    code = factory.Sequence(lambda n: f"ORG{n}")
    name = factory.Sequence(lambda n: f"Conférence nationale {n}")


class BodyFactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BodyFact

    body = factory.SubFactory(BodyFactory)
    scope = factory.SelfAttribute("body.scope")
    kind = FactKind.LEGAL_PERIOD
    text = "Réunion trimestrielle"
    source = "presse"


class ConferenceFactory(factory.django.DjangoModelFactory):
    """Its day was ten days ago, so that each act may be done to it."""

    class Meta:
        model = Conference

    body = factory.SubFactory(BodyFactory)
    scope = factory.SelfAttribute("body.scope")
    number = factory.Sequence(lambda n: n % 900 + 1)
    title = factory.Sequence(lambda n: f"{n + 1}e conférence")
    theme = "Les actifs informatiques"
    held_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=10))
    year = factory.LazyAttribute(lambda row: row.held_on.year)
    place = "Cotonou"


class PanelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Panel

    conference = factory.SubFactory(ConferenceFactory)
    scope = factory.SelfAttribute("conference.scope")
    title = factory.Sequence(lambda n: f"Panel {n}")
    findings = "Les usagers connaissent mal les services."


class PanelSpeakerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PanelSpeaker

    panel = factory.SubFactory(PanelFactory)
    scope = factory.SelfAttribute("panel.scope")
    name = factory.Sequence(lambda n: f"Intervenant {n}")
    institution = "ANIP"


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    conference = factory.SubFactory(ConferenceFactory)
    scope = factory.SelfAttribute("conference.scope")
    institution = "ASIN"
    function = "DSI"
    count = 2


class ConferenceRecommendationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConferenceRecommendation

    conference = factory.SubFactory(ConferenceFactory)
    scope = factory.SelfAttribute("conference.scope")
    recommendation = factory.LazyAttribute(
        lambda row: RecommendationFactory(
            commission=row.conference.body, origin_kind="conference", is_draft=True, number=None
        )
    )


class ConferenceDocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConferenceDocument

    conference = factory.SubFactory(ConferenceFactory)
    scope = factory.SelfAttribute("conference.scope")
    title = "Programme"
    file = factory.LazyFunction(lambda: stored(b"%PDF", "programme.pdf"))


class ServiceReviewFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceReview

    conference = factory.SubFactory(ConferenceFactory)
    scope = factory.SelfAttribute("conference.scope")
    service = factory.Sequence(lambda n: f"e-service {n}")
    problems = "La pièce demandée n’est pas dite."


class QuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Question

    body = factory.SubFactory(BodyFactory)
    scope = factory.LazyAttribute(lambda row: row.body.scope if row.body else None)
    title = factory.Sequence(lambda n: f"Question commune {n}")


class ReferralFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Referral

    recommendation = factory.SubFactory(RecommendationFactory)
    scope = factory.SelfAttribute("recommendation.scope")
    origin = factory.SelfAttribute("recommendation.commission")
    body = factory.SubFactory(BodyFactory)
    reference = factory.LazyAttribute(lambda row: row.recommendation.reference)
    text = factory.SelfAttribute("recommendation.text")
    motive = "La commission ne peut la mener seule."
    sent_at = factory.LazyFunction(clock.now)
