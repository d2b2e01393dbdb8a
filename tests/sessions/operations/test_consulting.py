import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, InternalError, transaction
from django.utils import timezone

from commissions.extensions import uses_of
from foundation.accounts.enums import Role
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.models import Entry
from foundation.notifications.models import OutgoingMail
from sessions.consultations.enums import ConsultationLetter, ConsultationResult, ConsultationState
from sessions.consultations.models import Consultation, ConsultationVoice
from sessions.consultations.operations import (
    ConsultationFacts,
    answer_consultation,
    cancel_consultation,
    close_consultation,
    edit_consultation,
    open_consultation,
    put_to_ratification,
    remind_consulted,
    send_consultation,
    write_consultation,
)
from sessions.consultations.queries import standing_of
from sessions.consultations.workflow import CONSULTATION_WORKFLOW
from sessions.core.enums import Outcome, SessionState
from sessions.core.models import CommissionSession
from sessions.meeting.operations.deciding import decide
from sessions.papers.reports.pv import build_pv_document
from sessions.preparing.operations.agenda import postpone_item
from tests.factories import SessionFactory, commission_with_members, member_of
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def commission():
    return commission_with_members(5)


@pytest.fixture
def secretary(commission):
    return member_of(commission, Role.SECRETARY)


@pytest.fixture
def statute(commission):
    act = commission.statutes.get()
    act.consultation_allowed, act.consultation_days, act.consultation_article = True, 8, "article 14"
    act.save()
    return act


def facts(**changes) -> ConsultationFacts:
    return ConsultationFacts(
        **{"title": "Achat de serveurs", "question": "Êtes-vous favorable ?", "closes_on": in_days(10)} | changes
    )


@pytest.fixture
def opened(commission, statute, secretary):
    return open_consultation(write_consultation(commission.pk, facts(), by=secretary).pk, by=secretary)


def answers(consultation, *choices):
    for voice, choice in zip(consultation.voices.order_by("position"), choices, strict=False):
        if choice:
            answer_consultation(voice.pk, choice=choice, by=None)


def past(consultation):
    """Its last day was yesterday."""
    Consultation.objects.filter(pk=consultation.pk).update(closes_on=in_days(-1))


def test_only_who_has_a_vote_is_asked_and_the_consultation_takes_its_number(opened):
    assert (opened.state, opened.number, opened.year) == (ConsultationState.OPEN, 1, timezone.localdate().year)
    assert opened.voices.count() == 5  # not the secretary, who has no vote
    assert not opened.voices.exclude(choice="").exists()


def test_an_act_that_forbids_it_is_quoted(commission, statute, secretary):
    statute.consultation_allowed = False
    statute.save()
    with pytest.raises(Refused, match="article 14"):
        write_consultation(commission.pk, facts(), by=secretary)


def test_an_act_that_says_nothing_asks_for_a_ground_that_the_record_bears(commission, secretary):
    row = write_consultation(commission.pk, facts(), by=secretary)
    with pytest.raises(InvalidInput, match="fondement") as refused:
        open_consultation(row.pk, by=secretary)
    assert list(refused.value.errors) == ["ground"]
    edit_consultation(row.pk, facts(ground="Accord du président."), base_version=1, by=secretary)
    row = open_consultation(row.pk, by=secretary)
    answers(row, *["for"] * 5)
    row = close_consultation(row.pk, by=secretary)
    item = put_to_ratification(row.pk, SessionFactory(commission=commission).pk, by=secretary)
    assert "Fondement : Accord du président." in item.description


def test_without_a_majority_nothing_is_asked(commission, statute, secretary):
    statute.majority_rule = ""
    statute.save()
    row = write_consultation(commission.pk, facts(), by=secretary)
    with pytest.raises(Refused, match="règle de majorité non renseignée"):
        open_consultation(row.pk, by=secretary)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (None, "dernier jour"),
        (0, "après aujourd’hui"),
        (7, "L’acte laisse 8.jours.*article 14"),
        (200, "90 jours au plus"),
    ],
)
def test_the_last_day_leaves_the_delay_of_the_act(commission, statute, secretary, day, said):
    row = write_consultation(commission.pk, facts(closes_on=None if day is None else in_days(day)), by=secretary)
    with pytest.raises(InvalidInput) as refused:
        open_consultation(row.pk, by=secretary)
    assert re.search(said, refused.value.errors["closes_on"][0])


def test_an_answer_may_change_until_the_last_day_and_no_later(opened):
    voice = opened.voices.first()
    answer_consultation(voice.pk, choice="against", by=None)
    answer_consultation(voice.pk, choice="for", comment="Après réflexion.", by=None)
    voice.refresh_from_db()
    assert (voice.choice, voice.comment) == ("for", "Après réflexion.")
    assert Entry.objects.filter(act="answer_consultation").count() == 2
    past(opened)
    with pytest.raises(Refused, match="attendues jusqu’au"):
        answer_consultation(voice.pk, choice="abstain", by=None)


def test_it_is_not_closed_while_somebody_may_still_answer(opened, secretary):
    answers(opened, "for", "for")
    with pytest.raises(Refused, match=r"3.réponses sont encore attendues"):
        close_consultation(opened.pk, by=secretary)
    past(opened)
    closed = close_consultation(opened.pk, by=secretary)
    assert closed.result == ConsultationResult.NO_QUORUM
    assert (
        closed.snapshot["sentence"] == "quorum non atteint : 2 réponses sur 5 sièges délibérants, 3 requis (article 9)"
    )


@pytest.mark.parametrize(
    ("choices", "result"),
    [
        (("for", "for", "against", "abstain", "for"), ConsultationResult.ADOPTED),
        (("against", "for", "against", "abstain"), ConsultationResult.REJECTED),
        (
            ("for", "against", "abstain", "", ""),
            ConsultationResult.ADOPTED,
        ),  # the first seat presides: his voice decides a split
        (("abstain", "against", "for", "", ""), ConsultationResult.TIED),
    ],
)
def test_the_answers_are_counted_by_the_rules_of_the_act(opened, secretary, choices, result):
    answers(opened, *choices)
    past(opened)
    closed = close_consultation(opened.pk, by=secretary)
    assert closed.result == result
    assert len(closed.snapshot["silent"]) == 5 - sum(bool(choice) for choice in choices)
    assert "article 11" in closed.snapshot["sentence"]
    assert "réponses sur" in closed.snapshot["quorum"]


def test_once_closed_nothing_changes_in_the_database_either(opened, secretary):
    answers(opened, *["for"] * 5)
    close_consultation(opened.pk, by=secretary)
    voice = opened.voices.first()
    for write in (
        lambda: ConsultationVoice.objects.filter(pk=voice.pk).update(choice="against"),
        lambda: ConsultationVoice.objects.filter(pk=voice.pk).delete(),
        lambda: Consultation.objects.filter(pk=opened.pk).update(result="rejected"),
        lambda: Consultation.objects.filter(pk=opened.pk).delete(),
    ):
        with pytest.raises((DatabaseError, InternalError)), transaction.atomic():
            write()


def test_the_item_carries_the_record_and_follows_when_it_is_postponed(commission, statute, secretary):
    row = open_consultation(write_consultation(commission.pk, facts(), by=secretary).pk, by=secretary)
    answers(row, *["for"] * 5)
    row = close_consultation(row.pk, by=secretary)
    first, second = SessionFactory(commission=commission), SessionFactory(commission=commission)
    item = put_to_ratification(row.pk, first.pk, by=secretary)
    assert "Consultation écrite n° 1/" in item.description
    assert "5 voix pour, 0 contre, 0 abstention" in item.description.replace("\u00a0", " ")
    with pytest.raises(Refused, match="déjà à l’ordre du jour"):
        put_to_ratification(row.pk, second.pk, by=secretary)
    copy = postpone_item(item.pk, to_session=second, reason="Faute de temps.", by=secretary)
    row.refresh_from_db()
    assert row.ratification_id == copy.pk
    assert standing_of(row)[0] == "adoptée, ratification à l’ordre du jour"


def test_the_decision_of_the_session_ratifies_it_and_takes_effect_on_the_project():
    world = held(
        state=SessionState.CONVENED, statute={"consultation_allowed": True, "consultation_article": "article 14"}
    )
    row = open_consultation(
        write_consultation(world.commission.pk, facts(projects=[world.project]), by=world.secretary).pk,
        by=world.secretary,
    )
    answers(row, *["for"] * 12)
    row = close_consultation(row.pk, by=world.secretary)
    assert standing_of(row)[0] == "adoptée, à ratifier"
    world.project.refresh_from_db()
    assert world.project.stage == "submitted"  # nothing takes effect before the session
    item = put_to_ratification(row.pk, world.session.pk, by=world.secretary)
    CommissionSession.objects.filter(pk=world.session.pk).update(state=SessionState.OPEN, opened_at=timezone.now())
    decide(item.pk, outcome=Outcome.FAVOURABLE, by_consensus=True, by=world.secretary)
    assert standing_of(Consultation.objects.select_related("ratification").get(pk=row.pk))[0] == "ratifiée"
    world.project.refresh_from_db()
    assert world.project.stage == "approved"
    part = next(
        part
        for part in build_pv_document(CommissionSession.objects.get(pk=world.session.pk)).items
        if part.id == str(item.pk)
    )
    assert "12 voix pour" in part.description
    assert "(article 14)" in part.description


def test_a_consultation_given_up_tells_who_was_asked_and_keeps_its_number(opened, secretary, run_jobs):
    with pytest.raises(InvalidInput):
        cancel_consultation(opened.pk, reason=" ", by=secretary)
    run_jobs()
    cancel_consultation(opened.pk, reason="Une session est convoquée.", by=secretary)
    run_jobs()
    assert OutgoingMail.objects.filter(subject__startswith="Consultation annulée").count() == 5
    with pytest.raises(Refused):
        answer_consultation(opened.voices.first().pk, choice="for", by=None)
    opened.refresh_from_db()
    assert opened.number == 1


def test_each_is_asked_once_reminded_while_silent_and_never_after_the_close(opened, secretary, run_jobs):
    run_jobs()
    assert OutgoingMail.objects.filter(subject__startswith="Consultation écrite").count() == 5
    answers(opened, "for", "for")
    assert remind_consulted(opened.pk, by=secretary) == 3
    run_jobs()
    assert OutgoingMail.objects.filter(subject__startswith="Votre réponse est attendue").count() == 3
    answers(opened, *["for"] * 5)
    close_consultation(opened.pk, by=secretary)
    assert send_consultation(opened.voices.first().pk, ConsultationLetter.REMIND, by=secretary) == "superseded"
    with pytest.raises(Refused):
        remind_consulted(opened.pk, by=secretary)


def test_nobody_is_reminded_twice_on_one_day_whoever_asks(opened, secretary, run_jobs):
    assert remind_consulted(opened.pk, by=secretary) == 5
    with pytest.raises(Refused, match="ont déjà été relancés aujourd’hui"):
        remind_consulted(opened.pk, by=member_of(opened.commission, Role.SECRETARY))
    run_jobs()
    assert OutgoingMail.objects.filter(subject__startswith="Votre réponse est attendue").count() == 5


def test_two_who_write_at_once_see_both_texts(commission, statute, secretary):
    row = write_consultation(commission.pk, facts(), by=secretary)
    edit_consultation(row.pk, facts(title="Autre objet"), base_version=1, by=secretary)
    with pytest.raises(Conflict) as conflict:
        edit_consultation(row.pk, facts(title="Troisième"), base_version=1, by=secretary)
    assert conflict.value.sides["title"] == ("Autre objet", "Troisième")


def test_the_act_it_was_asked_under_may_not_move_any_more(opened, statute):
    assert [use.label for use in uses_of(statute)] == [opened.reference]


@pytest.mark.parametrize("state", ConsultationState)
def test_every_act_is_possible_from_its_states_only(opened, secretary, state):
    acts = {
        "open": lambda: open_consultation(opened.pk, by=secretary),
        "close": lambda: close_consultation(opened.pk, by=secretary),
        "cancel": lambda: cancel_consultation(opened.pk, reason="Motif.", by=secretary),
    }
    answers(opened, *["for"] * 5)
    if state == ConsultationState.CLOSED:
        close_consultation(opened.pk, by=secretary)
    elif state == ConsultationState.CANCELLED:
        cancel_consultation(opened.pk, reason="Motif.", by=secretary)
    elif state == ConsultationState.DRAFT:
        row = write_consultation(opened.commission_id, facts(), by=secretary)
        acts["open"] = lambda: open_consultation(row.pk, by=secretary)
        acts["close"] = lambda: close_consultation(row.pk, by=secretary)
        acts["cancel"] = lambda: cancel_consultation(row.pk, reason="Motif.", by=secretary)
    for action in CONSULTATION_WORKFLOW.moves:
        if action not in CONSULTATION_WORKFLOW.actions_from(state):
            with pytest.raises(Refused, match="Impossible"):
                acts[action.value]()
