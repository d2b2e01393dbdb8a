from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.record import entries_of
from sessions.core.enums import SessionAction, SessionKind, SessionState
from sessions.core.models import CommissionSession
from sessions.core.queries.blockers import notice_for
from sessions.core.workflow import SESSION_WORKFLOW
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.postponing import cancel_session, postpone_session
from sessions.preparing.operations.preparing import (
    SessionFacts,
    create_session,
    edit_session,
    prepare_second_convocation,
)
from tests.factories import (
    AgendaItemFactory,
    CommissionFactory,
    SessionFactory,
    StatuteFactory,
    UserFactory,
    commission_with_members,
    member_of,
)

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + timedelta(days=20)


def test_a_session_starts_in_preparation_without_a_number():
    commission = commission_with_members(3)
    secretary = member_of(commission, Role.SECRETARY)
    session = create_session(
        commission.pk, SessionFacts(year=2026, held_on=SOON, starts_at=time(9, 30), place=" Salle A "), by=secretary
    )
    session.refresh_from_db()
    assert (session.state, session.number, session.place, session.statute) == (
        SessionState.PREPARING,
        None,
        "Salle A",
        commission.statutes.get(),
    )
    assert [entry.act for entry in entries_of(session)] == ["create_session"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"year": 1999}, "year"),
        ({"held_on": date(2020, 1, 1)}, "held_on"),
        ({"held_on": date(2999, 1, 1)}, "held_on"),
        ({"planned_minutes": 0}, "planned_minutes"),
        ({"planned_minutes": 1441}, "planned_minutes"),
        ({"video_link": "javascript:alert(1)"}, "video_link"),
        ({"kind": SessionKind.UNSPECIFIED}, "kind"),
    ],
)
def test_impossible_facts_are_refused(facts, field):
    with pytest.raises(InvalidInput) as refusal:
        create_session(CommissionFactory().pk, SessionFacts(**{"year": 2026} | facts), by=None)
    assert field in refusal.value.errors


def test_a_dissolved_commission_prepares_nothing():
    with pytest.raises(Refused, match="est dissoute depuis le 2 janvier 2025"):
        create_session(CommissionFactory(closed_on=date(2025, 1, 2)).pk, SessionFacts(year=2026), by=None)


def test_a_new_date_takes_the_rules_in_force_then():
    commission = CommissionFactory()
    change = timezone.localdate() + timedelta(days=30)
    StatuteFactory(commission=commission, number=1, valid_to=change)
    StatuteFactory(commission=commission, number=2, valid_from=change)
    session = create_session(commission.pk, SessionFacts(year=2026, held_on=change - timedelta(days=1)), by=None)
    assert session.statute.number == 1
    session = edit_session(session.pk, SessionFacts(year=2026, held_on=change), base_version=session.version, by=None)
    assert session.statute.number == 2


def test_an_edit_that_crosses_another_shows_both_texts():
    session = SessionFactory(theme="Ancien")
    edit_session(
        session.pk, SessionFacts(year=session.year, held_on=session.held_on, theme="Premier"), base_version=1, by=None
    )
    with pytest.raises(Conflict) as conflict:
        edit_session(
            session.pk,
            SessionFacts(year=session.year, held_on=session.held_on, theme="Second"),
            base_version=1,
            by=None,
        )
    assert conflict.value.sides["theme"] == ("Premier", "Second")
    session.refresh_from_db()
    assert session.theme == "Premier"


def test_saving_the_same_facts_changes_nothing():
    session = SessionFactory()
    facts = SessionFacts(
        year=session.year,
        held_on=session.held_on,
        starts_at=session.starts_at,
        planned_minutes=session.planned_minutes,
        place=session.place,
    )
    assert edit_session(session.pk, facts, base_version=1, by=None).version == 1
    assert not entries_of(session).exists()


@pytest.mark.parametrize(
    "state",
    [
        SessionState.OPEN,
        SessionState.SUSPENDED,
        SessionState.LIFTED,
        SessionState.ARCHIVED,
        SessionState.CANCELLED,
        SessionState.NO_QUORUM,
    ],
)
def test_a_session_is_not_edited_once_begun_or_cancelled(state):
    session = SessionFactory(state=state, number=1)
    with pytest.raises(Refused, match="Cela n’est possible qu’avant son ouverture"):
        edit_session(session.pk, SessionFacts(year=session.year), base_version=session.version, by=None)


def test_a_numbered_session_keeps_its_kind_and_year():
    session = SessionFactory(state=SessionState.POSTPONED, number=1)
    with pytest.raises(InvalidInput, match="sa nature et son année ne changent plus"):
        edit_session(
            session.pk,
            SessionFacts(year=session.year, kind=SessionKind.EXTRAORDINARY),
            base_version=session.version,
            by=None,
        )


ACTS = {
    SessionAction.CONVENE: lambda session, by: convene(session.pk, by=by),
    SessionAction.CANCEL: lambda session, by: cancel_session(session.pk, reason="motif", by=by),
    SessionAction.POSTPONE: lambda session, by: postpone_session(session.pk, reason="motif", by=by),
}


@pytest.mark.parametrize("act", list(ACTS), ids=lambda act: act.value)
@pytest.mark.parametrize("state", list(SessionState), ids=lambda state: state.value)
def test_every_state_allows_or_refuses_every_act_before_the_opening(state, act):
    commission = commission_with_members(1)
    session = SessionFactory(commission=commission, state=state, number=None if state == SessionState.PREPARING else 7)
    AgendaItemFactory(session=session, position=1)
    by = UserFactory()
    if SESSION_WORKFLOW.can(act, state):
        ACTS[act](session, by)
        session.refresh_from_db()
        assert session.state == SESSION_WORKFLOW.moves[act].target
        assert session.steps.get().from_state == state
        assert session.number == (
            1
            if state == SessionState.PREPARING and act == SessionAction.CONVENE
            else None
            if state == SessionState.PREPARING
            else 7
        )
    else:
        with pytest.raises(Refused, match="la session est à l’état"):
            ACTS[act](session, by)
        session.refresh_from_db()
        assert session.state == state
        assert not session.steps.exists()


def test_after_a_carence_the_same_agenda_is_convened_again_under_its_own_rule():
    commission = commission_with_members(3)
    commission.statutes.update(second_convocation_days=2, second_convocation_article="article 12")
    former = SessionFactory(commission=commission, state=SessionState.NO_QUORUM, number=1)
    AgendaItemFactory(session=former, position=1, title="Le point")
    second = prepare_second_convocation(former.pk, by=None)
    assert [(item.title, item.postponed_from.session) for item in second.agenda_items.all()] == [("Le point", former)]
    second.held_on = timezone.localdate() + timedelta(days=3)
    second.save()
    second = CommissionSession.objects.select_related("statute", "postponed_from").get(pk=second.pk)
    notice = notice_for(second, sent_on=timezone.localdate())
    assert (notice.required, notice.article, notice.is_short) == (2, "article 12", False)
    with pytest.raises(Refused, match="est déjà en préparation"):
        prepare_second_convocation(former.pk, by=None)


def test_there_is_no_second_convocation_without_a_carence():
    with pytest.raises(Refused, match="cette session n’en a pas connu"):
        prepare_second_convocation(SessionFactory().pk, by=None)
