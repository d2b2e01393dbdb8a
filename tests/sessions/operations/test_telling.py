"""What an act tells, and whom: agenda versions, opinions of the ASIN, proposals.

Never what is behind closed doors, nothing of a rehearsal.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.accounts.enums import Role, ScopeKind
from foundation.notifications.enums import Channel, NoticeKind
from foundation.notifications.models import Notice
from sessions.preparing.enums import OpinionSense
from sessions.preparing.operations.agenda import ItemFacts, add_item
from sessions.preparing.operations.convening import convene
from sessions.preparing.operations.opinions import ask_opinion, give_opinion
from sessions.preparing.operations.proposing import (
    ProposalFacts,
    defer_proposal,
    endorse_proposal,
    refuse_proposal,
    retain_proposal,
    send_proposal_back,
    submit_proposal,
    write_proposal,
)
from sessions.preparing.operations.releasing import release_agenda
from tests.factories import (
    AgendaItemFactory,
    ScopeFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    session = SessionFactory(commission=commission_with_members(3))
    AgendaItemFactory(session=session, title="Budget")
    return session


@pytest.fixture
def secretary(session):
    return member_of(session.commission, Role.SECRETARY)


def told(kind):
    return {(notice.user, notice.title) for notice in Notice.objects.filter(kind=kind).select_related("user")}


def test_a_new_agenda_is_told_to_the_members_convened_and_says_nothing_of_its_items(session, secretary):
    convene(session.pk, by=secretary)
    Notice.objects.all().delete()
    add_item(session.pk, ItemFacts(title="Point réservé", is_closed_doors=True), by=secretary)
    release_agenda(session.pk, by=secretary)
    rows = Notice.objects.filter(kind=NoticeKind.SESSION)
    assert {row.user_id for row in rows} == set(session.convocations.values_list("person__user_id", flat=True))
    assert {"version B" in row.title and "réservé" not in row.title + row.text for row in rows} == {True}
    assert {row.href for row in rows} == {f"/sessions/{session.pk}/ordres-du-jour/2"}


def test_an_opinion_is_told_to_the_agents_of_the_asin_and_its_answer_to_the_secretary(session, secretary):
    state = ScopeFactory(kind=ScopeKind.NATIONAL, label="État")
    reader, admin = officer_of(state, Role.ASIN_READER), officer_of(state, Role.ASIN_ADMIN)
    officer_of(state, Role.PORTAL_ADMIN)
    opinion = ask_opinion(
        session.agenda_items.get().pk,
        question="Hébergement ?",
        due_on=timezone.localdate() + timedelta(days=3),
        by=secretary,
    )
    assert {user for user, _ in told(NoticeKind.OPINION)} == {reader, admin}
    assert not any("Budget" in title or "Hébergement" in title for _, title in told(NoticeKind.OPINION))
    assert all(
        row.channel == Channel.MAIL and Notice.objects.visible_to(row.user).filter(pk=row.pk).exists()
        for row in Notice.objects.all()
    )
    Notice.objects.all().delete()
    give_opinion(opinion.pk, sense=OpinionSense.QUALIFIED, text="Avec réserve.", by=reader)
    # The holder of the seat of secretary, and whoever has the role besides.
    assert secretary in {user for user, _ in told(NoticeKind.OPINION)}
    assert not {reader, admin} & {user for user, _ in told(NoticeKind.OPINION)}
    assert all("réservé" in title for _, title in told(NoticeKind.OPINION))


@pytest.mark.parametrize("fate", ["retained", "refused", "deferred", "sent back"])
def test_the_author_is_told_what_became_of_his_proposal_and_why(session, secretary, fate):
    lead = officer_of(session.scope, Role.PROJECT_LEAD)
    row = write_proposal(session.commission_id, ProposalFacts("Réseau local", objectives="Câbler."), by=lead)
    submit_proposal(row.pk, by=lead)
    endorse_proposal(row.pk, by=secretary)
    assert told(NoticeKind.PROPOSAL) == set()
    acts = {
        "retained": lambda: retain_proposal(row.pk, session.pk, by=secretary),
        "refused": lambda: refuse_proposal(row.pk, reason="Hors du champ.", by=secretary),
        "deferred": lambda: defer_proposal(row.pk, reason="Hors du champ.", by=secretary),
        "sent back": lambda: send_proposal_back(row.pk, reason="Hors du champ.", by=secretary),
    }
    acts[fate]()
    words = {
        "retained": "inscrite à un ordre du jour",
        "refused": "refusée",
        "deferred": "reportée à une autre session",
        "sent back": "à reprendre",
    }
    assert told(NoticeKind.PROPOSAL) == {(lead, f"Votre proposition est {words[fate]} : Réseau local")}
    notice = Notice.objects.get(kind=NoticeKind.PROPOSAL)
    assert notice.text == ("" if fate == "retained" else "Hors du champ.")
    assert notice.href == f"/sessions/propositions/{row.pk}"
