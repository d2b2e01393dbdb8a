"""The register of decisions: its page, its file, and what is said and lifted from it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.meeting.operations.deciding import ReserveLine, decide
from tests.factories import UserFactory
from tests.sessions.held import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A favourable opinion under reserve, then another decision on the same project, whose effect is to be said."""
    world = held()
    world.items[1].projects.add(world.project)
    due = timezone.localdate() + timedelta(days=30)
    reserves = [ReserveLine("produire le récépissé", due_on=due)]
    world.first = decide(world.item.pk, outcome="qualified", by_consensus=True, reserves=reserves, by=world.secretary)
    world.second = decide(world.items[1].pk, outcome="unfavourable", by_consensus=True, by=world.secretary)
    world.reserve, world.relation = world.first.reserves.get(), world.second.relations.get()
    return world


@pytest.fixture
def secretary(client, world):
    client.force_login(world.secretary)
    return client


def page(client, **query):
    return " ".join(client.get(reverse("sessions:register"), query).content.decode().replace("\xa0", " ").split())


def file(client, **query):
    answer = client.get(reverse("sessions:register"), {"format": "csv", **query})
    assert answer["Content-Disposition"].startswith('attachment; filename="decisions-')
    return b"".join(answer).decode("utf-8-sig").splitlines()


def test_the_latest_decision_comes_first_with_what_remains_to_be_said(secretary, world):
    shown = page(secretary)
    assert shown.index(world.second.reference) < shown.index(f"{world.first.reference}<br>")
    assert "2 décisions" in shown
    assert f"Que fait-elle de la {world.first.reference.lower()} ?" in shown
    assert "Lever cette réserve" in shown
    assert reverse("sessions:say_relation", args=[world.relation.pk]) in shown


def test_a_reader_without_a_seat_completes_nothing(client, world):
    client.force_login(UserFactory())
    shown = page(client)
    assert "Aucune décision ne vous est ouverte" in shown
    assert "Lever cette réserve" not in shown
    assert file(client)[1:] == []


def test_the_file_says_state_effects_and_open_reserves(secretary, world):
    header, second, first = file(secretary)
    assert header.startswith("Décision;Commission;Session;Date;Point;Conclusion;Projets;État")
    assert first.split(";")[0] == world.first.reference
    assert first.endswith("en vigueur;;produire le récépissé;")
    assert second.endswith(f"en vigueur;à préciser {world.first.reference};;")
    assert f"{world.project.code} {world.project.title}" in first


@pytest.mark.parametrize(
    ("query", "found"),
    [({"state": "unsettled"}, 1), ({"state": "replaced"}, 0), ({"reserve": "open"}, 1), ({"year": "x"}, 0), ({}, 2)],
)
def test_a_filter_narrows_the_page_and_the_file(secretary, world, query, found):
    assert len(file(secretary, **query)) == 1 + found
    assert page(secretary, **query).count("badge") >= found


def test_what_is_said_and_lifted_comes_back_to_the_same_filters(secretary, world):
    there = reverse("sessions:register") + "?reserve=open"
    say = reverse("sessions:say_relation", args=[world.relation.pk])
    said = secretary.post(say, {"kind": "replaces", "version": world.relation.version, "suite": there})
    assert (said.status_code, said["Location"]) == (302, there)
    assert f"remplacée par {world.second.reference}" in "\n".join(file(secretary))
    lift = reverse("sessions:lift_reserve", args=[world.reserve.pk])
    refused = secretary.post(lift, {"proof": "", "version": world.reserve.version, "suite": there})
    assert refused.status_code == 400
    assert f'name="version" value="{world.reserve.version}"' in refused.content.decode()
    lifted = secretary.post(lift, {"proof": "Récépissé n° 12", "version": world.reserve.version})
    assert lifted["Location"] == reverse("sessions:register")
    assert "levée le" in page(secretary)


@pytest.mark.parametrize("rows", [1, 2])
def test_the_page_costs_the_same_whatever_its_rows(secretary, world, rows, django_assert_max_num_queries):
    query = {"state": "unsettled"} if rows == 1 else {}
    page(secretary)
    with django_assert_max_num_queries(22):
        page(secretary, **query)
