"""Every text that somebody types has a limit, said once by its column, held whichever door it comes by."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common.api_views import EXTRACT
from foundation.common.exceptions import InvalidInput
from sessions.core.models import AgendaItem
from sessions.preparing.operations.agenda import ItemFacts, add_item
from tests.factories import AgendaItemFactory, SessionFactory, commission_with_members, member_of

# Written by the portal, or the shadow of a text that has its own limit.
WRITTEN_BY_THE_PORTAL = {
    ("journal.Entry", "reason"),
    ("journal.PersonalValue", "value"),
    ("jobs.Job", "error"),
    ("jobs.Job", "refusal"),
    ("documents.StoredFile", "refusal"),
    ("systems.XRoadFile", "problem"),
    ("notifications.OutgoingMail", "text"),
    ("notifications.OutgoingMail", "html"),
    ("notifications.OutgoingMail", "error"),
    ("notifications.Notice", "text"),
    ("ministries.LegalText", "extracted"),
}


def texts_without_limit() -> set[tuple[str, str]]:
    return {
        (model._meta.label, field.name)
        for config in apps.get_app_configs()
        if config.path.startswith(str(settings.BASE_DIR)) and "/.local/" not in config.path
        for model in config.get_models()
        if not hasattr(model, "pgh_tracked_model")
        for field in model._meta.local_fields
        if isinstance(field, models.TextField) and not field.generated and field.max_length is None
    }


def test_every_text_has_a_limit_but_those_that_the_portal_writes():
    assert texts_without_limit() == WRITTEN_BY_THE_PORTAL


@pytest.mark.django_db
def test_an_operation_refuses_what_no_form_looked_at():
    session = SessionFactory(commission=commission_with_members(3))
    with pytest.raises(InvalidInput, match="« Exposé » compte 20001 caractères : 20000 au plus") as refusal:
        add_item(session.pk, ItemFacts("Budget", description="é" * 20_001), by=None)
    assert list(refusal.value.errors) == ["description"]
    assert not session.agenda_items.exists()
    assert add_item(session.pk, ItemFacts("Budget", description="é" * 20_000), by=None).pk


@pytest.mark.django_db
def test_a_page_and_the_api_say_it_in_words(client):
    session = SessionFactory(commission=commission_with_members(3))
    client.force_login(member_of(session.commission, Role.SECRETARY))
    page = client.post(
        reverse("sessions:add_item", args=[session.pk]),
        {"kind": "communication", "title": "Budget", "description": "é" * 20_001},
    )
    assert page.status_code == 400
    assert "20000" in re.sub(r"[\s\u202f]", "", page.text)
    sent = {"session": str(session.pk), "title": "Budget", "description": "é" * 20_001}
    answer = client.post(reverse("api:agenda-items-list"), sent, content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["description"])
    assert not AgendaItem.objects.filter(session=session).exists()


@pytest.mark.django_db
def test_a_list_of_the_api_gives_the_beginning_of_a_long_text_and_the_row_gives_it_whole(client):
    session = SessionFactory(commission=commission_with_members(3))
    item = AgendaItemFactory(session=session, position=1, description="é" * 20_000)
    client.force_login(member_of(session.commission, Role.SECRETARY))
    (row,) = client.get(reverse("api:agenda-items-list"), {"session": str(session.pk)}).json()["results"]
    assert row["description"] == "é" * EXTRACT + "…"
    assert client.get(reverse("api:agenda-items-detail", args=[item.pk])).json()["description"] == "é" * 20_000
