"""A national body with conferences at two moments, and what each ministry sent up to it."""

from typing import Any

from conferences.enums import ConferenceState, ReferralState
from tests.factories import CommissionFactory, RecommendationFactory
from tests.factories.conferences import (
    BodyFactFactory,
    BodyFactory,
    ConferenceDocumentFactory,
    ConferenceFactory,
    ConferenceRecommendationFactory,
    PanelFactory,
    PanelSpeakerFactory,
    ParticipantFactory,
    QuestionFactory,
    ReferralFactory,
    ServiceReviewFactory,
)


def plant_conferences(state: Any, sides: dict[str, tuple[CommissionFactory, str]]) -> dict[tuple[str, str], Any]:
    """`sides`: the commission of each ministry and the canary of its portfolio, by variant."""
    body = BodyFactory(scope=state, code="ORGNAT", name="Conférence nationale")
    own = ConferenceFactory(body=body, state=ConferenceState.ANNOUNCED, title="Conférence annoncée", number=1)
    bare = ConferenceFactory(body=body, state=ConferenceState.ANNOUNCED, title="Conférence sans suite", number=2)
    preparing = ConferenceFactory(body=body, title="Conférence en préparation", number=3)
    for row in (bare, preparing):
        PanelFactory(conference=row)
        ParticipantFactory(conference=row)
    panel = PanelFactory(conference=own)
    question = QuestionFactory(body=body)
    found = {
        ("body", "own"): body,
        ("body_fact", "own"): BodyFactFactory(body=body),
        ("conference", "own"): own,
        ("conference", "bare"): bare,
        ("conference", "preparing"): preparing,
        ("panel", "own"): panel,
        ("panel_speaker", "own"): PanelSpeakerFactory(panel=panel),
        ("participant", "own"): ParticipantFactory(conference=own),
        ("conference_document", "own"): ConferenceDocumentFactory(conference=own),
        ("conference_recommendation", "own"): ConferenceRecommendationFactory(conference=own, panel=panel),
        ("question", "own"): question,
        ("service_review", "own"): ServiceReviewFactory(conference=own),
    }
    for variant, (commission, mark) in sides.items():
        sent = RecommendationFactory(commission=commission, text=f"Montée {mark}")
        joined = RecommendationFactory(commission=commission, text=f"Jointe {mark}")
        found |= {
            ("received", variant): RecommendationFactory(
                commission=body, ministry=commission.ministry, addressee_scope=commission.scope, text="Reçue"
            ),
            ("referral", variant): ReferralFactory(recommendation=sent, body=body),
            ("referral", "grouped" if variant == "own" else f"{variant}_grouped"): ReferralFactory(
                recommendation=joined, body=body, question=question, state=ReferralState.GROUPED
            ),
        }
    return found
