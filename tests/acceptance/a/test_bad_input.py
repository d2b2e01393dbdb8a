"""Bad input tried in the browser and by API: empty, too long, impossible dates, foreign ids, a 200 MB file, script in
every text field.

A clear French sentence, what was typed is still there, nothing executed. Every form of the portal and every call of the
API is found through the access matrix; the short size tries every field with some of the bad values, the long size with
all of them.
"""

import json
import logging
import re
import sys
from typing import Any
from unicodedata import category
from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cmsic.api_schema import drawn_schema
from foundation.common.characters import HIDDEN
from tests.access.lines_proposals import proposal
from tests.access.lines_sessions_preparing import PNG
from tests.measure import is_long

from .every import Page, Visit, client_of, fields_of, once_per_route, standing_world, undone, visits, write_at, writes

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]  # in the long size, a form takes minutes

ENGLISH = re.compile(
    r"\b(the|is|not|must|field|valid|ensure|this|required|invalid|expected|found|may|no such|too|matches|error)\b",
    re.IGNORECASE,
)
NOWHERE = str(uuid4())
SCRIPT = "<script>window.__x=1</script>"
MARKUP = {
    "script": SCRIPT,
    "picture": '"><img src=x onerror=window.__x=1><x-inj>',
    "attribute": "'x-inj='",
    "template": "{{191919*7}}{% now %}${7*7}",
    "formula": "=cmd|'/C calc'!A0",
    "entities": "&lt;x-inj&gt;&#60;x-inj&#62;",
}
# Signs that nobody sees and that no reading is turned by: joiners, marks of order, soft hyphens, tags.
FORMAT = "".join(
    sign for sign in map(chr, range(sys.maxunicode + 1)) if category(sign) == "Cf" and not HIDDEN.search(sign)
)
REFUSED, ANY = True, False  # what must be refused, what may be accepted as it is


def text_values(limit: int | None) -> dict[str, tuple[Any, bool]]:
    return {
        **{name: (value, ANY) for name, value in MARKUP.items()},
        "empty": ("", ANY),
        "spaces": ("   \n ", ANY),
        "long": ("é" * 20_000, bool(limit and limit < 20_000)),
        "one too many": ("é" * ((limit or 20_000) + 1), bool(limit)),
        "nul": ("avant\0après", REFUSED),
        "control": ("a\x01\x1b\x7fb", REFUSED),
        "bidi": ("\u202e😀\u200fא", REFUSED),
        "every format character": (f"a{FORMAT}b", ANY),
    }


DAYS = {
    "31 February": ("31/02/2026", REFUSED),
    "31 February, iso": ("2026-02-31", REFUSED),
    "year 1": ("0001-01-01", REFUSED),
    "year 9999": ("9999-12-31", REFUSED),
    "year 10000": ("10000-01-01", REFUSED),
    "words": ("demain", REFUSED),
    "script": (SCRIPT, REFUSED),
    "nul": ("2026-01-01\0", REFUSED),
    "empty": ("", ANY),
}
HOURS = {"25:61": ("25:61", REFUSED), "script": (SCRIPT, REFUSED), "nul": ("10:00\0", REFUSED), "empty": ("", ANY)}
NUMBERS = {
    "letters": ("abc", REFUSED),
    "thirty digits": ("9" * 30, ANY),
    "five thousand digits": ("9" * 5000, ANY),
    "NaN": ("NaN", REFUSED),
    "infinity": ("Infinity", REFUSED),
    "huge exponent": ("1e999999", REFUSED),
    "superscript": ("²", REFUSED),
    "beyond 64 bits": ("9223372036854775808", ANY),
    "beyond 32 bits": ("2147483648", ANY),
    "negative": ("-1", ANY),
    "script": (SCRIPT, REFUSED),
    "nul": ("1\0", REFUSED),
    "empty": ("", ANY),
}
CHOICES = {
    "unknown": (NOWHERE, REFUSED),
    "script": (SCRIPT, REFUSED),
    "nul": ("\0", REFUSED),
    "long": ("x" * 20_000, REFUSED),
    "empty": ("", ANY),
}
TICKS = {"script": (SCRIPT, ANY), "nul": ("\0", ANY)}

# What a form reads but may leave aside, with the reason.
LEFT_ASIDE = {
    ("questions:send_up", "body"): "an institution of the State: any may be asked, whoever sits in it",
    ("sessions:record_presence", "client_key"): "a key of the device, any will do",
    ("public:verify", "upload"): "any file may be asked about: its fingerprint alone is read, and it is forgotten",
    ("sessions:answer", "file"): "kept with an excuse only",
    ("sessions:answer_for", "file"): "kept with an excuse only",
    ("sessions:answer_mine", "file"): "kept with an excuse only",
    ("sessions:record_presence", "item"): "read for a recusal only",
    ("sessions:record_presence", "proxy_seat"): "read for a proxy only",
}
NOT_TYPED = re.compile(r"(^|-)(version|base_version|draft|row)$")


def files() -> dict[str, tuple[Any, bool]]:
    return {
        "empty": (SimpleUploadedFile("vide.pdf", b""), REFUSED),
        "program": (SimpleUploadedFile("virus.exe", b"MZ\x90\0"), REFUSED),
        "program named pdf": (SimpleUploadedFile("virus.pdf", b"MZ\x90\0" * 100), REFUSED),
        "script in the name": (SimpleUploadedFile("<img src=x onerror=window.__x=1>.pdf", b"%PDF-1.4 rien"), REFUSED),
        "name of 300": (SimpleUploadedFile("a" * 300 + ".pdf", b"%PDF-1.4 rien"), REFUSED),
    }


def kind_of(field: Any) -> str:
    for kind, classes in (
        ("file", forms.FileField),
        ("choice", (forms.ChoiceField, forms.ModelChoiceField, forms.UUIDField)),
        ("day", forms.DateField),
        ("hour", forms.TimeField),
        ("number", forms.IntegerField),
        ("tick", forms.BooleanField),
    ):
        if isinstance(field, classes):
            return kind
    return "text"


def values_for(name: str, field: Any) -> dict[str, tuple[Any, bool]]:
    kind = kind_of(field)
    if kind == "text":
        values = text_values(getattr(field, "max_length", None))
        # What a view reads by itself (a version, an order of items) is judged by that view.
        return (
            values
            if field is not None
            else {key: (value, ANY) for key, (value, _) in (values | NUMBERS | CHOICES).items()}
        )
    if kind == "file":
        return files()
    return {"choice": CHOICES, "day": DAYS, "hour": HOURS, "number": NUMBERS, "tick": TICKS}[kind]


def together(fields: dict[str, Any]) -> dict[str, tuple[dict[str, Any], bool]]:
    """Every field wrong at once, in the same way."""
    kinds = {name: kind_of(field) for name, field in fields.items() if field is not None}
    texts = {name: getattr(fields[name], "max_length", None) for name, kind in kinds.items() if kind == "text"}
    impossible = {"day": "31/02/2026", "hour": "25:61", "number": "abc", "choice": NOWHERE}
    wrong = {name: impossible[kind] for name, kind in kinds.items() if kind in impossible}
    wrong |= {name: "é" * ((limit or 20_000) + 1) for name, limit in texts.items()}
    bound = any(kind in impossible for kind in kinds.values()) or any(texts.values())
    return {
        "all empty": (dict.fromkeys((name for name, kind in kinds.items() if kind not in ("file", "tick")), ""), ANY),
        "all impossible": (wrong, bound),
        "all markup": ({name: f"{MARKUP['picture']}{SCRIPT}"[: limit or None] for name, limit in texts.items()}, ANY),
        "all nul": (dict.fromkeys(texts, "a\x00b"), bool(texts)),
    }


def attempts(fields: dict[str, Any]) -> list[tuple[str, dict[str, Any], bool]]:
    """(what is tried, what is sent instead, whether it must be refused)."""
    found = [(label, change, refused) for label, (change, refused) in together(fields).items() if change]
    for turn, (name, field) in enumerate(sample(fields)):
        values = list(values_for(name, field).items())
        chosen = values if is_long() else [values[(turn + len(fields)) % len(values)]]
        found += [(f"{name}: {label}", {name: value}, refused) for label, (value, refused) in chosen]
    return found


def sample(fields: dict[str, Any]) -> list[tuple[str, Any]]:
    """All the fields, or a few spread over the form."""
    return list(fields.items()) if is_long() else list(fields.items())[:: max(1, len(fields) // 4)]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    logging.disable(logging.ERROR)
    with standing_world(django_db_blocker) as made:
        yield made
    logging.disable(logging.NOTSET)


def foreign_rows(world: Any, model: Any) -> list[Any]:
    return [
        row for (_, variant), row in world.objects.items() if variant.startswith("foreign") and isinstance(row, model)
    ]


# The question against robots is another one each time, and so is its answer.
ASKED_ANEW = {("reporting:report", "answer"), ("reporting:report", "token")}


def kept(page: Page, data: dict[str, Any], tried: set[str], fields: dict[str, Any]) -> list[str]:
    """The names of what was typed and is no longer in the page that came back."""

    def normal(text: str) -> str:
        return text.replace("\r\n", "\n").replace("\0", "").replace("\ufffd", "").strip()

    there = {normal(value) for value in page.typed}
    lost = []
    for name, value in data.items():
        kind = kind_of(fields.get(name))
        # A list or a box offers no place for a value that is not one of its own; a browser gives no file back.
        if (
            kind == "file"
            or NOT_TYPED.search(name)
            or (name in tried and kind in ("choice", "tick"))
            or name not in fields
        ):
            continue
        # Beside another version, a row that was chosen stands by its name.
        typed = value if isinstance(value, list) else [value]
        lost += [name for each in typed if not {normal(str(each)), normal(called(fields[name], each))} & there]
    return lost


def called(field: Any, value: Any) -> str:
    """The name of a row that a field offers; what was typed in any other."""
    if not isinstance(field, forms.ModelChoiceField) or not value:
        return str(value)
    return str(field.queryset.model._default_manager.filter(pk=value).first())


def judge_page(
    visit: Visit, world: Any, address: str, label: str, change: dict[str, Any], refused: bool, fields: dict[str, Any]
) -> list[str]:
    with undone():
        data = visit.data(world) | change
        try:
            response = visit.post(world, address, data)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except Exception as error:
            return [f"{label}: {type(error).__name__}: {error}"]
        if response.status_code in (200, 302):
            wrong = (
                [f"{label}: accepted"]
                if refused and not any((visit.line.route, name) in LEFT_ASIDE for name in change)
                else []
            )
            if response.status_code == 302 and "markup" in label and response["Location"].startswith("/"):
                response = client_of(world, visit.actor).get(response["Location"])
                if "html" in response["Content-Type"]:
                    page = Page(response.content.decode())
                    wrong += [f"{label}: may run: {page.running}"] if page.running or "x-inj" in page.tags else []
            return wrong
        if response.status_code in (403, 404):
            # Only an identifier that no form offers comes here: nothing was typed.
            named = all(kind_of(fields.get(name)) == "choice" or fields.get(name) is None for name in change)
            return [] if named else [f"{label}: {response.status_code}"]
        page = Page(response.content.decode())
        said = " ".join(page.alerts)
        wrong = [] if response.status_code in (400, 409, 413) else [f"{label}: status {response.status_code}"]
        wrong += [] if said else [f"{label}: no sentence"]
        wrong += [f"{label}: in English: {said[:150]}"] if ENGLISH.search(said) else []
        wrong += [f"{label}: may run: {page.running}"] if page.running or "x-inj" in page.tags else []
        lost = [name for name in kept(page, data, set(change), fields) if (visit.line.route, name) not in ASKED_ANEW]
        return wrong + ([f"{label}: lost {lost}"] if lost else [])


# Says what is being typed as sentences: nothing is refused there, nor written.
WHILE_TYPING = {"commissions:rule_sentences", "projects:forecast"}
FORMS = [visit for visit in once_per_route(visits("POST", api=False)) if visit.line.route not in WHILE_TYPING]


@pytest.mark.parametrize("visit", FORMS, ids=lambda visit: visit.name)
def test_every_form_refuses_in_french_keeps_what_was_typed_and_runs_nothing(visit, world, monkeypatch):
    fields, user = fields_of(visit, world, monkeypatch), world.users[visit.actor]
    with undone():
        address = visit.line.address(world, visit.variant)
        wrong = [
            line
            for label, change, refused in attempts(fields)
            for line in judge_page(visit, world, address, label, change, refused, fields)
        ]
        for name, field in fields.items():
            for row in foreign_rows(world, field.queryset.model) if isinstance(field, forms.ModelChoiceField) else []:
                if not type(row)._default_manager.visible_to(user).filter(pk=row.pk).exists():
                    label, change = f"{name}: of another ministry", {name: str(row.pk)}
                    wrong += judge_page(visit, world, address, label, change, REFUSED, fields)
    assert wrong == []


@pytest.mark.parametrize("visit", FORMS, ids=lambda visit: visit.name)
def test_no_form_falls_on_bytes_that_are_no_text(visit, world):
    with undone():
        address = visit.line.address(world, visit.variant)
        body = "&".join(
            [
                *(f"{name}=%ED%A0%80%FF" for name in visit.data(world)),
                "version=%C2%B2",
                "suite=//ailleurs.example",
                "%FF=1",
            ]
        )
        response = client_of(world, visit.actor).post(address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (200, 302, 400, 403, 404, 409)
    assert "ailleurs.example" not in response.get("Location", "")


ODD = [SCRIPT, "\0", "9" * 5000, NOWHERE, "2026-02-31", "²", "0001-01-01", "é" * 2000]
ASKED = [
    "q",
    "dans",
    "page",
    "page_size",
    "cursor",
    "sort",
    "after",
    "before",
    "donnees",
    "annee",
    "projet",
    "tous",
    "point",
    "partie",
    "cle",
    "a",
    "b",
    "par",
    "mine",
    "sous",
    "qualite",
    "au",
    "format",
    "commission",
    "in",
]


@pytest.mark.slow
def test_no_address_falls_on_odd_questions(world):
    """Filters, sorts and cursors: whatever stands after the question mark is refused or left aside, and
    shown as text.
    """
    schema = drawn_schema()
    parameters = {
        each["name"]
        for methods in schema["paths"].values()
        for each in methods.get("get", {}).get("parameters", [])
        if each["in"] == "query"
    }
    wrong = []
    for turn, visit in enumerate(once_per_route([*visits("GET", api=False), *visits("GET", api=True)])):
        names = parameters | set(ASKED)
        if not visit.line.is_api and not visit.line.query:
            with undone():
                shown = visit.get(world)
                for close in shown._resource_closers if shown.streaming else ():
                    close()
                names |= (
                    set()
                    if shown.streaming or "html" not in shown["Content-Type"]
                    else Page(shown.content.decode()).names - {""}
                )
        for odd in ODD if is_long() else [ODD[turn % len(ODD)]]:
            with undone():
                try:
                    answer = visit.get(world, dict.fromkeys(sorted(names), odd))
                except Exception as error:
                    wrong.append(f"{visit.name} {odd[:12]!r}: {type(error).__name__}: {error}")
                    continue
                body = "" if answer.streaming else answer.content.decode("utf-8", "replace")
                for close in answer._resource_closers if answer.streaming else ():
                    close()
            if answer.status_code not in (200, 302, 400, 404, 409, 503):
                wrong.append(f"{visit.name} {odd[:12]!r}: {answer.status_code}")
            if "html" in answer.get("Content-Type", "") and Page(body).running:
                wrong.append(f"{visit.name} {odd[:12]!r}: may run: {Page(body).running}")
            if visit.line.is_api and answer.status_code == 400 and ENGLISH.search(sentences(json.loads(body))):
                wrong.append(f"{visit.name} {odd[:12]!r}: in English: {sentences(json.loads(body))[:150]}")
    assert wrong == []


# The API.

WRONG_TYPES = {
    "null": None,
    "number": 5,
    "list": ["a"],
    "object": {"a": 1},
    "true": True,
    "beyond 64 bits": 10**30,
    "float": 1e308,
}
SURROGATE = "a\ud800b"
BODIES = {
    "half a JSON": b"{",
    "list": b"[]",
    "text": b'"x"',
    "null": b"null",
    "deep": b"[" * 20_000,
    "not UTF-8": b'{"text": "\xff\xfe"}',
    "endless number": b'{"text": ' + b"9" * 6000 + b"}",
    "NaN": b'{"text": NaN}',
    "half a pair": b'{"text": "\\ud800"}',
    "six megabytes": b'{"text": "' + b"x" * 6_000_000 + b'"}',
}


def api_values(node: dict[str, Any]) -> dict[str, tuple[Any, bool]]:
    """Bad values for one field of the schema."""
    form, kind = node.get("format"), node.get("type")
    if form == "uuid":
        return {
            "unknown": (NOWHERE, REFUSED),
            "words": ("pas-un-id", REFUSED),
            "nul": ("\0", REFUSED),
            "long": ("x" * 20_000, REFUSED),
        } | typed(node, "null")
    if form in ("date", "date-time"):
        return (
            {key: value for key, value in DAYS.items() if key != "empty"}
            | {"edge": ("0001-01-01T00:00:00+14:00", REFUSED)}
            | typed(node, "null")
        )
    if kind in ("integer", "number"):
        return {
            "letters": ("abc", REFUSED),
            "script": (SCRIPT, REFUSED),
            "superscript": ("²", REFUSED),
            "digits": ("9" * 5000, REFUSED),
        } | typed(node, "null", "number", "true", "float")
    if "enum" in node:
        return {"unknown": ("inconnu", REFUSED), "nul": ("\0", REFUSED), "script": (SCRIPT, REFUSED)} | typed(
            node, "null"
        )
    if kind == "boolean":
        return {"words": ("peut-être", REFUSED), "nul": ("\0", REFUSED)} | typed(node, "null", "number", "true")
    if kind == "array":
        return {
            "words": ("x", REFUSED),
            "two thousand": (["x"] * 2000, ANY),
            "nulls": ([None], ANY),
            "twice": (["a", "a"], ANY),
            "none": ([], ANY),
        }
    if kind == "string":
        values = text_values(node.get("maxLength"))
        return values | {"list": (["a"], REFUSED), "object": ({"a": 1}, REFUSED), "null": (None, ANY)}
    return {"words": ("x", ANY), "list": ([], ANY), "null": (None, ANY)}


def typed(node: dict[str, Any], *fine: str) -> dict[str, tuple[Any, bool]]:
    return {name: (value, name not in fine) for name, value in WRONG_TYPES.items()}


def sentences(answer: Any) -> str:
    """Every sentence of an answer, whatever its shape; its codes are not sentences."""
    if isinstance(answer, dict):
        machine = answer.get("code") in (
            "refused",
            "invalid",
            "conflict",
            "forbidden",
            "not_found",
            "too_big",
            "400",
            "404",
            "500",
        )
        return " ".join(sentences(value) for key, value in answer.items() if not (machine and key == "code"))
    return (
        " ".join(map(sentences, answer)) if isinstance(answer, list) else str(answer) if isinstance(answer, str) else ""
    )


def judge_call(
    visit: Visit, world: Any, address: str, label: str, change: dict[str, Any] | bytes, refused: bool
) -> list[str]:
    with undone():
        data = visit.data(world)
        try:
            response = visit.post(world, address, change if isinstance(change, bytes) else data | change)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except Exception as error:
            return [f"{label}: {type(error).__name__}: {error}"]
    if response.status_code < 300:
        return (
            [f"{label}: accepted"]
            if refused and not any((visit.line.route, name) in CALLS_LEFT_ASIDE for name in change)
            else []
        )
    # 403: the row is seen, but nothing may be written there: a text of the State, by who keeps those of a ministry.
    if response.status_code not in (400, 403, 404, 409, 413) or "json" not in response["Content-Type"]:
        return [f"{label}: {response.status_code} {response['Content-Type']} {response.content[:80]!r}"]
    said = sentences(json.loads(response.content))
    if not said.strip():
        return [f"{label}: no sentence"]
    return [f"{label}: in English: {said[:150]}"] if ENGLISH.search(said) else []


CALLS_LEFT_ASIDE = {
    ("api:presence-events-list", "client_key"): "a key of the device, any will do",
    ("api:projects-publish", "draft_version"): "compared with the draft, when there is one",
    ("api:projects-draft", "draft_version"): "compared with the draft, when there is one",
}
CALLS = once_per_route(visits("POST", api=True))


@pytest.fixture(scope="module")
def schema():
    return writes()


def test_every_write_of_the_schema_is_tried(world, schema):
    tried = set()
    for visit in CALLS:
        with undone():
            tried.add(write_at(visit.line.address(world, visit.variant), "post", schema)[0])
    # Files come as multipart: the next test.
    assert {path for method, path, _ in schema} - tried == {
        "/api/v1/annexes",
        "/api/v1/proposals/{id}/attach",
        "/api/v1/conferences/{id}/add-document",
    }
    assert {method for method, _, _ in schema} == {"post"}


@pytest.mark.parametrize("label", list(files()))
def test_every_file_sent_to_the_api_is_refused_in_french(label, world):
    with undone():
        piece = proposal(world).pk
        for actor, address, data in (
            ("secretary", "/api/v1/annexes", {"item": str(world["item", "own"].pk)}),
            ("project_lead", f"/api/v1/proposals/{piece}/attach", {}),
            ("asin_admin", f"/api/v1/conferences/{world['conference', 'own'].pk}/add-document", {}),
        ):
            client = client_of(world, actor)
            good = SimpleUploadedFile("image.png", PNG, "image/png")
            # The same call with a good file is accepted: the refusal is the file's.
            assert client.post(address, data | {"title": "Le plan", "file": good}).status_code == 201
            response = client.post(address, data | {"title": "Le plan", "file": files()[label][0]})
            assert response.status_code in (400, 409), (address, response.content)  # a field, or the file as such
            said = sentences(response.json())
            assert said.strip()
            assert not ENGLISH.search(said)


@pytest.mark.parametrize("visit", CALLS, ids=lambda visit: visit.name)
def test_every_call_refuses_in_french_and_runs_nothing(visit, world, schema):
    wrong = []
    with undone():
        address = visit.line.address(world, visit.variant)
        properties = write_at(address, "post", schema)[1].get("properties", {})
        with undone():
            assert properties or not visit.data(world)
        for turn, (name, field) in enumerate(sample(properties)):
            values = list(api_values(field).items())
            for label, (value, refused) in values if is_long() else [values[(turn + len(properties)) % len(values)]]:
                wrong += judge_call(visit, world, address, f"{name}: {label}", {name: value}, refused)
            if field.get("format") == "uuid":
                wrong += [
                    line
                    for row in hidden_rows(world, visit, name)
                    for line in judge_call(visit, world, address, f"{name}: of another ministry", {name: row}, REFUSED)
                ]
        # A call that reads nothing leaves the body aside.
        bodies = list(BODIES.items()) if properties else []
        for label, body in bodies if is_long() else bodies[len(visit.name) % len(BODIES) :][:1]:
            wrong += judge_call(visit, world, address, label, body, REFUSED)
    assert wrong == []


def hidden_rows(world: Any, visit: Visit, name: str) -> list[str]:
    """Rows of another ministry that a field of this name could point to, and that the sender does not see."""
    user = world.users[visit.actor]
    found = []
    for (kind, variant), row in world.objects.items():
        like = name == kind or name.rstrip("s") == kind or name.endswith(f"_{kind}")
        if variant == "foreign" and like and hasattr(type(row)._default_manager, "visible_to"):
            found += [] if type(row)._default_manager.visible_to(user).filter(pk=row.pk).exists() else [str(row.pk)]
    return found


def test_other_methods_are_refused_in_french(world):
    for visit in CALLS[:: 1 if is_long() else 8]:
        with undone():
            address = visit.line.address(world, visit.variant)
            for method in ("put", "patch", "delete"):
                response = getattr(client_of(world, visit.actor), method)(
                    address, "{}", content_type="application/json"
                )
                assert response.status_code == 405
                assert not ENGLISH.search(sentences(response.json())), response.content
            response = client_of(world, visit.actor).post(address, "<a/>", content_type="application/xml")
            assert response.status_code in (200, 201, 204, 202, 400, 409, 415)
            if response.status_code == 415:
                assert not ENGLISH.search(sentences(response.json())), response.content
