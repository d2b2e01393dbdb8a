"""The catalogue of e-services: who keeps it, the four values of a fee, steps, pieces, comparison."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from cmsic.search.queries import search
from eservices.enums import Extent, Held, Indicator, ProbeOutcome
from eservices.models import EService, ServiceMonth
from eservices.operations import looking, probe_service, say_online_steps, watch_service
from eservices.queries.pieces import asked_pieces
from eservices.queries.use import compare, read
from eservices.register.catalogue import SERVICES
from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.journal.record import entries_of
from tests.factories import (
    AskedPieceFactory,
    EServiceFactory,
    MinistryFactory,
    ProjectFactory,
    ServiceGoalFactory,
    ServiceLevelFactory,
    ServiceMonthFactory,
    ServiceStepFactory,
    UserFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
LIST, NEW = reverse("eservices:list"), reverse("eservices:new")


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("foundation.common.clock.today", lambda: TODAY)


def test_the_dsi_enters_an_e_service_and_reads_it_with_its_history(client, dsi, ministry):
    level = ServiceLevelFactory(name="N4 Entièrement en ligne")
    client.force_login(dsi)
    typed = {"ministry": ministry.pk, "name": "Certificat de vie", "level": level.pk, "fee": "1500", "delay_days": "3"}
    answer = client.post(NEW, typed, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][0] == SERVICES.href(EService.objects.get())
    for said in (
        "Certificat de vie",
        "N4 Entièrement en ligne",
        "1\u202f500\u00a0FCFA",
        "3\u00a0jours",
        "Enregistrement",
    ):
        assert said in page


@pytest.mark.parametrize(
    ("fee", "told"),
    [
        ({"fee": 0}, "gratuit"),
        ({"fee": None}, "non renseigné"),
        ({"fee": None, "fee_absence": "not_applicable"}, "sans objet"),
        ({"fee": None, "fee_absence": "withheld", "fee_note": "Convention en cours."}, "réservé"),
    ],
)
def test_a_fee_has_four_values_and_none_is_zero(client, dsi, ministry, fee, told):
    row = EServiceFactory(ministry=ministry, **fee)
    assert row.fee_told == told
    client.force_login(dsi)
    value = "free" if fee["fee"] == 0 else fee.get("fee_absence", "unknown")
    assert row.name in client.get(LIST, {"fee": value}).content.decode()
    assert row.name not in client.get(LIST, {"fee": "known"}).content.decode()


def test_a_withheld_fee_says_why(client, dsi, ministry):
    client.force_login(dsi)
    typed = {"ministry": ministry.pk, "name": "Certificat", "fee_absence": "withheld"}
    answer = client.post(NEW, typed)
    assert (answer.status_code, EService.objects.count()) == (409, 0)
    assert "réservé l’est avec son motif" in answer.content.decode()


def test_a_neighbour_sees_nothing_and_enters_nothing_for_it(client, ministry):
    row = EServiceFactory(ministry=ministry)
    client.force_login(officer_of(MinistryFactory().scope, Role.DSI))
    assert client.get(SERVICES.href(row)).status_code == 404
    assert client.post(NEW, {"ministry": ministry.pk, "name": "Autre"}).status_code == 400
    assert row.name not in client.get(LIST).content.decode()


def test_a_service_that_no_source_gives_to_a_ministry_is_read_by_all_and_kept_by_the_asin(client, dsi, asin):
    row = EServiceFactory(ministry=None, scope=None, name="e-visa")
    for user, may in ((dsi, False), (asin, True)):
        client.force_login(user)
        page = client.get(SERVICES.href(row))
        assert page.status_code == 200
        assert (SERVICES.edit_href(row) in page.content.decode()) is may
        assert client.get(SERVICES.edit_href(row)).status_code == (200 if may else 403)
    client.force_login(dsi)
    answer = client.post(NEW, {"ministry": "", "name": "e-passeport"})
    assert (answer.status_code, EService.objects.count()) == (400, 1)


def test_a_structure_or_a_project_of_another_ministry_is_refused_with_its_field(client, asin, ministry):
    client.force_login(asin)
    answer = client.post(NEW, {"ministry": ministry.pk, "name": "Certificat", "project": ProjectFactory().pk})
    assert answer.status_code == 400
    assert "Ce projet est d’un autre ministère" in answer.content.decode()


def test_steps_are_said_in_one_act_and_what_is_not_said_stays_unknown(client, dsi, ministry):
    row = EServiceFactory(ministry=ministry)
    first, second = ServiceStepFactory(name="Formulaire"), ServiceStepFactory(name="Paiement")
    client.force_login(dsi)
    address = reverse("eservices:steps", args=[row.pk])
    assert client.post(address, {str(first.pk): Extent.PART, str(second.pk): ""}).status_code == 302
    assert list(row.steps.values_list("step__name", "extent")) == [("Formulaire", "part")]
    entry = entries_of(row).get(act="say_online_steps")
    assert (entry.before, entry.after) == ({"Formulaire": ""}, {"Formulaire": "en partie"})
    say_online_steps(row.pk, steps={second.pk: "whole"}, by=dsi)
    assert row.steps.count() == 2
    say_online_steps(row.pk, steps={first.pk: ""}, by=dsi)
    assert [step.step for step in row.steps.all()] == [second]


def test_the_pieces_asked_again_are_ranked_by_the_requests_they_would_spare(dsi, asin, ministry):
    busy, quiet = EServiceFactory(ministry=ministry), EServiceFactory(ministry=ministry)
    ServiceMonthFactory(service=busy, month=date(2026, 5, 1), online=900, counter=100)
    held = {"held": Held.STATE, "holder_name": "Agence de l’état civil"}
    AskedPieceFactory(service=quiet, name="Casier judiciaire", **held)
    AskedPieceFactory(service=busy, name="Acte de naissance", **held)
    AskedPieceFactory(service=quiet, name="acte de  naissance", **held)
    AskedPieceFactory(service=quiet, name="Photo", held=Held.USER)
    found = asked_pieces(dsi, TODAY)
    assert [(each.piece, len(each.services), each.requests, each.unknown) for each in found] == [
        ("Acte de naissance", 2, 1000, 1),
        ("Casier judiciaire", 1, 0, 1),
    ]
    assert asked_pieces(officer_of(MinistryFactory().scope, Role.DSI), TODAY) == []


def test_it_is_found_exported_and_read_over_the_api(client, dsi, ministry):
    row = EServiceFactory(ministry=ministry, name="Baobab en ligne", fee=0)
    [group] = search(dsi, "baobab")
    assert (group.label, [hit.title for hit in group.hits]) == ("E-services", ["Baobab en ligne"])
    client.force_login(dsi)
    lines = b"".join(client.get(LIST, {"format": "csv"}).streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("E-service;Ministère;Structure qui le rend;Usagers;Canal")
    assert lines[1].startswith("Baobab en ligne;Ministère du Plan")
    api = APIClient()
    api.force_authenticate(dsi)
    told = api.get(reverse("api:eservices-detail", args=[row.pk])).json()
    assert (told["name"], told["fee_told"], told["opened_on"]) == ("Baobab en ligne", "gratuit", None)


def test_the_page_says_which_months_are_missing(client, dsi, ministry):
    row = EServiceFactory(ministry=ministry, opened_on=date(2026, 2, 10))
    ServiceMonthFactory(service=row, month=date(2026, 4, 1), online=12, satisfaction=7, answers=40)
    client.force_login(dsi)
    page = client.get(SERVICES.href(row)).content.decode()
    assert "2\u00a0mois non renseignés sur 3" in page
    assert page.count('class="muted">non renseigné') == 2


def test_satisfaction_takes_a_colour_from_a_hundred_answers_only(client, dsi, ministry):
    row = EServiceFactory(ministry=ministry)
    ServiceGoalFactory(indicator=Indicator.SATISFACTION, target=8, poor_below=5, valid_from=date(2025, 1, 1))
    client.force_login(dsi)
    month = ServiceMonthFactory(service=row, month=date(2026, 5, 1), satisfaction=4, answers=99)
    assert "badge--late" not in client.get(SERVICES.href(row)).content.decode()
    ServiceMonth.objects.filter(pk=month.pk).update(answers=100)
    assert "badge--late" in client.get(SERVICES.href(row)).content.decode()


def twelve(service, **figures):
    for place in range(12):
        year, month = divmod(2025 * 12 + 5 + place, 12)
        ServiceMonthFactory(service=service, month=date(year, month + 1, 1), **figures)


def test_a_reading_counts_what_is_told_and_nothing_else(ministry):
    row = EServiceFactory(ministry=ministry)
    common = {"service": row, "online": None}
    ServiceMonthFactory(**common | {"month": date(2026, 5, 1), "online": 80, "counter": 20, "completed": 50})
    ServiceMonthFactory(**common | {"month": date(2026, 4, 1), "online": 500})  # no other channel: no share
    ServiceMonthFactory(**common | {"month": date(2026, 3, 1), "availability": 99, "accessibility": 40})
    ServiceMonthFactory(**common | {"month": date(2026, 2, 1), "availability": 97, "accessibility": 10})
    ServiceMonthFactory(**common | {"month": date(2026, 1, 1), "satisfaction": 9, "answers": 60})
    ServiceMonthFactory(**common | {"month": date(2025, 12, 1), "satisfaction": 6, "answers": 30})
    ServiceMonthFactory(**common | {"month": date(2025, 1, 1), "online": 1, "counter": 999})  # too old
    found = read(EService.objects.all(), TODAY)[ministry.pk]
    assert found.values[Indicator.TAKE_UP] == 80
    assert found.values[Indicator.COMPLETION] == 50
    assert found.values[Indicator.AVAILABILITY] == 98
    assert found.values[Indicator.ACCESSIBILITY] == 40  # the last known
    assert found.values[Indicator.SATISFACTION] == 8
    assert found.value(Indicator.SATISFACTION) is None  # 90 answers
    assert (found.told, found.expected, found.values[Indicator.TOLD]) == (6, 12, 50)


def test_the_month_of_the_opening_is_told_without_having_been_expected(dsi, ministry):
    row = EServiceFactory(ministry=ministry, opened_on=date(2026, 3, 10))
    for month in (3, 4, 5):
        ServiceMonthFactory(service=row, month=date(2026, month, 1), online=30, counter=10)
    found = read(EService.objects.all(), TODAY)[ministry.pk]
    assert (found.told, found.expected, found.values[Indicator.TOLD]) == (2, 2, 100)
    ServiceMonth.objects.exclude(month=date(2026, 3, 1)).delete()
    found = read(EService.objects.all(), TODAY)[ministry.pk]
    assert (found.told, found.values[Indicator.TOLD], found.values[Indicator.TAKE_UP]) == (0, 0, 75)
    assert compare(dsi, ministry, TODAY).chart is not None


def test_the_mean_of_an_indicator_that_one_ministry_says_is_not_told(dsi, ministry):
    for whose, more in ((ministry, {}), (None, {"availability": 87}), (None, {})):
        service = EServiceFactory(**({"ministry": whose} if whose else {}))
        twelve(service, online=30, counter=70, **more)
    found = {line.indicator: line.mean for line in compare(dsi, ministry, TODAY).lines}
    assert found[Indicator.TAKE_UP] == "30,0\u00a0%"
    assert found[Indicator.AVAILABILITY] == "non renseigné"
    drawn = {row[0]: row[-1] for row in compare(dsi, ministry, TODAY).chart.rows}
    assert not any("87" in str(value) for value in drawn.values())


def test_a_ministry_is_compared_with_the_goal_and_with_a_mean_that_tells_no_other(client, dsi, ministry):
    twelve(EServiceFactory(ministry=ministry), online=30, counter=70)
    twelve(EServiceFactory(), online=90, counter=10)
    ServiceGoalFactory(indicator=Indicator.TAKE_UP, target=60, poor_below=40, valid_from=date(2026, 1, 1))
    found = compare(dsi, ministry, TODAY)
    assert not found.has_mean  # two ministries: the mean would give the other one away
    twelve(EServiceFactory(), online=60, counter=40)
    line = next(each for each in compare(dsi, ministry, TODAY).lines if each.indicator == Indicator.TAKE_UP)
    assert (line.own, line.goal, line.mean, line.tone) == ("30,0\u00a0%", "60,0\u00a0%", "60,0\u00a0%", "late")
    client.force_login(dsi)
    page = client.get(reverse("eservices:radar"))
    assert "E-services : MP" in page.content.decode()
    chart = compare(dsi, ministry, TODAY).chart
    for drawing in (chart.wide, chart.narrow):
        assert not any("…" in str(shape) for shape in drawing.shapes)  # an axis is named whole, on a phone too
    for kind, head in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"Indicateur")):
        answer = client.get(reverse("eservices:radar"), {"figure": f"{chart.id}.{kind}"})
        assert answer.status_code == 200
        assert head in answer.content[:200]


def test_the_list_of_goals_says_its_bounds_as_its_goals(client, dsi):
    ServiceGoalFactory(indicator=Indicator.TAKE_UP, target=60, poor_below=Decimal("40.5"), valid_from=date(2026, 1, 1))
    client.force_login(dsi)
    page = client.get(reverse("service-goals:list")).content.decode()
    assert "60,0\u00a0%" in page
    assert "40,5\u00a0%" in page


def test_without_goal_nothing_has_a_colour_and_it_is_said(client, dsi, ministry):
    twelve(EServiceFactory(ministry=ministry), online=30, counter=70)
    found = compare(dsi, ministry, TODAY)
    assert not found.has_goal
    assert {line.tone for line in found.lines} == {""}
    client.force_login(dsi)
    assert "Aucun objectif n’est en vigueur" in client.get(reverse("eservices:radar")).content.decode()


def test_a_goal_holds_from_its_day_until_the_next_one(ministry):
    service = EServiceFactory(ministry=ministry)
    ServiceMonthFactory(service=service, month=date(2026, 5, 1), online=70, counter=30)
    dsi = officer_of(ministry.scope, Role.DSI)

    def goal(day):
        return next(line.goal for line in compare(dsi, ministry, day).lines if line.indicator == Indicator.TAKE_UP)

    ServiceGoalFactory(target=60, valid_from=date(2026, 1, 1))
    ServiceGoalFactory(target=80, valid_from=date(2026, 6, 20))
    assert [goal(TODAY), goal(date(2026, 6, 21))] == ["60,0\u00a0%", "80,0\u00a0%"]
    ServiceGoalFactory(target=None, valid_from=date(2026, 6, 25))
    assert goal(date(2026, 6, 30)) == "non renseigné"


def test_a_neighbour_is_not_offered_for_comparison(client, ministry):
    other = MinistryFactory(acronym="AUTRE")
    EServiceFactory(ministry=ministry)
    EServiceFactory(ministry=other)
    client.force_login(officer_of(ministry.scope, Role.DSI))
    answer = client.get(reverse("eservices:radar"), {"ministry": other.pk})
    assert "AUTRE" not in answer.content.decode()


def test_the_probe_looks_only_at_services_that_opted_in_and_keeps_a_sample_and_a_line(ministry, dsi, monkeypatch):
    row = EServiceFactory(ministry=ministry, address="https://exemple.bj/")
    monkeypatch.setattr(looking, "look", lambda address: looking.Look(ProbeOutcome.ERROR, 503, 120))
    assert probe_service(row.pk) == ""
    assert row.samples.count() == 0
    watch_service(row.pk, by=dsi)
    assert probe_service(row.pk) == "error"
    sample = row.samples.get()
    assert (sample.outcome, sample.status, sample.milliseconds) == ("error", 503, 120)
    assert entries_of(row).filter(act="probe_service").count() == 1
    row.refresh_from_db()
    assert row.probe_outcome == "error"


@pytest.mark.parametrize("address", ["", "http://exemple.bj:8080/", "https://moi:mot@exemple.bj/"])
def test_the_probe_is_refused_where_it_would_not_go(ministry, dsi, address):
    row = EServiceFactory(ministry=ministry, address=address)
    with pytest.raises(Refused, match="Impossible de mettre la sonde en marche"):
        watch_service(row.pk, by=dsi)


def test_a_stranger_reads_an_empty_catalogue_and_has_no_form(client, ministry):
    EServiceFactory(ministry=ministry)
    client.force_login(UserFactory())
    assert "Aucun e-service" in client.get(LIST).content.decode()
    assert client.get(NEW).status_code == 403
