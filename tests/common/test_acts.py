"""Acts declared once: what an operation is handed, where one goes afterwards, what a viewset creates."""

from dataclasses import dataclass
from types import SimpleNamespace
from uuid import UUID, uuid4

from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from rest_framework import serializers

from foundation.common.acts import api_act, api_create, handed, page_act, sent_as
from foundation.common.permissions import rule


@dataclass(frozen=True)
class Facts:
    title: str
    minutes: int = 5


class Declared:
    class Meta:
        facts = Facts


class Plain(serializers.Serializer):
    room = serializers.UUIDField()
    title = serializers.CharField()


class WithFile(Plain):
    file = serializers.FileField()


class WithFileAtWill(Plain):
    file = serializers.FileField(required=False)


@rule("Jamais refusé.")
def can_always(user, row):
    return True


def test_the_dataclass_of_an_operation_is_made_and_the_rest_goes_beside_it():
    assert handed(Declared, {"title": "Un", "base_version": 3}) == ((Facts("Un"),), {"base_version": 3})
    assert handed(Plain, {"title": "Un"}) == ((), {"title": "Un"})


def test_an_act_leads_to_what_it_made():
    row, made = SimpleNamespace(pk=uuid4()), SimpleNamespace(pk=uuid4())
    calls = []

    def operation(pk: UUID, **typed):
        calls.append((pk, typed))
        return made

    view = page_act(
        operation,
        fetch=lambda request, pk: row,
        rule=can_always,
        said=lambda result: f"fait : {result.pk}",
        onward=lambda request, result: f"/{result.pk}?par={request.user}",
    )
    request = RequestFactory().post("/")
    request.user, request._messages = "moi", CookieStorage(request)
    assert view(request, row.pk)["Location"] == f"/{made.pk}?par=moi"
    assert calls == [(row.pk, {"by": "moi"})]
    assert [str(message) for message in request._messages] == [f"fait : {made.pk}"]


def test_a_form_that_names_a_dataclass_hands_it_over():
    class Form(forms.Form):
        title = forms.CharField()

        class Meta:
            facts = Facts

    calls = []
    view = page_act(
        lambda pk, *facts, **typed: calls.append((facts, typed)),
        fetch=lambda request, pk: SimpleNamespace(pk=pk),
        rule=can_always,
        form=Form,
        page=lambda row: SimpleNamespace(version=1, multipart=False),
        said="fait",
        to=lambda row: "/",
    )
    request = RequestFactory().post("/", {"title": "Un", "version": "4"})
    request.user, request._messages = "moi", CookieStorage(request)
    assert view(request, uuid4()).status_code == 302
    assert calls == [((Facts("Un"),), {"base_version": 4, "by": "moi"})]


def test_what_is_created_stands_under_its_parent_and_answers_201():
    room = SimpleNamespace(pk=uuid4())

    class Taken(serializers.Serializer):
        title = serializers.CharField()

        def to_internal_value(self, data):
            return {"room": room, "title": data["title"]}

    def add(pk, *, title, by):
        """Add it."""
        return {"title": f"{title} sous {pk} par {by}"}

    class View:
        get_serializer = staticmethod(lambda row: SimpleNamespace(data=row))
        create = api_create(add, rule=can_always, takes=Taken, under="room")

    answer = View().create(SimpleNamespace(data={"title": "Un"}, user="moi"))
    assert (answer.status_code, answer.data) == (201, {"title": f"Un sous {room.pk} par moi"})
    assert View.create.__doc__ == "Add it."


def test_the_schema_says_a_payload_with_a_file_as_a_form():
    assert sent_as(WithFile) == {"multipart/form-data": WithFile}
    assert sent_as(WithFileAtWill) is WithFileAtWill
    assert sent_as(None) is None


def test_an_act_on_another_row_than_that_of_its_viewset_is_given_the_key_of_that_one():
    calls = []

    def submit(pk, *, by):
        calls.append((pk, by))

    class View:
        model = SimpleNamespace
        get_object = staticmethod(lambda: SimpleNamespace(pk=1, session_id=2))
        get_serializer = staticmethod(lambda row: SimpleNamespace(data=row.pk))
        get_serializer_context = staticmethod(dict)
        act = api_act(submit, rule=can_always, key=lambda row: row.session_id)

    answer = View().act(SimpleNamespace(data={}, user="moi"))
    assert (answer.data, calls) == (1, [(2, "moi")])
