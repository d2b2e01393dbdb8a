"""One limit and one label a name: every form and every payload of the house, walked."""

import inspect
from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from rest_framework import serializers

from foundation.common.typography import capitalize_first

LIMITS = ("max_length", "min_value", "max_value")
# Payloads of answers, built without a model.
ANSWERS = {"MemberOutcome", "ConflictSides", "IssuedRecommendation"}
# A name that means several things in its room, or is read otherwise on a page; with the reason.
ELSEWHERE = {
    ("foundation.people", "email"): "the columns of an imported table are cut by their reader",
    ("ministries", "kind"): "of a text, of a structure, and of a link between two texts",
    ("projects", "actual_cost"): "an amount is typed as text on a page: « 12 500 000 »",
    ("projects", "forecast_cost"): "an amount is typed as text on a page",
    ("projects", "planned_cost"): "an amount is typed as text on a page",
    ("projects", "reason"): "of a revision, and of a change of stage",
    ("projects", "title"): "of a project, and of a milestone",
    ("sessions.meeting", "revision"): "the one restored is a number; on a page it is chosen in a list",
    ("sessions.meeting", "text"): "of a reserve, a decision, an explanation, the minutes",
    ("sessions.past", "source"): "of the session as it was recorded, and of one of its facts",
    ("sessions.past", "text"): "of a recommendation, of a decision, and of what is told of an item",
    ("sessions.preparing", "year"): "bounded by the operation",
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
    both = sorted(shown.keys() & sent.keys())
    assert len(both) > 40
    differ = {
        f"{room} {name}": (limits(shown[room, name]), limits(sent[room, name]))
        for room, name in both
        if (room, name) not in ELSEWHERE
        and limits(shown[room, name])
        and limits(sent[room, name]) - limits(shown[room, name])
    }
    assert differ == {}


def labels(fields: dict[str, Any]) -> set[str]:
    return {capitalize_first(str(field.label)) for field in fields.values() if field.label is not None}


def test_a_label_that_the_api_says_is_one_of_those_on_the_pages():
    """A payload without a label of its own says none: DRF makes one of the name, which nobody reads."""
    shown, sent = inputs()
    differ = {
        f"{room} {name}": (labels(shown[room, name]), found)
        for room, name in sorted(shown.keys() & sent.keys())
        if (room, name) not in ELSEWHERE
        and labels(shown[room, name])
        and (found := {said for said in labels(sent[room, name]) if said != made_of(name)} - labels(shown[room, name]))
    }
    assert differ == {}


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
