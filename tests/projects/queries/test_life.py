"""The life of a project: one time line of all it met, and what it was on a past day, read from the rows of that day."""

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from foundation.accounts.enums import Role
from foundation.common.timeline import timeline
from foundation.common.typography import NBSP
from projects.enums import Colour, ExitReason, LineageKind, RevisionReason, Stage
from projects.extensions import past_parts
from projects.models import Project, ProjectLineage, StatusUpdate
from projects.operations import (
    PlannedValues,
    UpdateValues,
    add_sites,
    adopt_revision,
    leave_portfolio,
    publish_update,
    rename_project,
)
from projects.queries.life import life_of
from projects.queries.past import MEASURED_TODAY, then_of
from steering.models import Milestone
from steering.operations.milestones import move
from tests.factories import (
    AgendaItemFactory,
    CommissionFactory,
    DecisionFactory,
    ProjectFactory,
    RecommendationFactory,
    SessionFactory,
    member_of,
)
from tests.projects.world import ministry_with_dsi, running_project

pytestmark = pytest.mark.django_db


def words_of(response):
    return " ".join(unescape(response.content.decode()).replace(NBSP, " ").replace(chr(0x202F), " ").split())


def published(project, dsi, today, day, **values):
    today.move(day)
    project.refresh_from_db()
    publish_update(project.pk, UpdateValues(**UpdateValues.of(project).__dict__ | values), by=dsi)


@pytest.fixture
def told(today):
    """A project green in April, red in May, greened by a revision in June, renamed and gone in July."""
    ministry, dsi = ministry_with_dsi(acronym="MTEMPS")
    today.move(date(2026, 3, 1))
    project = running_project(ministry, dsi, "Registre ancien", forecast_end=date(2026, 12, 31))
    published(project, dsi, today, date(2026, 4, 10), progress=35, own_rating=4, narrative="Tout va.")
    late = {"progress": 40, "own_rating": 2, "forecast_end": date(2027, 9, 30), "narrative": "Le marché est repris."}
    published(project, dsi, today, date(2026, 5, 10), **late)
    today.move(date(2026, 6, 1))
    planned = PlannedValues(date(2026, 1, 1), date(2027, 9, 30), 100_000_000, date(2026, 6, 1), "Commission", "D-2")
    adopt_revision(project.pk, planned, reason=RevisionReason.CONTRACT, explanation="Repris.", by=None)
    today.move(date(2026, 7, 1))
    rename_project(project.pk, "Registre nouveau", reason="Nouvel acte", by=dsi)
    today.move(date(2026, 7, 20))
    leave_portfolio(project.pk, ExitReason.OUT_OF_SCOPE, note="Crédits retirés.", left_on=date(2026, 7, 20), by=dsi)
    project.refresh_from_db()
    return project, dsi


def test_each_day_is_told_from_what_was_said_by_then(told):
    project, dsi = told
    told_on = {day: then_of(project, dsi, day) for day in (date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 2))}
    april, may, june = told_on.values()
    assert (april.colour, may.colour, june.colour) == (Colour.GREEN, Colour.RED, Colour.GREEN)
    assert (april.progress, may.progress, april.own_rating, may.own_rating) == (35, 40, 4, 2)
    assert (april.project.planned_end, june.project.planned_end) == (date(2026, 12, 31), date(2027, 9, 30))
    assert {row.project.initial_end for row in told_on.values()} == {date(2026, 12, 31)}
    assert (may.revision_count, june.revision_count, may.was_greened, june.was_greened) == (0, 1, False, True)
    assert june.variances["initial_schedule"].percent > 30
    assert june.retained_colour == Colour.RED  # a low note is not turned by a revision
    assert {row.title for row in told_on.values()} == {"Registre ancien"}
    assert [row.left_on for row in told_on.values()] == [None, None, None]
    assert may.update.narrative == "Le marché est repris."


def test_the_last_day_is_the_project_as_it_left(told, today):
    project, dsi = told
    last = then_of(project, dsi, today.day)
    assert (last.title, last.left_on, last.exit_reason) == ("Registre nouveau", date(2026, 7, 20), "hors champ")


def test_what_nobody_had_said_is_not_taken_from_today(told):
    project, dsi = told
    Project.objects.filter(pk=project.pk).update(asin_rating=1, supplier="Titulaire de juillet")
    project.refresh_from_db()
    first = then_of(project, dsi, date(2026, 3, 2))
    assert (first.stage, first.progress, first.asin_rating, first.colour) == ("", None, None, Colour.UNKNOWN)
    assert first.variances["schedule"].percent is None
    assert first.facts == ()
    assert "Aucune mise à jour n’était publiée" in first.notes[0]
    assert "n’en a rien gardé" in first.notes[1]
    project.refresh_from_db()
    assert project.stage == Stage.RUNNING  # the instance of that day was a copy


def test_the_history_of_the_row_tells_what_no_update_says(today):
    """It is kept at the instant of the database, an update at the day of its publication."""
    ministry, dsi = ministry_with_dsi()
    recorded = timezone.localdate()
    project = running_project(ministry, dsi, supplier="Titulaire fictif")
    Project.objects.filter(pk=project.pk).update(asin_rating=3)
    later = recorded + timedelta(days=30)
    published(project, dsi, today, later, progress=60, narrative="Livré.")
    Project.objects.filter(pk=project.pk).update(progress=30)  # what the row said the day it was recorded
    at_first, then = (then_of(project, dsi, day) for day in (recorded, later))
    assert (at_first.asin_rating, dict(at_first.facts)["Prestataire"]) == (3, "Titulaire fictif")
    assert (at_first.stage, at_first.progress, then.progress) == (Stage.RUNNING, 30, 60)
    assert at_first.notes == (MEASURED_TODAY,)


def test_the_time_line_tells_every_theme_in_order(told):
    project, _ = told
    commission = CommissionFactory(ministry=project.ministry)
    RecommendationFactory(commission=commission, project=project, issued_on=date(2026, 6, 9), text="Publier le code")
    heir = ProjectFactory(ministry=project.ministry, title="Suite")
    ProjectLineage.objects.create(
        scope=project.scope, before=project, after=heir, kind=LineageKind.SPLIT, on=date(2026, 7, 2)
    )
    hidden = ProjectFactory(title="D’un autre ministère")
    ProjectLineage.objects.create(
        scope=project.scope, before=project, after=hidden, kind=LineageKind.MERGED, on=date(2026, 7, 3)
    )
    secretary = member_of(commission, Role.SECRETARY)
    entries = life_of(project, secretary)
    days = [entry.on for entry in entries]
    assert days == sorted(days, reverse=True)
    assert {"mises à jour", "références", "identité et stade", "recommandations"} <= {row.theme for row in entries}
    titles = [entry.title for entry in entries]
    assert f"Scindé en {heir.code}" in titles
    assert not any(hidden.code in title for title in titles)
    assert sum(title.startswith("Mise à jour publiée") for title in titles) == 2


def test_what_is_behind_closed_doors_is_told_inside_the_commission_only(told):
    project, dsi = told
    commission = CommissionFactory(ministry=project.ministry)
    session = SessionFactory(commission=commission, lifted=True, held_on=date(2026, 5, 5))
    for title, closed in (("Ouvert", False), ("Fermé", True)):
        decision = DecisionFactory(
            item=AgendaItemFactory(session=session, title=title, is_closed_doors=closed),
            text=f"Avis {title}",
            decided_at=datetime(2026, 5, 5, 10, tzinfo=UTC),
        )
        decision.effects.create(scope=session.scope, project=project)
        decision.reserves.create(scope=session.scope, project=project, text=f"Réserve {title}")
    RecommendationFactory(commission=commission, project=project, issued_on=date(2026, 5, 6), is_closed_doors=True)
    inside = {row.text for row in life_of(project, member_of(commission, Role.SECRETARY))}
    outside = life_of(project, dsi)
    assert {"Avis Ouvert", "Avis Fermé", "Réserve Ouvert", "Réserve Fermé"} <= inside
    said = {row.text for row in outside}
    assert {"Avis Ouvert", "Réserve Ouvert"} <= said
    assert not {"Avis Fermé", "Réserve Fermé"} & said
    assert not any(row.theme == "recommandations" for row in outside)
    before, after = (then_of(project, dsi, date(2026, 5, day)) for day in (4, 6))
    assert before.parts == ()
    assert [(part.title, [line.label for line in part.lines]) for part in after.parts] == [
        ("Réserves ouvertes", ["Réserve Ouvert"])
    ]


def test_a_milestone_is_expected_when_it_was_said_that_day(told, today):
    project, dsi = told
    day = date(2026, 6, 30)
    kept = Milestone(scope=project.scope, project=project, title="Recette", initial_on=day, current_on=day)
    (row,) = Milestone.objects.bulk_create([kept])  # added before it left
    today.move(date(2026, 6, 10))
    move(row.pk, to_on=date(2026, 9, 30), reason=RevisionReason.CONTRACT, explanation="Repris.", by=dsi)
    notes = [
        next(line.note for part in then_of(project, dsi, day).parts for line in part.lines)
        for day in (date(2026, 6, 9), date(2026, 6, 10))
    ]
    assert "attendu 30/06/2026" in notes[0]
    assert "attendu 30/09/2026" in notes[1]


def test_what_is_said_after_midnight_is_told_the_day_it_is_in_benin(told):
    project, dsi = told
    late = datetime(2026, 5, 20, 23, 30, tzinfo=UTC)
    values = {"stage": Stage.RUNNING, "progress": 41, "author": dsi, "author_name": str(dsi), "narrative": "Minuit."}
    StatusUpdate.objects.create(
        scope=project.scope, project=project, month=date(2026, 5, 1), state="published", published_at=late, **values
    )
    (entry,) = [row for row in life_of(project, dsi) if row.text == "Minuit."]
    assert entry.on == date(2026, 5, 21)
    assert [then_of(project, dsi, date(2026, 5, day)).progress for day in (20, 21)] == [40, 41]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2026-02-01", "Rien n’est connu de ce projet au 1er février 2026 : son premier fait est du 01/03/2026."),
        ("2031-01-01", "Le 1er janvier 2031 n’est pas encore venu : choisissez un jour, jusqu’au 20/07/2026."),
        ("32/13/2026", "Cette date est illisible ou n’existe pas."),
    ],
)
def test_a_day_that_says_nothing_is_refused_by_a_sentence(told, client, asked, said):
    project, dsi = told
    client.force_login(dsi)
    page = client.get(reverse("projects:life", args=[project.pk]), {"le": asked})
    assert page.status_code == 200
    words = words_of(page)
    assert said in words
    assert "Mise à jour publiée" not in words
    api = APIClient()
    api.force_authenticate(dsi)
    assert api.get(reverse("api:projects-past", args=[project.pk]), {"on": asked}).status_code == 400


def test_the_page_and_the_api_tell_the_same_day(told, client):
    project, dsi = told
    client.force_login(dsi)
    address = reverse("projects:life", args=[project.pk])
    words = words_of(client.get(address, {"le": "2026-05-31"}))
    assert "Ce qu’il était le 31 mai 2026" in words
    assert "Registre ancien" in words
    assert "Registre nouveau" not in words
    assert "Projet renommé" not in words  # it came after
    kept = words_of(client.get(address, {"theme": "references"}))
    assert ("Référence révisée (n° 1)" in kept, "Mise à jour publiée" in kept) == (True, False)
    api = APIClient()
    api.force_authenticate(dsi)
    day = api.get(reverse("api:projects-past", args=[project.pk]), {"on": "2026-05-31"}).json()
    assert (day["title"], day["colour"], day["planned_end"]) == ("Registre ancien", "red", "2026-12-31")
    rows = api.get(reverse("api:projects-timeline", args=[project.pk]), {"theme": "références"}).json()
    assert [row["theme"] for row in rows] == ["références", "références"]


def test_a_long_life_is_cut_in_pages_and_asks_no_more(told, client, today, django_assert_num_queries):
    project, dsi = told
    client.force_login(dsi)
    address = reverse("projects:life", args=[project.pk])
    client.get(address)
    with timeline.silenced(), past_parts.silenced(), django_assert_num_queries(11) as few:
        client.get(address)
    Project.objects.filter(pk=project.pk).update(left_on=None, exit_reason="")
    add_sites(project.pk, ["Un site"], by=dsi)
    for number in range(45):
        published(
            project,
            dsi,
            today,
            date(2026, 8, 1) + timedelta(days=number),
            progress=40 + number % 2,
            narrative=f"N° {number}",
        )
    with timeline.silenced(), past_parts.silenced(), django_assert_num_queries(len(few)):
        first = words_of(client.get(address))
    second = words_of(client.get(address, {"page": "2"}))
    assert ("N° 44</p>" in first, "N° 3</p>" in first) == (True, False)
    assert "N° 3</p>" in second
    assert client.get(address, {"page": "x"}).status_code == 200
