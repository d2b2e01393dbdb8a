"""The month of a ministry: opened for who has a deadline, reminded once, nudged, explained, closed with its counts."""

import re
from datetime import date

import pytest
from django.urls import reverse

from campaigns.enums import CampaignAct
from campaigns.models import Campaign
from campaigns.operations import ask_explanation, explain, nudge, nudge_all, run_campaigns
from campaigns.register import DEADLINES
from foundation.accounts.enums import Role, ScopeKind
from foundation.common.exceptions import InvalidInput, Refused
from foundation.journal.record import entries_of
from foundation.notifications.models import Notice, OutgoingMail
from projects.models import Project
from projects.operations import attest_no_change, publish_update
from tests.factories import ScopeFactory, officer_of
from tests.projects.world import Today, ministry_with_dsi, running_project, signed

pytestmark = pytest.mark.django_db
LIST = reverse("campaigns:list")


@pytest.fixture
def today(monkeypatch, tmp_path):
    return Today(monkeypatch, tmp_path)


@pytest.fixture
def world(today):
    """Two ministries of two projects each, one deadline for all: the 20th, a reminder five days before."""
    offices = [ministry_with_dsi(), ministry_with_dsi()]
    for ministry, dsi in offices:
        for title in ("Courrier", "Archives"):
            running_project(ministry, dsi, title)
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
    return offices, admin


def deadline(**fields):
    given = {"ministry": None, "due_day": 20, "remind_before": 5, "first_month": date(2026, 6, 1), "source": ""}
    return DEADLINES.add(**given | fields, by=None)


def campaign_of(ministry):
    return Campaign.objects.with_counts().get(ministry=ministry)


def test_without_a_deadline_there_is_no_campaign(world, today):
    assert run_campaigns() == {"closed": 0, "opened": 0, "reminded": 0}
    deadline(first_month=date(2026, 7, 1))
    assert run_campaigns()["opened"] == 0


def test_a_campaign_opens_once_and_its_letter_leads_to_the_table(world, today):
    (ours, dsi), (theirs, _) = world[0]
    deadline()
    deadline(ministry=theirs, due_day=25, remind_before=None)
    today.move(date(2026, 6, 2))
    assert run_campaigns()["opened"] == 2
    assert run_campaigns() == {"closed": 0, "opened": 0, "reminded": 0}
    rows = {row.ministry_id: (row.due_on, row.remind_on) for row in Campaign.objects.all()}
    assert rows == {ours.pk: (date(2026, 6, 20), date(2026, 6, 15)), theirs.pk: (date(2026, 6, 25), None)}
    notice = Notice.objects.get(user=dsi)
    assert notice.href == reverse("projects:mine")
    assert "2\u00a0projets attendent" in notice.text
    assert OutgoingMail.objects.filter(subject=notice.title).count() == 2 or notice.mail is not None


def test_one_fixed_after_its_day_waits_for_the_next_month(world, today):
    deadline(due_day=10)
    assert run_campaigns()["opened"] == 0  # the 15th
    today.move(date(2026, 7, 1))
    assert run_campaigns()["opened"] == 2


def test_a_reminder_leaves_once_and_only_for_who_has_not_answered(world, today):
    (ours, _dsi), (theirs, their_dsi) = world[0]
    deadline()
    today.move(date(2026, 6, 1))
    run_campaigns()
    for project in Project.objects.filter(ministry=theirs):
        attest_no_change(project.pk, by=their_dsi)
    assert campaign_of(theirs).waiting == 0
    today.move(date(2026, 6, 15))
    assert run_campaigns()["reminded"] == 1
    assert run_campaigns()["reminded"] == 0
    assert campaign_of(ours).reminder_count == 1
    assert campaign_of(theirs).reminder_count == 0


def test_a_nudge_leaves_once_a_day_and_not_to_who_answered(world, today):
    (ours, _dsi), (theirs, their_dsi) = world[0]
    _, admin = world
    deadline()
    run_campaigns()
    today.move(date(2026, 6, 16))
    nudge(campaign_of(ours).pk, by=admin)
    with pytest.raises(Refused, match="déjà parti aujourd’hui"):
        nudge(campaign_of(ours).pk, by=admin)
    assert [row.ministry for row in nudge_all(by=admin).campaigns] == [theirs]
    with pytest.raises(Refused, match="Personne n’est à relancer"):
        nudge_all(by=admin)
    for project in Project.objects.filter(ministry=theirs):
        publish_update(project.pk, {"progress": 33}, by=their_dsi)
    today.move(date(2026, 6, 17))
    with pytest.raises(Refused, match="tous ses projets sont à jour"):
        nudge(campaign_of(theirs).pk, by=admin)


def test_an_explanation_is_asked_for_a_day_and_given_once(world, today):
    (ours, dsi), _ = world[0]
    _, admin = world
    deadline()
    run_campaigns()
    pk = campaign_of(ours).pk
    with pytest.raises(Refused, match="Aucune explication n’est demandée"):
        explain(pk, explanation="Spontanée.", by=dsi)
    with pytest.raises(InvalidInput, match="date attendue est passée"):
        ask_explanation(pk, question="Pourquoi ?", answer_by=date(2026, 6, 1), by=admin)
    ask_explanation(pk, question="Pourquoi ?", answer_by=date(2026, 6, 20), by=admin)
    with pytest.raises(Refused, match="déjà demandée pour le 20/06/2026"):
        ask_explanation(pk, question="Encore ?", answer_by=date(2026, 6, 20), by=admin)
    home = signed(dsi).get("/").content.decode()
    assert "la mise à jour de juin 2026" in home
    explain(pk, explanation="Le marché est suspendu.", by=dsi)
    row = Campaign.objects.get(pk=pk)
    assert (row.explanation, row.explained_by, row.explained_at.date()) == ("Le marché est suspendu.", dsi, today.day)
    with pytest.raises(Refused, match="ne change plus"):
        explain(pk, explanation="Autre chose.", by=dsi)
    assert Notice.objects.filter(user=admin, text="Le marché est suspendu.").exists()


def test_another_question_may_be_asked_once_the_first_is_answered_and_both_stay_in_the_journal(world, today):
    (ours, dsi), _ = world[0]
    _, admin = world
    deadline()
    run_campaigns()
    row = campaign_of(ours)
    ask_explanation(row.pk, question="Pourquoi ?", answer_by=date(2026, 6, 20), by=admin)
    explain(row.pk, explanation="Le marché est suspendu.", by=dsi)
    page = reverse("campaigns:detail", args=[row.pk])
    assert "Demander une explication" in signed(admin).get(page).content.decode()
    ask_explanation(row.pk, question="Jusqu’à quand ?", answer_by=date(2026, 6, 25), by=admin)
    row.refresh_from_db()
    assert (row.question, row.explanation, row.wants_explanation()) == ("Jusqu’à quand ?", "", True)
    explain(row.pk, explanation="Jusqu’en juillet.", by=dsi)
    told = signed(admin).get(page).content.decode().replace("\u202f", " ").replace("\xa0", " ")
    for said in ("Pourquoi ?", "Le marché est suspendu.", "Jusqu’à quand ?", "Jusqu’en juillet."):
        assert said in told, said


def test_a_ministry_where_nobody_can_be_told_is_not_said_to_be_nudged(world, today):
    _, (theirs, their_dsi) = world[0]
    _, admin = world
    deadline()
    today.move(date(2026, 6, 1))
    run_campaigns()
    their_dsi.is_active = False
    their_dsi.save()
    today.move(date(2026, 6, 15))
    assert run_campaigns()["reminded"] == 1
    today.move(date(2026, 6, 16))
    answer = signed(admin).post(reverse("campaigns:nudge_all"), follow=True).content.decode().replace("\xa0", " ")
    assert "Le rappel part à 1 ministère. 1 ministère n’a personne à qui l’écrire" in answer
    silent = campaign_of(theirs)
    assert (silent.reminder_count, silent.reminded_at) == (0, None)
    assert not entries_of(silent).filter(act__in=[CampaignAct.NUDGE, CampaignAct.REMIND]).exists()
    with pytest.raises(Refused, match="Aucun rappel ne part"):
        nudge_all(by=admin)


def test_what_a_month_came_to_is_kept_when_it_is_over(world, today):
    (ours, dsi), _ = world[0]
    deadline()
    today.move(date(2026, 6, 1))
    run_campaigns()
    first = Project.objects.filter(ministry=ours).order_by("pk").first()
    attest_no_change(first.pk, by=dsi)
    today.move(date(2026, 7, 1))
    assert run_campaigns() == {"closed": 2, "opened": 2, "reminded": 0}
    june = Campaign.objects.with_counts().get(ministry=ours, month=date(2026, 6, 1))
    assert (june.answered, june.waiting) == (1, 1)
    running_project(ours, dsi, "Arrivé depuis")  # the past does not move
    june = Campaign.objects.with_counts().get(pk=june.pk)
    assert (june.answered, june.waiting, june.expected_count) == (1, 1, 2)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_says_who_is_silent_in_a_fixed_number_of_queries(today, rows, django_assert_num_queries):
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.ASIN_ADMIN)
    for _ in range(rows):
        ministry, dsi = ministry_with_dsi()
        running_project(ministry, dsi)
    deadline()
    run_campaigns()
    client = signed(admin)
    client.get(LIST)
    with django_assert_num_queries(4):
        text = client.get(LIST).content.decode()
    assert len(re.findall(r">Relancer<", text)) == rows
    today.move(date(2026, 6, 21))
    assert text.count("en attente") >= rows
    late = client.get(LIST, {"standing": "late"}).content.decode()
    assert len(re.findall(r">Relancer<", late)) == rows


def test_the_asin_nudges_all_in_one_press_and_the_dsi_reads_his_own(world, today):
    (ours, dsi), (theirs, _) = world[0]
    _, admin = world
    deadline()
    run_campaigns()
    today.move(date(2026, 6, 16))
    answer = signed(admin).post(reverse("campaigns:nudge_all"), follow=True).content.decode()
    assert "Le rappel part à 2\u00a0ministères." in answer
    text = signed(dsi).get(LIST).content.decode()
    assert reverse("campaigns:detail", args=[campaign_of(ours).pk]) in text
    assert reverse("campaigns:detail", args=[campaign_of(theirs).pk]) not in text
    assert signed(dsi).post(reverse("campaigns:nudge_all")).status_code == 403
    assert "À rendre avant le 20/06/2026" in signed(dsi).get(reverse("projects:mine")).content.decode()
