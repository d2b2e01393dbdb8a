"""Acts declared once: what an operation is handed, where one goes afterwards, what a viewset creates."""

from dataclasses import dataclass
from operator import attrgetter
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from rest_framework import serializers

from foundation.accounts.enums import Role
from foundation.common.acts import acts_on, api_act, api_create, api_rows, handed, one_of, page_act, sent_as, taking
from foundation.common.facts import FactsInput
from foundation.common.permissions import rule
from sessions.core.models import CommissionSession
from tests.factories import SessionFactory, UserFactory, member_of


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


def test_acts_on_one_kind_of_row_share_its_way_back_and_complete_their_words():
    class Form(forms.Form):
        def __init__(self, *args, instance, user, more, **options):
            super().__init__(*args, **options)
            self.made = (instance, user, more)

    row, seen = SimpleNamespace(pk=uuid4(), title="Un", version=3), []
    on_row = acts_on(
        fetch=lambda request, pk: row,
        to=lambda row: "/rangs",
        crumbs=lambda row, here: [("Rangs", "/rangs"), (here, "")],
        rule=can_always,
    )

    def act(pk, **typed):
        seen.append(typed)

    button = on_row(act, said="fait", back=lambda row: f"/{row.title}")
    edit = on_row(
        act,
        said="fait",
        form=Form,
        title="Changer « {row.title} »",
        submit="Changer",
        here="Autre",
        edits=True,
        options=lambda request, row: {"more": 1},
    )
    for view, address in ((button, "/Un"), (edit, "/rangs")):
        request = RequestFactory().post("/", {"version": "3"})
        request.user, request._messages = "moi", CookieStorage(request)
        assert view(request, row.pk)["Location"] == address
    assert seen == [{"by": "moi"}, {"base_version": 3, "by": "moi"}]


@pytest.mark.django_db
def test_the_page_of_such_an_act_says_its_words(client):
    client.force_login(UserFactory())
    row = SimpleNamespace(pk=uuid4(), title="Un")
    on_row = acts_on(
        fetch=lambda request, pk: row,
        to=lambda row: "/rangs",
        crumbs=lambda row, here: [("Rangs", "/rangs"), (here, "")],
    )
    view = on_row(
        None, said="", rule=can_always, form=forms.Form, title="Retirer « {row.title} »", intro="Pour {row.title}."
    )
    request = client.get("/aide/").wsgi_request
    text = view(request, row.pk).content.decode()
    assert "Retirer « Un »" in text.replace("\xa0", " ")
    assert "Pour Un." in text
    assert 'href="/rangs"' in text


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


def test_an_edit_asks_for_the_version_it_starts_from_besides_its_payload():
    asked = taking("EditedPlain", Plain, base_version=serializers.IntegerField(min_value=1))
    assert list(asked().fields) == ["room", "title", "base_version"]
    assert list(Plain().fields) == ["room", "title"]
    act = api_act(lambda pk, **typed: None, rule=can_always, takes=Plain, name="edit", edits=True)
    assert act.url_path == "edit"


def test_a_payload_of_columns_asks_for_more_as_well():
    class Named(FactsInput):
        class Meta:
            model = get_user_model()
            fields = ("full_name",)

    asked = taking("NewNamed", Named, base_version=serializers.IntegerField())
    assert list(asked().fields) == ["full_name", "base_version"]


@pytest.mark.django_db
def test_what_is_created_under_a_model_names_one_that_the_sender_sees():
    session, seen = SessionFactory(), []

    def add(pk, *, title, by):
        seen.append((pk, title))
        return {"title": title}

    class Titled(serializers.Serializer):
        title = serializers.CharField()

    class View:
        get_serializer = staticmethod(lambda row: SimpleNamespace(data=row))
        create = api_create(add, rule=can_always, takes=Titled, under="session", parent=CommissionSession)

    data = {"session": str(session.pk), "title": "Un"}
    secretary = member_of(session.commission, Role.SECRETARY)
    assert View().create(SimpleNamespace(data=data, user=secretary)).status_code == 201
    assert seen == [(session.pk, "Un")]
    with pytest.raises(serializers.ValidationError):
        View().create(SimpleNamespace(data=data, user=UserFactory()))


@pytest.mark.django_db
def test_one_row_is_fetched_among_those_that_the_reader_sees(django_assert_num_queries):
    session = SessionFactory()
    secretary = member_of(session.commission, Role.SECRETARY)
    assert secretary.access
    fetch = one_of(CommissionSession, "commission", rows=lambda rows: rows.exclude(place="Salle B"))
    with django_assert_num_queries(1):
        assert fetch(SimpleNamespace(user=secretary), session.pk).commission == session.commission
    for reader, place in ((UserFactory(), "Salle A"), (secretary, "Salle B")):
        CommissionSession.objects.update(place=place)
        with pytest.raises(Http404):
            fetch(SimpleNamespace(user=reader), session.pk)


def test_the_rows_of_one_row_are_shown_at_once_to_whom_the_rule_allows():
    @rule("Jamais permis.")
    def can_never(user, row):
        return False

    class Titled(serializers.Serializer):
        title = serializers.CharField()

    class View:
        get_object = staticmethod(lambda: SimpleNamespace(parent="commission", titles=("Un", "Deux")))
        get_serializer_context = staticmethod(dict)
        lines = api_rows(
            "own_lines", lambda row, user: ({"title": f"{t} de {user}"} for t in row.titles), Titled, "Lines."
        )
        closed = api_rows("closed", lambda row, user: (), Titled, "None.", rule=can_never, of=attrgetter("parent"))

    request = SimpleNamespace(user="moi")
    assert View().lines(request).data == [{"title": "Un de moi"}, {"title": "Deux de moi"}]
    assert (View.lines.url_path, View.lines.__doc__, dict(View.lines.mapping)) == (
        "own-lines",
        "Lines.",
        {"get": "own_lines"},
    )
    with pytest.raises(PermissionDenied, match="Jamais permis"):
        View().closed(request)
