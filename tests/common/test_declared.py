"""What is declared once gives the form, the payload, the answer, the columns and the filters alike."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db import models
from rest_framework import serializers

from foundation.common.facts import Versioned, answer_of, fact, form_of, input_of, shown_of
from foundation.common.lists import columns_of
from projects.enums import Rating
from projects.models import Project
from tests.factories import ProjectFactory


class Colour(models.TextChoices):
    RED = "red", "rouge"
    GREEN = "green", "vert"
    GREY = "grey", "gris"


@dataclass(frozen=True)
class Painting:
    """What is painted."""

    names: list[str] = fact("noms", max_length=5, bounds=(1, 2))
    colour: Colour = fact("couleur", offered=[Colour.RED, Colour.GREEN], radio=True)
    rating: Rating = fact("note")
    project: Project | None = fact("projet", default=None)


TYPED = {"names": "un\n\n deux ", "colour": "red", "rating": "4"}
SENT = {"names": ["un", "deux"], "colour": "red", "rating": 4}


def test_the_form_and_the_payload_read_the_same_values():
    form, payload = form_of(Painting)(TYPED), input_of(Painting)(data=SENT)
    assert (form.is_valid(), payload.is_valid()) == (True, True), (form.errors, payload.errors)
    assert form.cleaned_data == dict(payload.validated_data) == SENT | {"project": None}


@pytest.mark.parametrize(
    ("name", "typed", "sent"),
    [
        ("names", "", []),
        ("names", "un\ndeux\ntrois", ["un", "deux", "trois"]),
        ("names", "interminable", ["interminable"]),
        ("colour", "grey", "grey"),
        ("rating", "9", 9),
    ],
)
def test_the_form_and_the_payload_refuse_the_same_values(name, typed, sent):
    form, payload = form_of(Painting)(TYPED | {name: typed}), input_of(Painting)(data=SENT | {name: sent})
    assert (form.is_valid(), payload.is_valid()) == (False, False)
    assert (list(form.errors), list(payload.errors)) == ([name], [name])


def test_the_labels_of_both_are_those_declared():
    form, payload = form_of(Painting)(), input_of(Painting, Versioned)()
    assert [field.label for field in form.fields.values()] == ["Noms", "Couleur", "Note", "Projet"]
    assert {name: payload.fields[name].label for name in form.fields} == {
        name: field.label for name, field in form.fields.items()
    }
    assert "base_version" in payload.fields


@dataclass(frozen=True)
class Part:
    name: str
    share: float | None = None


@dataclass(frozen=True)
class Whole:
    """A whole."""

    on: date
    amount: Decimal | None
    counts: dict[str, int]
    parts: tuple[Part, ...]
    secret: str = "no"

    @property
    def words(self) -> list[str]:
        return [part.name for part in self.parts]


def test_an_answer_shows_what_is_named_of_a_dataclass_its_parts_and_its_properties():
    shown = answer_of(Whole, "on", "amount", "counts", "parts", "words", day=serializers.CharField(source="on.year"))
    whole = Whole(date(2026, 5, 1), None, {"red": 2}, (Part("un", 0.5), Part("deux")))
    assert shown(whole).data == {
        "on": "2026-05-01",
        "amount": None,
        "counts": {"red": 2},
        "parts": [{"name": "un", "share": 0.5}, {"name": "deux", "share": None}],
        "words": ["un", "deux"],
        "day": "2026",
    }


@pytest.mark.django_db
def test_columns_are_shown_under_the_labels_of_the_model_and_choices_in_words():
    project = ProjectFactory(title="Un projet", cost_variance=Decimal("12.5"))
    columns = columns_of(Project, "title", "stage", "cost_variance", cost_variance="Écart")
    assert [column.label for column in columns] == ["Intitulé", "Stade", "Écart"]
    assert [column.value(project) for column in columns] == ["Un projet", project.get_stage_display(), 12.5]
    assert shown_of(Project, "title", "cost_variance")(project).data == {"title": "Un projet", "cost_variance": "12.5"}
