"""Indicators that rise or fall, their measures, and the reviews that a finished project owes."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from rest_framework.test import APIClient

from foundation.accounts.enums import Role
from foundation.common.duties import duties
from foundation.common.figures import get
from projects.models import Project
from sessions.core.enums import OwnItem
from sessions.preparing.operations.preparing import SessionFacts, create_session
from sessions.preparing.queries.sheet import agenda_of
from steering.enums import IndicatorStanding, ReviewTerm
from steering.models import Indicator, Measure
from steering.queries.use import reviews_asked
from steering.register import INDICATORS, RISKS
from tests.factories import (
    IndicatorFactory,
    MeasureFactory,
    ProjectFactory,
    RiskFactory,
    UseReviewFactory,
    commission_with_members,
    member_of,
)

from .conftest import TODAY

pytestmark = pytest.mark.django_db


def read(row):
    return Indicator.objects.with_current().get(pk=row.pk)


@pytest.mark.parametrize(
    ("direction", "first", "target", "last", "progress", "is_reached"),
    [
        ("down", 30, 10, 25, "25.0", False),
        ("down", 30, 10, 10, "100.0", True),
        ("down", 30, 10, 4, "130.0", True),
        ("down", 30, 10, 36, "-30.0", False),
        ("down", 5, -5, 0, "50.0", False),
        ("up", 0, 2000, 500, "25.0", False),
        ("up", 0, 3, 1, "33.3", False),
        ("up", 10, 20, 5, "-50.0", False),
    ],
)
def test_the_way_made_is_right_both_ways(project, direction, first, target, last, progress, is_reached):
    row = IndicatorFactory(project=project, direction=direction, initial_value=first, target_value=target)
    MeasureFactory(indicator=row, value=last)
    assert (read(row).progress, read(row).is_reached) == (Decimal(progress), is_reached)


def test_what_is_not_known_has_no_progress(project):
    assert read(IndicatorFactory(project=project)).progress is None
    row = IndicatorFactory(project=project, initial_value=None)
    MeasureFactory(indicator=row)
    assert read(row).progress is None


def test_a_target_that_contradicts_the_way_is_refused(client, dsi, project):
    client.force_login(dsi)
    said = {
        "project": project.pk,
        "title": "Délai",
        "unit": "jours",
        "direction": "down",
        "initial_value": 10,
        "initial_on": "2026-01-01",
        "target_value": 12,
        "target_on": "2027-01-01",
        "source": "Registre",
        "periodicity": 3,
    }
    answer = client.post(reverse("indicators:new"), said)
    assert (answer.status_code, "La cible contredit le sens" in answer.content.decode()) == (409, True)
    assert client.post(reverse("indicators:new"), said | {"target_value": 8}).status_code == 302


def test_the_last_measure_counts_and_the_next_one_is_awaited_a_period_later(listed, dsi, project):
    row = IndicatorFactory(project=project, periodicity=3, initial_on=date(2026, 1, 31))
    assert read(row).next_on == date(2026, 4, 30)
    assert read(row).standing(TODAY) == IndicatorStanding.OVERDUE
    MeasureFactory(indicator=row, measured_on=date(2026, 5, 1), value=20)
    MeasureFactory(indicator=row, measured_on=date(2026, 4, 1), value=25)
    assert (read(row).current_value, read(row).next_on) == (20, date(2026, 8, 1))
    assert read(row).standing(TODAY) == IndicatorStanding.UNDER_WAY
    IndicatorFactory(project=project, periodicity=1)
    IndicatorFactory(project=project, periodicity=1, ended_on=date(2026, 2, 1))
    for key in ("indicators.overdue", "indicators.unmeasured"):
        value = get(key).compute(dsi, {})
        assert value.value == value.rows.count() == len(listed(INDICATORS, dsi, value.href)[0]) == 1


def test_a_measure_is_entered_corrected_and_never_foreseen(client, dsi, project):
    row = IndicatorFactory(project=project)
    client.force_login(dsi)
    new = reverse("measures:new")
    page = client.get(reverse("indicators:detail", args=[row.pk])).content.decode()
    assert f"{new}?indicator={row.pk}" in page
    said = {"indicator": row.pk, "measured_on": "2026-05-01", "value": "24,5"}
    assert client.post(new, said | {"measured_on": "2026-06-16"}).status_code == 400
    assert client.post(new, said | {"measured_on": "2025-12-31"}).status_code == 400
    assert client.post(new, said | {"value": "24.5"}).status_code == 302
    assert client.post(new, said | {"value": "24.5"}).status_code == 409
    measure = Measure.objects.get()
    edited = {"measured_on": "2026-05-02", "value": "23", "version": 1}
    assert client.post(reverse("measures:edit", args=[measure.pk]), edited).status_code == 302
    page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()
    assert f"{row.title} : 23 jours" in page
    assert "23\u00a0jours, cible 10\u00a0jours" in page


def test_a_decimal_is_a_number_in_the_files_also_below_zero(client, dsi, project):
    row = IndicatorFactory(project=project, initial_value=5, target_value=-5)
    MeasureFactory(indicator=row, value=Decimal("-2.5"))
    client.force_login(dsi)
    address = reverse("measures:list")
    lines = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert ";-2.5;jours;" in lines[1]
    book = load_workbook(io.BytesIO(b"".join(client.get(address, {"format": "xlsx"}).streaming_content)))
    assert -2.5 in next(book.active.iter_rows(min_row=2, values_only=True))


def test_the_note_of_a_cell_stands_below_it(client, dsi, project):
    RiskFactory(project=project)
    client.force_login(dsi)
    page = client.get(reverse("risks:list")).content.decode()
    told = '<span class="fine muted"><span class="text-nowrap">MP-0001</span> · MP</span>'
    assert f">Guichet unique</a><br>{told}" in page


def asked(day):
    return [(each.term, each.since) for each in reviews_asked(Project.objects.all(), day, 20)]


def test_a_use_review_is_asked_six_and_eighteen_months_after_the_end(dsi, project):
    done = ProjectFactory(ministry=project.ministry, done=True)  # ended on 2026-01-15
    ProjectFactory(ministry=project.ministry, done=True, left_on=date(2026, 2, 1), exit_reason="merged")
    first, second = (ReviewTerm.FIRST, date(2026, 7, 15)), (ReviewTerm.SECOND, date(2027, 7, 15))
    assert asked(date(2026, 7, 14)) == []
    assert asked(date(2026, 7, 15)) == [first]
    assert asked(date(2027, 7, 15)) == [first, second]
    UseReviewFactory(project=done, term=6)
    assert asked(date(2027, 7, 14)) == []
    assert asked(date(2027, 7, 15)) == [second]
    UseReviewFactory(project=done, term=18, reviewed_on=date(2027, 8, 1))
    assert asked(date(2028, 7, 15)) == []


def told(user, day):
    return {duty.verb: duty.what for each in duties for duty in each(user, day)}


def test_what_is_owed_is_a_duty_of_the_dsi(client, dsi, project):
    done = ProjectFactory(ministry=project.ministry, done=True)
    IndicatorFactory(project=project)
    assert told(dsi, TODAY)["Mesurer"] == "1\u00a0indicateur dont la mesure est en retard"
    assert told(dsi, TODAY)["Définir"] == "les indicateurs d’usage de 1\u00a0projet achevé"
    assert "Faire" not in told(dsi, TODAY)
    assert told(dsi, date(2026, 7, 15))["Faire"] == "1\u00a0revue d’usage demandée"
    IndicatorFactory(project=done, initial_on=date(2026, 6, 1))
    assert "Définir" not in told(dsi, TODAY)
    client.force_login(dsi)
    assert reverse("steering:calendar") in client.get("/").content.decode()


def test_nothing_is_added_to_a_project_that_left_but_the_reviews_still_asked(dsi, project):
    row = IndicatorFactory(project=project)
    risk = RiskFactory(project=project)
    Project.objects.filter(pk=project.pk).update(left_on=TODAY, exit_reason="out_of_scope")
    api = APIClient()
    api.force_authenticate(dsi)
    sent = {
        "funding": {"project": project.pk, "year": 2027, "source": "state"},
        "milestones": {"project": project.pk, "title": "Recette", "initial_on": "2026-12-01"},
        "measures": {"indicator": row.pk, "measured_on": str(TODAY), "value": "5"},
    }
    for name, values in sent.items():
        answer = api.post(reverse(f"api:{name}-list"), values)
        assert answer.status_code == 400, (name, answer.json())
        assert "est sorti du portefeuille le 15/06/2026 (hors champ)" in str(answer.json()), name
    assert RISKS.edit(risk.pk, title="Corrigé", base_version=None, by=dsi).title == "Corrigé"
    done = ProjectFactory(ministry=project.ministry, done=True, left_on=TODAY, exit_reason="done")
    assert UseReviewFactory(project=done, reviewed_on=TODAY).pk


def test_the_review_asked_is_one_step_away(client, dsi, project, monkeypatch):
    done = ProjectFactory(ministry=project.ministry, done=True)
    monkeypatch.setattr("foundation.common.clock.today", lambda: date(2026, 7, 20))
    client.force_login(dsi)
    new = reverse("use-reviews:new")
    page = client.get(reverse("use-reviews:list")).content.decode()
    assert f"{new}?project={done.pk}&amp;term=6" in page
    form = client.get(new, {"project": done.pk, "term": 6}).content.decode()
    assert '<option value="6" selected>' in form
    said = {"project": done.pk, "term": 6, "reviewed_on": "2026-07-20"}
    empty = client.post(new, said)
    assert (empty.status_code, "au moins un chiffre" in empty.content.decode()) == (400, True)
    assert client.post(new, said | {"users": 0}).status_code == 302
    assert client.post(new, said | {"project": project.pk, "users": 0}).status_code == 400
    assert f"{new}?project={done.pk}" not in client.get(reverse("use-reviews:list")).content.decode()
    api = APIClient()
    api.force_authenticate(dsi)
    [row] = api.get(reverse("api:use-reviews-list")).json()["results"]
    assert (row["users"], row["transactions"], row["cost_told"]) == (0, None, "non renseigné")


def test_the_indicators_are_read_in_session_with_those_that_are_missing():
    commission = commission_with_members(3)
    secretary = member_of(commission, Role.SECRETARY)

    def agenda():
        facts = SessionFacts(year=2026, held_on=date(2026, 7, 1))
        session = create_session(commission.pk, facts, by=secretary)
        return {line.item.own: line.rows for line in agenda_of(session, secretary).lines}

    done = ProjectFactory(ministry=commission.ministry, done=True, title="Guichet")
    assert OwnItem.USE_INDICATORS not in agenda()
    row = IndicatorFactory(project=done, title="Délai", initial_on=date(2026, 5, 1))
    MeasureFactory(indicator=row, measured_on=date(2026, 6, 1), value=25)
    ProjectFactory(ministry=commission.ministry, done=True, title="Portail")
    first, second = agenda()[OwnItem.USE_INDICATORS]
    assert (first["title"], first["text"], first["state"]) == ("Guichet", "Délai", "en chemin")
    assert "dernière mesure : 25 jours le 01/06/2026" in first["detail"]
    assert first["detail"].endswith("chemin fait : 25\u00a0%")
    assert (second["title"], second["state"]) == ("Portail", "sans indicateur")
