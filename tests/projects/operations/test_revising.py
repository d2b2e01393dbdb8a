"""A baseline is revised by two: one asks, another answers; until then nothing moves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.models import Entry
from foundation.notifications.models import Notice
from projects.duties import revisions_to_answer
from projects.enums import Colour, RevisionReason, RevisionState
from projects.models import Project, RevisionRequest
from projects.operations import (
    PlannedValues,
    approve_revision,
    ask_revision,
    leave_portfolio,
    refuse_revision,
    withdraw_revision,
)
from projects.queries.past import then_of
from tests.factories import GrantFactory, ScopeFactory, officer_of
from tests.projects.world import PLANNED, ministry_with_dsi, president_of, running_project, signed

pytestmark = pytest.mark.django_db
LATER = PlannedValues(PLANNED.start, date(2027, 12, 31), 200_000_000, date(2026, 6, 15))


@pytest.fixture
def late(today):
    """A project in the red against its baseline, its DSI and the president of its commission."""
    ministry, dsi = ministry_with_dsi(acronym="MDGL")
    project = running_project(ministry, dsi, forecast_end=date(2027, 12, 31), forecast_cost=200_000_000)
    assert project.colour == Colour.RED
    return project, dsi, president_of(project)


def ask(project, by, planned=LATER, **options):
    options = {"reason": RevisionReason.SCOPE, "explanation": "Deux sites ajoutés."} | options
    return ask_revision(project.pk, planned, by=by, **options)


def now(project):
    return Project.objects.get(pk=project.pk)


def test_asking_moves_nothing_and_tells_whoever_answers(late):
    project, dsi, president = late
    asin = officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN)
    request = ask(project, dsi)
    same = now(project)
    assert (same.planned_end, same.colour, same.revision_count, same.version) == (
        PLANNED.end,
        Colour.RED,
        0,
        project.version,
    )
    told = Notice.objects.values_list("user", flat=True)
    assert set(told) == {president.pk, asin.pk}
    assert Notice.objects.visible_to(asin).count() == Notice.objects.visible_to(president).count() == 1
    duties = revisions_to_answer(president, date(2026, 6, 15))
    assert [duty.href for duty in duties] == [reverse("projects:detail", args=[project.pk]) + "#revision"]
    assert revisions_to_answer(dsi, date(2026, 6, 15)) == []
    entry = Entry.objects.get(act="ask_revision")
    assert (str(entry.object_id), entry.actor_id) == (str(request.pk), dsi.pk)


def test_approved_by_another_it_is_in_force_and_says_that_it_turned_green(late):
    project, dsi, president = late
    request = approve_revision(ask(project, dsi).pk, by=president)
    revised, baseline = now(project), project.baselines.get(number=1)
    assert (revised.planned_end, revised.initial_end, revised.colour) == (LATER.end, PLANNED.end, Colour.GREEN)
    assert (revised.greened_on, revised.revision_count) == (date(2026, 6, 15), 1)
    assert (baseline.request, baseline.colour_before, baseline.colour_after) == (request, Colour.RED, Colour.GREEN)
    assert baseline.approver == request.answerer()
    assert str(president) in baseline.approver
    assert Notice.objects.filter(user=dsi, title__startswith="Révision approuvée").exists()


def test_a_greening_is_told_though_the_night_has_not_passed(today):
    ministry, dsi = ministry_with_dsi()
    project = running_project(ministry, dsi, forecast_end=PLANNED.end)
    today.move(date(2027, 9, 1))
    assert now(project).colour == Colour.GREEN  # as stored last: nobody has looked since
    planned = PlannedValues(PLANNED.start, date(2030, 12, 31), 100_000_000, today.day)
    approve_revision(ask(project, dsi, planned).pk, by=president_of(project))
    baseline = project.baselines.get(number=1)
    assert (baseline.colour_before, baseline.colour_after) == (Colour.RED, Colour.GREEN)
    assert now(project).greened_on == today.day


@pytest.mark.parametrize("end", [date(2027, 12, 31), None])
def test_a_past_day_tells_a_greening_as_that_day_did(late, today, end):
    project, dsi, president = late
    approve_revision(ask(project, dsi, replace(LATER, end=end, cost=None)).pk, by=president)
    today.move(date(2026, 6, 25))
    days = (date(2026, 6, 14), date(2026, 6, 17))
    assert [then_of(now(project), dsi, day).was_greened for day in days] == [False, True]
    assert now(project).was_greened(days[1])


def test_a_revision_that_betters_nothing_is_no_greening(late):
    project, dsi, president = late
    approve_revision(ask(project, dsi, replace(LATER, end=date(2026, 11, 30), cost=None)).pk, by=president)
    assert (now(project).colour, now(project).greened_on) == (Colour.RED, None)


def test_hiding_the_signal_is_a_greening_too(late):
    project, dsi, president = late
    approve_revision(ask(project, dsi, replace(LATER, end=None, cost=None)).pk, by=president)
    assert (now(project).colour, now(project).greened_on) == (Colour.UNKNOWN, date(2026, 6, 15))


def test_whoever_asks_never_answers_whatever_his_rights(late):
    project, dsi, _ = late
    for role, scope in ((Role.PRESIDENT, project.scope), (Role.ASIN_ADMIN, ScopeFactory(kind="national"))):
        fields = {"commission_id": project.ministry.commissions.get().pk} if role == Role.PRESIDENT else {}
        GrantFactory(user=dsi, scope=scope, role=role, **fields)
    request = ask(project, dsi)
    for act in (
        lambda: approve_revision(request.pk, by=dsi),
        lambda: refuse_revision(request.pk, reason="Non.", by=dsi),
    ):
        with pytest.raises(Refused, match="une autre personne répond"):
            act()
    with pytest.raises(IntegrityError, match="revision_answered_by_another"), transaction.atomic():
        RevisionRequest.objects.filter(pk=request.pk).update(state=RevisionState.APPROVED, answered_by=dsi)
    assert signed(dsi).post(reverse("projects:approve_revision", args=[request.pk])).status_code == 403
    assert now(project).colour == Colour.RED


def test_a_refusal_says_why_and_leaves_all_as_it_was(late):
    project, dsi, president = late
    request = ask(project, dsi)
    with pytest.raises(InvalidInput):
        refuse_revision(request.pk, reason="  ", by=president)
    refuse_revision(request.pk, reason="Le marché n’a pas changé.", by=president)
    assert (now(project).revision_count, now(project).version) == (0, project.version)
    page = signed(dsi).get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert "Le marché n’a pas changé." in page
    with pytest.raises(Refused, match="cette demande est refusée depuis le"):
        approve_revision(request.pk, by=president)
    approve_revision(ask(project, dsi).pk, by=president)  # asked again, it may be approved


def test_one_request_waits_at_a_time_and_is_withdrawn(late):
    project, dsi, president = late
    request = ask(project, dsi)
    with pytest.raises(Refused, match="attend déjà sa réponse"):
        ask(project, dsi, replace(LATER, cost=300_000_000))
    with pytest.raises(Refused, match="attend une réponse"):
        leave_portfolio(project.pk, reason="out_of_scope", left_on=date(2026, 6, 15), note="Hors champ.", by=dsi)
    withdraw_revision(request.pk, by=dsi)
    with pytest.raises(Refused, match="cette demande est retirée"):
        approve_revision(request.pk, by=president)
    ask(project, dsi, replace(LATER, cost=300_000_000))


def test_an_error_of_typing_is_corrected_within_days_only(late, today):
    project, dsi, president = late
    created = project.baselines.get(number=0).created_at
    today.move(created.date() + timedelta(days=31))
    with pytest.raises(Refused, match="se corrige dans les 30"):
        ask(project, dsi, replace(LATER, adopted_on=today.day), reason=RevisionReason.CORRECTION)
    today.move(created.date() + timedelta(days=29))
    request = ask(project, dsi, replace(LATER, adopted_on=today.day), reason=RevisionReason.CORRECTION)
    approve_revision(request.pk, by=president)
    assert now(project).greened_on == today.day


def test_the_page_shows_what_would_change_and_to_each_his_buttons(late):
    project, dsi, president = late
    request = ask(project, dsi)
    address = reverse("projects:detail", args=[project.pk])
    approve = reverse("projects:approve_revision", args=[request.pk])
    asked = signed(dsi).get(address).content.decode()
    answering = signed(president).get(address).content.decode()
    for page in (asked, answering):
        assert "Une révision de la référence attend sa réponse" in page
        assert "31/12/2026 → <strong>31/12/2027</strong>" in page
    assert (approve in asked, approve in answering) == (False, True)
    assert "Demander la révision de la référence" not in asked
    signed(president).post(approve)
    after = signed(dsi).get(address).content.decode()
    assert "Verdi par révision" in after
    assert "verdi par révision" in signed(dsi).get(reverse("projects:list")).content.decode()


def test_the_greening_is_said_for_a_year(late, today):
    project, dsi, president = late
    approve_revision(ask(project, dsi).pk, by=president)
    for days, said in ((364, True), (365, False)):
        today.move(date(2026, 6, 15) + timedelta(days=days))
        assert now(project).was_greened(today.day) is said
        assert ("verdi par révision" in signed(dsi).get(reverse("projects:list")).content.decode()) is said


def test_a_neighbour_neither_sees_nor_answers(late):
    project, dsi, _ = late
    request = ask(project, dsi)
    other = running_project(*ministry_with_dsi())
    stranger = president_of(other)
    assert not RevisionRequest.objects.visible_to(stranger).exists()
    assert signed(stranger).post(reverse("projects:approve_revision", args=[request.pk])).status_code == 404
    assert now(project).colour == Colour.RED
