"""The words around fields and names: nothing is « facultatif » that a condition asks for, no name loses its capitals,
« de » is written as it is said.
"""

import re
from datetime import date
from functools import partial

import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.ui.fields import field_parts
from ministries.models import Appointment
from projects.forms import LeaveForm, RatingForm, RevisionForm, StageForm
from projects.models import Project
from recommendations.forms import ReportForm
from sessions.past.forms import LineForm, PastGuestForm, PastItemForm, PastRecommendationForm, PastSpeechForm
from tests.factories import (
    CommissionFactory,
    CommuneFactory,
    LegalTextFactory,
    MandateFactory,
    PersonFactory,
    ScopeFactory,
    SeatFactory,
    officer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(user := officer_of(ScopeFactory(kind="national"), Role.ASIN_ADMIN))
    return user


def shown(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode().replace("\xa0", " ")))


def optional(response) -> set[str]:
    """The fields whose label says « facultatif »."""
    return set(re.findall(r'for="id_(\w+)">[^<]*<span class="field__optional"', response.content.decode()))


@pytest.mark.parametrize(
    ("name", "asked", "left"),
    [
        ("commissions:new", {"ministry"}, {"objectives"}),
        ("commissions:import_members", {"pasted", "upload"}, {"act_reference"}),
        ("people:new", {"email"}, {"phone"}),
    ],
)
def test_what_a_condition_asks_for_is_not_said_optional(client, admin, name, asked, left):
    args = [CommissionFactory().pk] if name.endswith("members") else []
    said = optional(client.get(reverse(name, args=args)))
    assert said & asked == set()
    assert left <= said


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        (ReportForm, {"proof_file", "proof_link"}),
        (StageForm, {"reason", "actual_start", "actual_end"}),
        (RevisionForm, {"explanation", "planned_start", "planned_end", "planned_cost"}),
        (partial(LeaveForm, project=Project()), {"heir", "note"}),
        (RatingForm, {"comment"}),
        (PastItemForm, {"title", "outcome"}),
        (PastSpeechForm, {"speaker_name", "speaker_function"}),
        (PastGuestForm, {"function"}),
        (PastRecommendationForm, {"text"}),
    ],
)
def test_no_form_of_projects_recommendations_or_the_past_calls_optional_what_a_condition_asks_for(form, asked):
    shown = form()
    said = {name for name in shown.fields if field_parts(shown[name]).is_optional}
    assert said & asked == set()
    always = {name for name in asked if shown.fields[name].required}
    helped = [name for name in asked - always if shown.fields[name].help_text]
    assert helped or always or isinstance(shown, LineForm), "the label says when it is needed"


def test_the_act_that_founds_a_commission_keeps_its_capitals(client, admin):
    text = LegalTextFactory(reference="045/MS/DC/SGM")
    assert "045/MS/DC/SGM" in shown(client.get(reverse("commissions:start_commission", args=[text.pk])))


def appointment(**person):
    commission = CommissionFactory()
    return Appointment.objects.create(
        scope=commission.scope,
        person=PersonFactory(scope=commission.scope, **person),
        role=Role.DSI,
        title="DSI",
        valid_from=date(2022, 1, 1),
    )


def test_a_function_keeps_its_capitals_and_a_name_its_elision(client, admin):
    held = appointment(full_name="Inès ADJOVI")
    page = shown(client.get(reverse("ministries:end_appointment", args=[held.pk])))
    assert "Mettre fin à la fonction d’Inès ADJOVI" in page
    assert f"Directeur des systèmes d’information, {held.scope}" in page


def test_the_mandate_of_a_person_is_said_with_its_elision(client, admin):
    mandate = MandateFactory(
        seat=SeatFactory(commission=CommissionFactory()), person=PersonFactory(full_name="Afi HOUNTOLO")
    )
    page = shown(client.get(reverse("commissions:end_mandate", args=[mandate.pk])))
    assert "Mettre fin au mandat d’Afi HOUNTOLO" in page


@pytest.mark.parametrize(("name", "said"), [("Abomey", "Commune d’Abomey"), ("Les Aguégués", "Commune des Aguégués")])
def test_a_commune_is_named_as_it_is_said(client, admin, name, said):
    assert said in shown(client.get(reverse("ministries:commune", args=[CommuneFactory(name=name).pk])))


def test_the_persons_of_a_ministry_are_said_so(client, admin):
    scope = ScopeFactory(kind="ministry", label="Ministère de la Santé")
    data = {"scope": str(scope.pk), "full_name": "Afi KODJO", "function": "Directrice"}
    page = shown(client.post(reverse("people:new"), data, follow=True))
    assert "les personnes du Ministère de la Santé" in page
