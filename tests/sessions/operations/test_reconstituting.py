from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from commissions.enums import SeriesKind
from commissions.models import NumberSeries
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from ministries.models import FactSource
from recommendations.models import Recommendation
from sessions.core.enums import ItemKind, Outcome, PresenceKind, Section, SessionKind, SessionState, SpeechKind
from sessions.core.models import CommissionSession, Convocation
from sessions.past.operations import (
    PastDecision,
    PastFact,
    PastGuest,
    PastItem,
    PastPresence,
    PastRecommendation,
    PastSession,
    PastSpeech,
    record_past_session,
)
from tests.factories import (
    CommissionFactory,
    PersonFactory,
    ProjectFactory,
    SessionFactory,
    StatuteFactory,
    commission_with_members,
    member_of,
)

pytestmark = pytest.mark.django_db
SOURCE = "oxygene-benin.bj, septembre 2024"


def past(commission, **facts) -> PastSession:
    return PastSession(**{"commission": commission, "year": 2024, "source": SOURCE} | facts)


def test_a_session_of_the_press_is_kept_with_what_it_says_and_nothing_else():
    commission = CommissionFactory(code="MDGL2")
    minister = PersonFactory(scope=commission.scope, full_name="Raphaël AKOTÈGNON", function="Ministre")
    project = ProjectFactory(ministry=commission.ministry)
    session = record_past_session(
        past(
            commission,
            number=1,
            printed_number="1ère",
            held_on=date(2024, 9, 18),
            theme="La gouvernance des programmes et projets numériques",
            chair=minister,
            items=[
                PastItem(
                    title="État des projets numériques",
                    projects=[project],
                    outcome=Outcome.NOTED,
                    texts={Section.COMMUNICATION: "Huit projets réalisés."},
                    facts=[PastFact("title", SOURCE)],
                )
            ],
            speeches=[PastSpeech(SpeechKind.OPENING, person=minister, source=SOURCE)],
            guests=[PastGuest("Représentant du Directeur général de l’ASIN", source=SOURCE)],
            facts=[
                PastFact(
                    "held_on", "lanationbenin.bj", "Ce journal imprime le mercredi 25 septembre.", is_contested=True
                )
            ],
        ),
        by=None,
    )
    session.refresh_from_db()
    assert session.state == SessionState.LIFTED
    assert session.is_reconstituted
    assert session.label == "1ère session ordinaire au titre de l’année 2024"
    assert session.reference == "MDGL2/2024/1"
    assert (session.starts_at, session.opened_at, session.lifted_at, session.place) == (None, None, None, "")
    item = session.agenda_items.get()
    assert (item.position, item.outcome, list(item.projects.all())) == (1, Outcome.NOTED, [project])
    assert item.minute_texts.get().text == "Huit projets réalisés."
    speech = session.speeches.get()
    assert (speech.speaker_name, speech.speaker_function, speech.summary) == ("Raphaël AKOTÈGNON", "Ministre", "")
    assert session.guests.get().name == ""
    contested = FactSource.objects.get(object_id=session.pk, field="held_on")
    assert contested.is_contested
    assert FactSource.objects.filter(object_id=session.pk, field="", source=SOURCE).exists()
    assert [step.to_state for step in session.steps.all()] == ["lifted"]
    assert [entry.act for entry in entries_of(session)] == ["record_past"]


def test_no_mail_leaves_and_no_notice_is_counted():
    commission = commission_with_members(3)
    session = record_past_session(
        past(commission, held_on=timezone.localdate()), by=member_of(commission, Role.SECRETARY)
    )
    assert not Convocation.objects.filter(session=session).exists()
    assert mail.outbox == []
    assert session.statute == commission.statutes.get()


def test_later_numbers_start_above():
    commission = commission_with_members(3)
    record_past_session(
        past(
            commission,
            number=3,
            held_on=date(2024, 5, 2),
            items=[PastItem("Point", decision=PastDecision(Outcome.FAVOURABLE, "Avis favorable.", number=7))],
        ),
        by=None,
    )
    numbers = dict(NumberSeries.objects.filter(commission=commission, year=2024).values_list("kind", "last_number"))
    assert numbers == {SeriesKind.ORDINARY_SESSION: 3, SeriesKind.DECISION: 7}


def test_attendance_decisions_and_recommendations_are_kept_as_known():
    commission = commission_with_members(3)
    seats = list(commission.seats.in_protocol_order())
    project = ProjectFactory(ministry=commission.ministry)
    session = record_past_session(
        past(
            commission,
            held_on=date(2024, 9, 18),
            starts_at=time(15, 0),
            ended_at=time(17, 30),
            items=[
                PastItem("Divers", kind=ItemKind.HEADING),
                PastItem("Projet", projects=[project], decision=PastDecision(Outcome.QUALIFIED, "Sous réserve.")),
            ],
            presence=[
                PastPresence(seats[0], person_name="M. A"),
                PastPresence(seats[1], PresenceKind.EXCUSED, person_name="Mme B"),
            ],
            recommendations=[PastRecommendation("Utiliser l’adresse professionnelle", "les RSI", item=2, number=4)],
        ),
        by=None,
    )
    decision = session.decisions.get()
    assert (decision.number, decision.item.title, decision.effects.get().project) == (None, "Projet", project)
    assert decision.item.outcome == Outcome.QUALIFIED
    assert [(event.person_name, event.at) for event in session.presence_events.order_by("pk")] == [
        ("M. A", None),
        ("Mme B", None),
    ]
    recommendation = Recommendation.objects.get(origin__session=session)
    assert (recommendation.number, recommendation.issued_on, recommendation.origin.item.title) == (
        4,
        date(2024, 9, 18),
        "Projet",
    )
    assert timezone.localtime(session.lifted_at).time() == time(17, 30)


def test_the_statute_in_force_on_its_day_is_kept():
    commission = CommissionFactory()
    StatuteFactory(commission=commission, number=1, valid_from=date(2020, 1, 1), valid_to=date(2023, 1, 1))
    StatuteFactory(commission=commission, number=2, valid_from=date(2023, 1, 1))
    assert record_past_session(past(commission, year=2021, held_on=date(2021, 12, 8)), by=None).statute.number == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"source": "  "}, "source"),
        ({"held_on": timezone.localdate() + timedelta(days=1)}, "held_on"),
        ({"held_on": date(2024, 1, 2), "starts_at": time(15), "ended_at": time(14)}, "ended_at"),
        ({"number": 0}, "number"),
        ({"items": [PastItem(" ")]}, "items"),
        ({"texts": {Section.DEBATE: "…"}}, "texts"),
        ({"recommendations": [PastRecommendation("Faire", "la DSI")]}, "held_on"),
        (
            {"held_on": date(2024, 1, 2), "recommendations": [PastRecommendation("Faire", "la DSI", item=1)]},
            "recommendations",
        ),
        ({"items": [PastItem("Titre", kind=ItemKind.HEADING, outcome=Outcome.NOTED)]}, "items"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(facts, field):
    commission = CommissionFactory()
    with pytest.raises(InvalidInput) as refusal:
        record_past_session(past(commission, **facts), by=None)
    assert field in refusal.value.errors
    assert not CommissionSession.objects.exists()


def test_the_same_number_is_not_recorded_twice():
    commission = CommissionFactory()
    record_past_session(past(commission, number=1), by=None)
    with pytest.raises(Refused, match="a déjà sa 1re session ordinaire au titre de l’année 2024"):
        record_past_session(past(commission, number=1), by=None)
    record_past_session(past(commission, number=1, kind=SessionKind.EXTRAORDINARY), by=None)
    assert CommissionSession.objects.filter(commission=commission).count() == 2


def test_a_seat_of_another_commission_is_refused():
    commission, other = CommissionFactory(), commission_with_members(1)
    with pytest.raises(InvalidInput, match="n’est pas un siège de cette commission"):
        record_past_session(past(commission, presence=[PastPresence(other.seats.first())]), by=None)


def test_a_national_body_bears_its_printed_name():
    commission = CommissionFactory(
        kind="cdsi", ministry=None, scope=SessionFactory().scope, name="Conférence des DSI", code="CDSI9"
    )
    session = record_past_session(
        past(commission, year=2022, number=9, printed_number="9e Conférence des DSI", held_on=date(2022, 7, 19)),
        by=None,
    )
    assert session.label == "9e Conférence des DSI"
