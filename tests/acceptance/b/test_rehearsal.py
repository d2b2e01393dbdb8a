"""Rehearsal (P6): all of a session works in it, and nothing leaves it: no letter, no number, no figure, no line of a
list or of a search.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from cmsic.dashboards.queries.national import lines_of
from commissions.models import Commission, NumberSeries, Seat
from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Grant, Person
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.jobs.models import Job
from foundation.journal.models import Entry
from foundation.notifications.models import OutgoingMail
from recommendations.models import Recommendation
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession, Decision, ProcesVerbal
from sessions.meeting.models import Rehearsal
from sessions.meeting.operations.rehearsing import AT_ONCE, forget_old_rehearsals, forget_rehearsal, rehearse
from tests.access.matrix import all_lines
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
def school(run_jobs):
    """A secretary with a real session convened, and a rehearsal of it that goes to its end: held, decided, recommended,
    its procès-verbal submitted.
    """
    commission = commission_with_members(5)
    secretary = member_of(commission, Role.SECRETARY)
    source = SessionFactory(commission=commission, convened=True, theme="Le registre")
    AgendaItemFactory(session=source, position=1, title="Registre des usagers")
    AgendaItemFactory(session=source, position=2, title="Affaire secrète", is_closed_doors=True)
    before = list(NumberSeries.objects.order_by("pk").values())
    rehearsal = rehearse(source.pk, convened=True, by=secretary)
    client = Client()
    client.force_login(secretary)
    client.post(reverse("sessions:enter_rehearsal", args=[rehearsal.pk]))
    return client, secretary, source, rehearsal, before


def through(client, rehearsal, run_jobs):
    """The acts of a session by the pages themselves, as the learner presses them."""
    session = rehearsal.session
    item = session.agenda_items.order_by("position").first()
    for seat in session.commission.seats.all():
        client.post(reverse("sessions:record_presence", args=[session.pk]), {"kind": "arrived", "seat": seat.pk})
    client.post(reverse("sessions:open", args=[session.pk]))
    client.post(
        reverse("sessions:decide", args=[item.pk]),
        {"outcome": "favourable", "text": "Avis favorable.", "by_consensus": "on"},
    )
    client.post(
        reverse("sessions:recommend", args=[session.pk]), {"text": "Tenir le registre à jour.", "item": item.pk}
    )
    client.post(reverse("sessions:lift", args=[session.pk]))
    client.post(reverse("sessions:pv_submit", args=[session.pk]))
    session.refresh_from_db()
    return session


def test_a_whole_session_is_learnt_and_no_real_counter_moves_nor_any_letter_leaves(school, run_jobs):
    client, _, source, rehearsal, before = school
    session = through(client, rehearsal, run_jobs)
    assert (
        session.state,
        session.pv.number,
        Decision.objects.get(session=session).number,
        Recommendation.objects.get(commission=session.commission).number,
    ) == (SessionState.LIFTED, 1, 1, 1)
    assert list(NumberSeries.objects.filter(commission=source.commission).order_by("pk").values()) == before
    run_jobs()
    assert (
        mail.outbox,
        set(OutgoingMail.objects.values_list("state", flat=True)),
        Job.objects.filter(kind="send_mail").count(),
    ) == ([], {"rehearsed"}, 0)
    content = session.pv.document.content
    assert ("RÉPÉTITION" in str(content), session.pv.document.is_specimen) == (True, True)
    real = {mandate.person.full_name for seat in source.commission.seats.all() for mandate in seat.mandates.all()}
    assert [name for name in real if name in str(content)] == []
    assert "Affaire secrète" not in str(content)
    page = client.get(reverse("sessions:detail", args=[session.pk])).content.decode()
    assert "Noms inventés" in page


def test_nobody_meets_it_on_any_page_and_no_figure_counts_it(school, run_jobs):
    client, secretary, source, rehearsal, _ = school
    state = ScopeFactory(kind=ScopeKind.NATIONAL, label="État")
    readers = {
        "secretary": secretary,
        "dsi": officer_of(source.scope, Role.DSI),
        **{role: officer_of(state, role) for role in (Role.ASIN_READER, Role.ASIN_ADMIN, Role.PORTAL_ADMIN)},
    }
    counted = [vars(line) for line in lines_of(readers[Role.ASIN_ADMIN])]
    session = through(client, rehearsal, run_jobs)
    assert [vars(line) for line in lines_of(readers[Role.ASIN_ADMIN])] == counted
    marks = [
        session.commission.code,
        "RÉPÉTITION",
        "@repetition.invalid",
        str(session.pk),
        *Person.objects.filter(scope=rehearsal.scope).values_list("full_name", flat=True),
    ]
    # The work that renders its papers is shown to the portal's team, without a name; the page of rehearsals is its
    # owner's.
    left_out = {"sessions:rehearsals", "api:rehearsals-list"}
    addresses = {
        reverse(line.route) + line.query
        for line in all_lines()
        if line.method == "GET" and not line.on and not line.kwargs and line.route not in left_out
    }
    addresses |= {f"{reverse('search:results')}?q={word}" for word in ("registre", "spécimen", session.commission.code)}
    addresses |= {
        reverse("ministries:detail", args=[source.commission.ministry_id]),
        reverse("commissions:detail", args=[source.commission_id]),
    }
    met = []
    for name, user in readers.items():
        browser = Client()
        browser.force_login(user)
        for address in sorted(addresses):
            body = b"".join(browser.get(address)).decode(errors="replace")
            met += [
                (name, address, mark) for mark in marks if mark in body and mark not in address
            ]  # a search repeats its words
        for address in (
            reverse("sessions:detail", args=[session.pk]),
            reverse("commissions:detail", args=[session.commission_id]),
        ):
            if browser.get(address).status_code != 404:
                met.append((name, address, "opened"))
    assert met == []
    assert Recommendation.objects.addressed_to(readers["dsi"], clock.today()).count() == 0


def test_inside_it_nothing_real_can_be_read_or_touched(school):
    client, _, source, rehearsal, _ = school
    assert client.get(reverse("sessions:detail", args=[source.pk])).status_code == 404
    assert client.post(reverse("sessions:cancel", args=[source.pk]), {"reason": "erreur"}).status_code == 404
    assert str(source.pk) not in client.get(reverse("sessions:list")).content.decode()
    client.post(reverse("sessions:leave_rehearsal"))
    assert client.get(reverse("sessions:detail", args=[source.pk])).status_code == 200
    assert client.get(reverse("sessions:detail", args=[rehearsal.session_id])).status_code == 404
    # Nobody else enters it.
    other = Client()
    other.force_login(member_of(source.commission, Role.SECRETARY))
    assert other.post(reverse("sessions:enter_rehearsal", args=[rehearsal.pk])).status_code == 404


def test_it_is_not_sent_to_the_asin_nor_opens_an_account(school, run_jobs):
    client, _, _, rehearsal, _ = school
    session = through(client, rehearsal, run_jobs)
    client.post(reverse("sessions:transmit", args=[session.pk]))
    session.refresh_from_db()
    person = Person.objects.filter(scope=rehearsal.scope).first()
    client.post(reverse("people:invite", args=[person.pk]))
    person.refresh_from_db()
    assert (session.transmitted_at, person.user_id) == (None, None)


def test_it_is_erased_whole_on_demand_and_after_thirty_days(school, run_jobs, monkeypatch):
    client, secretary, source, rehearsal, _ = school
    through(client, rehearsal, run_jobs)
    run_jobs()
    second = rehearse(source.pk, convened=False, by=secretary)
    assert forget_old_rehearsals() == 0
    client.post(reverse("sessions:forget_rehearsal", args=[rehearsal.pk]))
    connection.check_constraints()
    left = {
        model.__name__: model._base_manager.filter(scope=rehearsal.scope).count()
        for model in (
            CommissionSession,
            Commission,
            Seat,
            Person,
            Decision,
            ProcesVerbal,
            Grant,
            NumberSeries,
            OutgoingMail,
        )
    }
    assert (set(left.values()), Rehearsal.objects.get()) == ({0}, second)
    assert (CommissionSession.objects.filter(pk=source.pk).count(), source.commission.seats.count()) == (1, 6)
    assert Entry.objects.filter(act="forget_rehearsal").count() == 1
    Rehearsal.objects.update(ends_on=clock.today() - timedelta(days=1))
    assert (forget_old_rehearsals(), forget_old_rehearsals(), Rehearsal.objects.count()) == (1, 0, 0)
    connection.check_constraints()
    assert client.get(reverse("sessions:detail", args=[source.pk])).status_code == 200


def test_what_is_no_rehearsal_is_never_erased(school):
    _, secretary, source, rehearsal, _ = school
    Rehearsal.objects.filter(pk=rehearsal.pk).update(scope=source.scope)
    with pytest.raises(RuntimeError, match="no rehearsal"):
        forget_rehearsal(rehearsal.pk, by=secretary)
    for _ in range(AT_ONCE - 1):
        rehearse(source.pk, convened=False, by=secretary)
    with pytest.raises(Refused, match="déjà 3 répétitions"):
        rehearse(source.pk, convened=False, by=secretary)
