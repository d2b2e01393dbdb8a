"""One limit and one label a name: every form and every payload of the house, walked."""

import inspect
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.test import APIClient

from cmsic.api_urls import router
from commissions.models import Commission, Seat
from foundation.common.acts import CORRECTING
from foundation.common.api_input import keep_unsaid
from foundation.common.ids import new_id
from foundation.common.typography import capitalize_first
from sessions.core.enums import SessionState
from sessions.core.models import AgendaItem
from tests.sessions.held import held

LIMITS = ("max_length", "min_value", "max_value")
# Payloads of answers, built without a model.
ANSWERS = {"MemberOutcome", "ConflictSides", "IssuedRecommendation"}
# A name that means several things in its room, or is read otherwise on a page; with the reason.
ELSEWHERE = {
    ("ministries", "kind"): "of a text, of a structure, and of a link between two texts",
    ("projects", "actual_cost"): "an amount is typed as text on a page: « 12 500 000 »",
    ("projects", "forecast_cost"): "an amount is typed as text on a page",
    ("projects", "planned_cost"): "an amount is typed as text on a page",
    ("sessions.meeting", "text"): "of a reserve, a decision, an explanation, the minutes",
}
# The operation says it, with what to do.
REFUSED_LATER = {"sessions.meeting TextForm.text", "ministries CommuneForm.aliases"}


def modules() -> Iterator[Any]:
    """Those of our own drawers that hold forms or payloads."""
    for path in sorted(Path(settings.BASE_DIR).glob("*/**/*.py")):
        parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
        if parts[0] in ("tests", "bench", "bin") or any(part.startswith(".") for part in parts):
            continue
        if not {"forms", "api", "serializers"} & set(parts):
            continue
        yield import_module(".".join(part for part in parts if part != "__init__"))


def room_of(name: str) -> str:
    """commissions, sessions.meeting, foundation.accounts: what is said once is said once in a room."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] in ("sessions", "foundation", "cmsic") else parts[0]


def inputs() -> tuple[dict[tuple[str, str], dict[str, Any]], dict[tuple[str, str], dict[str, Any]]]:
    """(room, name) → class → field, of the forms and of the payloads."""
    shown: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    sent: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for module in modules():
        for kind in vars(module).values():
            if not inspect.isclass(kind) or kind.__module__ != module.__name__:
                continue
            if issubclass(kind, forms.BaseForm):
                for name, field in kind.base_fields.items():
                    shown[room_of(module.__name__), name][kind.__name__] = field
            elif issubclass(kind, serializers.Serializer) and is_payload(kind):
                for name, field in kind().fields.items():
                    if not field.read_only:
                        sent[room_of(module.__name__), name][kind.__name__] = field
    return shown, sent


def is_payload(kind: type[serializers.Serializer]) -> bool:
    if issubclass(kind, serializers.ModelSerializer) and not hasattr(kind, "Meta"):
        return False  # a base of others
    return not kind.__name__.endswith("Serializer") and kind.__name__ not in ANSWERS


def limits(fields: dict[str, Any]) -> set[tuple[Any, ...]]:
    """Of the texts and numbers of that name."""
    kinds = (forms.CharField, forms.IntegerField, serializers.CharField, serializers.IntegerField)
    return {
        tuple(getattr(field, limit, None) for limit in LIMITS)
        for field in fields.values()
        if isinstance(field, kinds) and not isinstance(field, forms.ChoiceField)
    }


def test_a_name_has_the_same_limits_on_the_pages_of_a_room_and_in_its_api():
    shown, sent = inputs()
    assert len(shown.keys() & sent.keys()) > 40
    assert {key: found for key, found in other_limits(shown, sent).items() if key not in ELSEWHERE} == {}


def other_limits(shown: Any, sent: Any) -> dict[tuple[str, str], Any]:
    return {
        key: (limits(shown[key]), limits(sent[key]))
        for key in sorted(shown.keys() & sent.keys())
        if limits(shown[key]) and limits(sent[key]) - limits(shown[key])
    }


def other_labels(shown: Any, sent: Any) -> dict[tuple[str, str], Any]:
    return {
        key: (labels(shown[key]), found)
        for key in sorted(shown.keys() & sent.keys())
        if labels(shown[key])
        and (found := {said for said in labels(sent[key]) if said != made_of(key[1])} - labels(shown[key]))
    }


def test_no_name_is_excused_without_need():
    shown, sent = inputs()
    assert set(ELSEWHERE) <= other_limits(shown, sent).keys() | other_labels(shown, sent).keys()


def labels(fields: dict[str, Any]) -> set[str]:
    return {capitalize_first(str(field.label)) for field in fields.values() if field.label is not None}


def test_a_label_that_the_api_says_is_one_of_those_on_the_pages():
    """A payload without a label of its own says none: DRF makes one of the name, which nobody reads."""
    shown, sent = inputs()
    assert {key: found for key, found in other_labels(shown, sent).items() if key not in ELSEWHERE} == {}


def made_of(name: str) -> str:
    return name.replace("_", " ").capitalize()


def test_every_text_asked_for_has_a_limit():
    shown, sent = inputs()
    texts = (forms.CharField, serializers.CharField)
    without = {
        f"{room} {kind}.{name}"
        for found in (shown, sent)
        for (room, name), fields in found.items()
        for kind, field in fields.items()
        if type(field) in texts and field.max_length is None
    }
    assert without == REFUSED_LATER


# Acts named so that replace a row by another: what is left out of the new one is not in it.
WRITTEN_ANEW = {"SessionRecommendationViewSet.correct"}


def corrections() -> list[Any]:
    """Every act of the API that corrects its row, with the model of that row."""
    found = []
    for _, viewset, _ in router.registry:
        for name in CORRECTING:
            act = getattr(viewset, name, None)
            if act is not None and f"{viewset.__name__}.{name}" not in WRITTEN_ANEW:
                found.append(pytest.param(act, viewset.model, id=f"{viewset.__name__}.{name}"))
    return found


@pytest.mark.parametrize(("act", "model"), corrections())
def test_a_correction_over_the_api_keeps_what_it_does_not_say(act, model):
    row = model(pk=new_id())
    columns = {column.name: column for column in model._meta.concrete_fields}
    for name, column in columns.items():
        row.__dict__[column.attname] = f"stands: {name}" if not column.is_relation else None
    serializer = act.takes()
    optional = {name: field for name, field in serializer.fields.items() if not field.required}
    keep_unsaid(serializer, row)
    for name, field in optional.items():
        if field.source in columns and field.default is not empty:
            assert field.get_default() == getattr(row, field.source), name
            assert "inchangé" in str(field.help_text), f"{name}: its help does not say that it stays"


@pytest.mark.django_db
def test_commissions_seats_and_items_keep_over_the_api_what_is_left_out():
    """The whole call, for three of them; what is said empty is emptied."""
    world = held(3, state=SessionState.PREPARING)
    secretary, item, seat = world.secretary, world.item, world.seats[0]
    Commission.objects.filter(pk=world.commission.pk).update(phone="01 21 30 00 00", email="cmsic@mdemo.test")
    Seat.objects.filter(pk=seat.pk).update(feminine_label="La directrice")
    AgendaItem.objects.filter(pk=item.pk).update(description="Exposé.", planned_minutes=20)
    api = APIClient()
    api.force_authenticate(secretary)
    for prefix, row, said in (
        ("commissions", world.commission, {"name": "Commission renommée"}),
        ("seats", seat, {"label": "Le directeur", "role": seat.role, "has_vote": True, "position": 7}),
        ("agenda-items", item, {"title": "Point renommé"}),
    ):
        before = api.get(f"/api/v1/{prefix}/{row.pk}").data
        answer = api.post(f"/api/v1/{prefix}/{row.pk}/edit", said | {"base_version": before["version"]}, format="json")
        assert answer.status_code == 200, answer.data
        after = api.get(f"/api/v1/{prefix}/{row.pk}").data
        assert after == before | said | {"version": before["version"] + 1}
    version = api.get(f"/api/v1/agenda-items/{item.pk}").data["version"]
    api.post(
        f"/api/v1/agenda-items/{item.pk}/edit",
        {"title": "P", "description": "", "base_version": version},
        format="json",
    )
    item.refresh_from_db()
    assert (item.description, item.planned_minutes, list(item.projects.all())) == ("", 20, [world.project])
