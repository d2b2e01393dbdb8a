from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from commissions.enums import HolderKind
from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.documents.models import Document
from foundation.jobs.models import Job
from foundation.jobs.operations.running import run
from foundation.journal.record import entries_of
from foundation.notifications.models import OutgoingMail
from sessions.core.enums import Answer, ConvocationState, SessionState
from sessions.core.models import AgendaItem, Convocation
from sessions.preparing.enums import LetterPurpose
from sessions.preparing.operations.answering import AnswerFacts, answer_convocation
from sessions.preparing.operations.convening import convene, remind
from sessions.preparing.operations.postponing import cancel_session, postpone_session
from sessions.preparing.operations.preparing import SessionFacts, edit_session
from sessions.preparing.operations.sending import SEND_LETTER, send_letter
from tests.factories import (
    AgendaItemFactory,
    MandateFactory,
    PersonFactory,
    SeatFactory,
    SessionFactory,
    StatuteFactory,
    commission_with_members,
    member_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(3))
    AgendaItemFactory(session=session, position=1, title="État des projets")
    return session


@pytest.fixture
def secretary(session):
    return member_of(session.commission, Role.SECRETARY)


def facts_of(session, **changes) -> SessionFacts:
    known = {
        name: getattr(session, name)
        for name in (
            "year",
            "kind",
            "held_on",
            "starts_at",
            "planned_minutes",
            "place",
            "video_link",
            "theme",
            "is_closed_doors",
            "urgency_motive",
        )
    }
    return SessionFacts(**known | changes)


def letters(session, purpose):
    return [
        job
        for job in Job.objects.filter(kind=SEND_LETTER).order_by("created_at", "pk")
        if job.ids[1] == purpose and job.scope_id == session.scope_id
    ]


def sent(convocation, purpose=LetterPurpose.CONVENE, by=None, reason=""):
    """Write the mail as the worker does, without laying the paper out."""
    convocation.refresh_from_db()
    Convocation.objects.filter(pk=convocation.pk).update(letter=None)
    return OutgoingMail.objects.get(
        pk=send_letter(convocation.pk, purpose, convocation.session.invitation_sequence, by=by, reason=reason)
    )


def test_convening_numbers_the_session_and_writes_one_convocation_per_holder(session, secretary):
    convene(session.pk, by=secretary)
    session.refresh_from_db()
    assert (session.state, session.number, session.convocation_number) == (SessionState.CONVENED, 1, 1)
    rows = list(session.convocations.select_related("seat", "person").order_by("number"))
    assert [row.seat_label for row in rows] == [seat.label for seat in session.commission.seats.in_protocol_order()]
    assert {row.state for row in rows} == {ConvocationState.QUEUED}
    assert Document.objects.filter(kind="convocation", subject_id__in=[row.pk for row in rows]).count() == 4
    assert len(letters(session, "convene")) == 4
    step = session.steps.get()
    assert (step.from_state, step.to_state, step.by) == ("preparing", "convened", secretary)
    assert [entry.act for entry in entries_of(session)] == ["convene"]


def test_the_second_of_two_clicks_is_refused(session, secretary):
    convene(session.pk, by=secretary)
    with pytest.raises(Refused, match="Impossible de convoquer les membres : la session est à l’état « convoquée »"):
        convene(session.pk, by=secretary)
    assert session.convocations.count() == 4


def test_a_short_notice_is_refused_with_its_article_unless_the_urgency_is_motivated(session, secretary):
    session.held_on = timezone.localdate() + timedelta(days=4)
    session.save()
    with pytest.raises(Refused, match=r"3.jours francs d’ici la session, 5 requis \(article 6\)") as refusal:
        convene(session.pk, by=secretary)
    assert refusal.value.article == "article 6"
    session.urgency_motive = "Panne du centre de données."
    session.save()
    convene(session.pk, by=secretary)
    letter = session.convocations.select_related("letter").first().letter
    assert letter.content["urgency_motive"] == "Panne du centre de données."
    assert "article 6" in letter.content["urgency_rule"]
    assert session.steps.get().reason == "Panne du centre de données."


def test_the_notice_is_counted_in_clear_days(session, secretary):
    session.held_on = timezone.localdate() + timedelta(days=6)
    session.save()
    convene(session.pk, by=secretary)
    assert session.convocations.first().letter.content["urgency_motive"] == ""


def test_an_unknown_notice_refuses_nothing(session, secretary):
    session.commission.statutes.update(notice_days=None, notice_article="")
    session.held_on = timezone.localdate() + timedelta(days=1)
    session.save()
    convene(session.pk, by=secretary)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"held_on": None}, "La date de la session n’est pas fixée"),
        ({"starts_at": None}, "L’heure de la session n’est pas fixée"),
        ({"place": ""}, "Le lieu de la session n’est pas fixé"),
        ({"held_on": date(2020, 1, 2)}, "est passée : fixez-en une autre"),
    ],
)
def test_what_is_missing_is_named(session, secretary, change, sentence):
    for name, value in change.items():
        setattr(session, name, value)
    session.save()
    with pytest.raises(Refused, match=sentence):
        convene(session.pk, by=secretary)
    session.refresh_from_db()
    assert session.number is None


def test_an_empty_agenda_is_refused(session, secretary):
    AgendaItem.objects.update(kind="heading")
    with pytest.raises(Refused, match="L’ordre du jour est vide"):
        convene(session.pk, by=secretary)


def test_a_commission_whose_seats_are_vacant_is_not_convened(session, secretary):
    for seat in session.commission.seats.all():
        seat.mandates.update(valid_to=timezone.localdate())
    with pytest.raises(Refused, match="Aucun siège n’est pourvu à la date de la session"):
        convene(session.pk, by=secretary)


def test_a_substitute_and_a_former_holder_are_not_convened(session, secretary):
    seat = session.commission.seats.in_protocol_order()[1]
    MandateFactory(seat=seat, kind=HolderKind.SUBSTITUTE)
    convene(session.pk, by=secretary)
    assert session.convocations.count() == 4


def test_a_member_without_an_address_gets_a_letter_to_hand_over(session, secretary):
    person = session.commission.seats.in_protocol_order()[2].mandates.get().person
    person.email = ""
    person.save()
    convene(session.pk, by=secretary)
    row = session.convocations.get(person=person)
    assert row.state == ConvocationState.NO_ADDRESS
    assert row.letter is not None
    assert len(letters(session, "convene")) == 3


def test_the_mail_carries_the_invitation_and_a_personal_link(session, secretary, client):
    convene(session.pk, by=secretary)
    convocation = session.convocations.first()
    mail = sent(convocation, by=secretary)
    assert mail.to_email == convocation.person.email
    event = next(c for c in Calendar.from_ical(bytes(mail.ics)).walk("VEVENT"))
    assert str(event["uid"]).startswith(f"{session.pk}@")
    assert (mail.ics_method, int(event["sequence"])) == ("REQUEST", 0)
    assert event["dtstart"].params["TZID"] == "Africa/Porto-Novo"
    assert event["dtstart"].dt.hour == 10
    assert "État des projets" in mail.text
    secret = mail.text.split("/convocation/")[1].split()[0]
    assert len(secret) >= 43
    assert secret not in str(list(Convocation.objects.values()))
    assert convocation.answer_links.count() == 1


def test_behind_closed_doors_the_letter_does_not_tell_the_agenda(session, secretary):
    session.is_closed_doors, session.theme = True, "Affaire secrète"
    session.save()
    AgendaItem.objects.update(is_closed_doors=True, title="Point secret")
    convene(session.pk, by=secretary)
    convocation = session.convocations.first()
    mail = sent(convocation, by=secretary)
    letter = Document.objects.filter(subject_id=convocation.pk).get()
    assert letter.is_closed_doors
    for text in (mail.text, mail.html, bytes(mail.ics).decode(), str(letter.content)):
        told = text.replace("secrétariat", "").replace("'secretariat'", "").lower()
        assert "secret" not in told.replace("secrétaire", "")


def test_a_new_date_is_announced_with_the_next_sequence(session, secretary):
    convene(session.pk, by=secretary)
    session.refresh_from_db()
    edit_session(
        session.pk,
        facts_of(session, held_on=session.held_on + timedelta(days=7), place="Salle B"),
        base_version=session.version,
        by=secretary,
    )
    session.refresh_from_db()
    assert session.invitation_sequence == 1
    assert len(letters(session, "change")) == 4
    convocation = session.convocations.first()
    assert (
        Document.objects.filter(subject_id=convocation.pk).order_by("version").values_list("version", flat=True).last()
        == 2
    )
    mail = sent(convocation, LetterPurpose.CHANGE, by=secretary)
    event = next(c for c in Calendar.from_ical(bytes(mail.ics)).walk("VEVENT"))
    assert (int(event["sequence"]), str(event["location"])) == (1, "Salle B")


@pytest.mark.parametrize("change", [{"held_on": 7}, {"starts_at": time(15)}])
def test_on_another_day_or_hour_the_answers_no_longer_hold_and_the_letter_says_so(session, secretary, change):
    convene(session.pk, by=secretary)
    present, silent = session.convocations.order_by("number")[:2]
    answer_convocation(present.pk, AnswerFacts(Answer.PRESENT), by=None)
    session.refresh_from_db()
    change = {"held_on": session.held_on + timedelta(days=change["held_on"])} if "held_on" in change else change
    edit_session(session.pk, facts_of(session, **change), base_version=session.version, by=secretary)
    for row in (present, silent):
        row.refresh_from_db()
    assert (present.answer, present.answered_at, present.letter.content["former_answer"]) == (
        Answer.NONE,
        None,
        "présent",
    )
    assert (silent.letter.content["changed"], silent.letter.content["former_answer"]) == (True, "")
    entry = entries_of(session).get(act="forget_answers")
    assert entry.before["answers"] == [{"seat": present.seat_label, "answer": "present"}]
    session.refresh_from_db()
    mail = OutgoingMail.objects.get(
        pk=send_letter(present.pk, LetterPurpose.CHANGE, session.invitation_sequence, by=secretary)
    )
    assert "Votre réponse (« présent ») ne vaut plus" in mail.text
    # Another place afterwards: still to answer, and the newest letter says it again.
    edit_session(session.pk, facts_of(session, place="Salle B"), base_version=session.version, by=secretary)
    present.refresh_from_db()
    assert present.letter.content["former_answer"] == "présent"


def test_another_place_keeps_the_answers(session, secretary):
    convene(session.pk, by=secretary)
    convocation = session.convocations.first()
    answer_convocation(convocation.pk, AnswerFacts(Answer.PRESENT), by=None)
    session.refresh_from_db()
    edit_session(session.pk, facts_of(session, place="Salle B"), base_version=session.version, by=secretary)
    convocation.refresh_from_db()
    assert (convocation.answer, convocation.letter.content["former_answer"]) == (Answer.PRESENT, "")


def test_another_day_convenes_its_own_holders(session, secretary):
    convene(session.pk, by=secretary)
    session.refresh_from_db()
    seat = session.commission.seats.get(position=3)
    leaving, day = seat.mandates.get(), session.held_on + timedelta(days=7)
    leaving.valid_to = day
    leaving.save()
    # Somebody who only changes seats keeps the meeting in his calendar.
    moving = session.commission.seats.get(position=2).mandates.get()
    vacant = SeatFactory(commission=session.commission, position=9)
    moving.valid_to = day
    moving.save()
    MandateFactory(seat=vacant, person=moving.person, valid_from=day)
    coming = MandateFactory(seat=seat, person=PersonFactory(scope=session.scope), valid_from=day)
    edit_session(session.pk, facts_of(session, held_on=day), base_version=session.version, by=secretary)
    assert session.convocations.get(seat=seat).person == coming.person
    assert session.convocations.count() == 4
    mail = OutgoingMail.objects.get()
    assert (mail.person, mail.ics_method) == (leaving.person, "CANCEL")
    event = Calendar.from_ical(mail.ics).walk("VEVENT")[0]
    assert (event["SEQUENCE"], event["DTSTART"].dt.date()) == (1, session.held_on)
    assert "votre convocation est retirée" in mail.text
    assert entries_of(session).get(act="withdraw_convocations").after == {"told": [seat.label], "untold": []}
    gone = next(job for job in letters(session, "convene") if not session.convocations.filter(pk=job.ids[0]).exists())
    assert send_letter(gone.ids[0], LetterPurpose.CONVENE, 0, by=secretary) == "superseded"
    new = session.convocations.get(person=coming.person)
    assert new.letter.content["changed"] is False
    assert {job.ids[0] for job in letters(session, "convene")[-2:]} == {
        str(new.pk),
        str(session.convocations.get(seat=vacant).pk),
    }
    assert len(letters(session, "change")) == 2


def test_a_convened_session_moved_past_a_change_of_rules_follows_the_new_ones(session, secretary, client):
    convene(session.pk, by=secretary)
    session.refresh_from_db()
    day = session.held_on + timedelta(days=7)
    session.commission.statutes.update(valid_to=day)
    StatuteFactory(commission=session.commission, number=2, valid_from=day, notice_days=3)
    client.force_login(secretary)
    typed = {
        "kind": "ordinary",
        "year": session.year,
        "held_on": day.isoformat(),
        "starts_at": "10:00",
        "place": session.place,
        "version": session.version,
    }
    page = client.post(reverse("sessions:edit", args=[session.pk]), typed, follow=True).content.decode()
    session.refresh_from_db()
    assert session.statute.number == 2
    assert "La session suit la version 2 des règles, en vigueur à la nouvelle date." in page
    entry = entries_of(session).get(act="edit_session")
    assert (entry.before["rules"], entry.after["rules"]) == (1, 2)


def test_a_letter_replaced_by_a_later_change_is_not_sent(session, secretary):
    convene(session.pk, by=secretary)
    convocation = session.convocations.first()
    session.refresh_from_db()
    edit_session(session.pk, facts_of(session, place="Salle B"), base_version=session.version, by=secretary)
    assert send_letter(convocation.pk, LetterPurpose.CONVENE, 0, by=secretary) == "superseded"
    assert not OutgoingMail.objects.exists()


def test_a_change_that_members_need_not_know_is_not_announced(session, secretary):
    convene(session.pk, by=secretary)
    session.refresh_from_db()
    edit_session(session.pk, facts_of(session, theme="Autre thème"), base_version=session.version, by=secretary)
    session.refresh_from_db()
    assert (session.theme, session.invitation_sequence) == ("Autre thème", 0)
    assert letters(session, "change") == []


def test_a_convened_session_is_not_brought_forward_within_the_notice(session, secretary):
    convene(session.pk, by=secretary)
    session.refresh_from_db()
    with pytest.raises(Refused, match=r"Impossible de changer la date\. Le délai de convocation n’est pas respecté"):
        edit_session(
            session.pk,
            facts_of(session, held_on=timezone.localdate() + timedelta(days=2)),
            base_version=session.version,
            by=secretary,
        )
    with pytest.raises(InvalidInput, match="donnez la nouvelle heure"):
        edit_session(session.pk, facts_of(session, starts_at=None), base_version=session.version, by=secretary)


def test_a_cancelled_session_keeps_its_number_and_frees_the_calendars(session, secretary):
    convene(session.pk, by=secretary)
    with pytest.raises(InvalidInput, match="Donnez le motif"):
        cancel_session(session.pk, reason=" ", by=secretary)
    cancel_session(session.pk, reason="Remaniement", by=secretary)
    session.refresh_from_db()
    assert (session.state, session.number, session.invitation_sequence) == (SessionState.CANCELLED, 1, 1)
    mail = sent(session.convocations.first(), LetterPurpose.CANCEL, by=secretary, reason="Remaniement")
    assert mail.ics_method == "CANCEL"
    assert "Remaniement" in mail.text
    assert "/convocation/" not in mail.text
    other = SessionFactory(commission=session.commission, statute=session.statute)
    AgendaItemFactory(session=other, position=1)
    assert convene(other.pk, by=secretary).number == 2


def test_a_postponed_session_is_convened_again_under_its_number(session, secretary):
    convene(session.pk, by=secretary)
    convocation = session.convocations.first()
    answer_convocation(convocation.pk, AnswerFacts(Answer.PRESENT), by=None)
    postpone_session(session.pk, reason="Ministre empêché", by=secretary)
    convene(session.pk, by=secretary)
    session.refresh_from_db()
    assert (session.number, session.convocation_number, session.invitation_sequence) == (1, 2, 2)
    convocation.refresh_from_db()
    assert (convocation.answer, convocation.answered_at) == (Answer.NONE, None)
    assert session.convocations.count() == 4


def test_nothing_leaves_for_a_session_cancelled_before_its_convocation(session, secretary):
    cancel_session(session.pk, reason="Doublon", by=secretary)
    session.refresh_from_db()
    assert (session.state, session.number) == (SessionState.CANCELLED, None)
    assert not Job.objects.exists()


def test_only_the_silent_are_reminded_by_a_link_that_leaves_the_first_one_good(session, secretary):
    convene(session.pk, by=secretary)
    first = session.convocations.order_by("number").first()
    answer_convocation(first.pk, AnswerFacts(Answer.PRESENT), by=None)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert remind(session.pk, by=secretary) == 3
    silent = session.convocations.order_by("number").last()
    sent(silent, by=secretary)
    mail = sent(silent, LetterPurpose.REMIND, by=secretary)
    assert mail.ics is None
    assert silent.answer_links.count() == 2
    silent.refresh_from_db()
    assert silent.reminded_at is not None


def test_nobody_is_reminded_when_all_have_answered(session, secretary):
    with pytest.raises(Refused, match="la session n’attend pas de réponse"):
        remind(session.pk, by=secretary)
    convene(session.pk, by=secretary)
    for row in session.convocations.all():
        answer_convocation(row.pk, AnswerFacts(Answer.PRESENT), by=None)
    with pytest.raises(Refused, match="il n’y a personne à relancer"):
        remind(session.pk, by=secretary)


def test_delivery_is_read_from_the_message_itself(session, secretary):
    convene(session.pk, by=secretary)
    convocation = session.convocations.first()
    mail = sent(convocation, by=secretary)
    for state, delivery in (
        ("queued", ConvocationState.QUEUED),
        ("failed", ConvocationState.FAILED),
        ("cancelled", ConvocationState.FAILED),
    ):
        OutgoingMail.objects.filter(pk=mail.pk).update(state=state)
        assert Convocation.objects.select_related("mail").get(pk=convocation.pk).delivery == delivery
    OutgoingMail.objects.filter(pk=mail.pk).update(state="sent", sent_at=timezone.now())
    assert Convocation.objects.select_related("mail").get(pk=convocation.pk).delivery == ConvocationState.SENT


def test_a_letter_that_cannot_be_written_is_shown_as_failed(session, secretary):
    person = session.commission.seats.in_protocol_order()[2].mandates.get().person
    person.email = "pas une adresse"
    person.save()
    convene(session.pk, by=secretary)
    convocation = session.convocations.get(person=person)
    Convocation.objects.filter(pk=convocation.pk).update(letter=None)
    job = next(job for job in letters(session, "convene") if job.ids[0] == str(convocation.pk))
    run(job.pk)
    job.refresh_from_db()
    convocation.refresh_from_db()
    assert job.state == "dead"
    assert "ce n’est pas une adresse électronique" in job.refusal
    assert convocation.state == ConvocationState.FAILED


@pytest.mark.slow
def test_the_letter_is_a_pdf_attached_to_the_mail(session, secretary):
    session.is_fictitious, session.starts_at = True, time(15, 30)
    session.save()
    convene(session.pk, by=secretary)
    convocation = session.convocations.first()
    run(next(job for job in letters(session, "convene") if job.ids[0] == str(convocation.pk)).pk)
    convocation.refresh_from_db()
    attachment = convocation.mail.attachments.get().file
    assert attachment.content_type == "application/pdf"
    assert convocation.letter.is_specimen


def test_a_person_of_two_seats_has_a_convocation_for_each(session, secretary):
    person = PersonFactory(scope=session.scope)
    for seat in session.commission.seats.in_protocol_order()[1:3]:
        seat.mandates.update(person=person)
    convene(session.pk, by=secretary)
    assert session.convocations.filter(person=person).count() == 2


def test_more_members_ask_no_more_statements():
    """Convened, then told of another room: the letters are written together."""
    asked = []
    for members in (3, 3, 20):  # the first reads what the process keeps
        other = SessionFactory(commission=commission_with_members(members))
        AgendaItemFactory(session=other, position=1, title="État des projets")
        keeper = member_of(other.commission, Role.SECRETARY)
        with CaptureQueriesContext(connection) as queries:
            convene(other.pk, by=keeper)
            other.refresh_from_db()
            edit_session(other.pk, facts_of(other, place="Salle B"), base_version=None, by=keeper)
        assert other.convocations.count() == members + 1  # and the secretary
        assert {row.letter.version for row in other.convocations.all()} == {2}
        asked.append(len(queries))
    assert asked[1] == asked[2]
