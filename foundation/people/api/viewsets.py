from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from foundation.accounts.models import Person
from foundation.accounts.rules import can_add_person, can_administer_account, can_manage_person
from foundation.common.acts import api_act
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.facts import ReasonInput, Shown, edited_input, new_input
from foundation.common.permissions import require
from foundation.common.requests import ApiRequest

from .. import operations
from ..filters import PersonFilter
from ..forms import PERSON
from ..queries import scopes_kept_by


class PersonSerializer(Shown):
    titled_name = serializers.CharField(read_only=True, label="civilité, prénom et nom")
    has_account = serializers.SerializerMethodField(label="a un compte")

    class Meta:
        model = Person
        fields = ("id", "scope", *PERSON, "titled_name", "has_account", "is_fictitious", "source", "version")

    def get_has_account(self, person: Person) -> bool:
        return person.user_id is not None


NewPerson = new_input(Person, "scope", *PERSON, scope=serializers.UUIDField(label="périmètre"))
EditedPerson = edited_input(Person, *PERSON)


class AccountAddress(serializers.Serializer[Person]):
    email = serializers.EmailField(max_length=254)


class AccountState(serializers.Serializer[Person]):
    email = serializers.EmailField(read_only=True)
    is_active = serializers.BooleanField(read_only=True)


def _account_act(operation: Any, takes: Any = ReasonInput) -> Any:
    return api_act(operation, rule=can_administer_account, takes=takes, answers=AccountState)


class PersonViewSet(VisibleViewSet):
    model = Person
    serializer_class = PersonSerializer
    filterset_class = PersonFilter

    def get_queryset(self) -> QuerySet[Person]:
        return super().get_queryset().select_related("user")

    @extend_schema(request=NewPerson, responses={201: PersonSerializer})
    def create(self, request: ApiRequest) -> Response:
        data = payload(NewPerson, request)
        require(can_add_person, request.user)
        scope = scopes_kept_by(request.user).filter(pk=data.pop("scope")).first()
        if scope is None:
            raise NotFound("Aucune institution ne porte cet identifiant parmi celles dont vous tenez les personnes.")
        person = operations.create_person(scope=scope, **data, by=request.user)
        return Response(PersonSerializer(person).data, status=status.HTTP_201_CREATED)

    edit = api_act(operations.edit_person, name="edit", rule=can_manage_person, takes=EditedPerson)
    invite = api_act(operations.invite, rule=can_manage_person, answers=AccountState)
    link_account = _account_act(operations.link_account, AccountAddress)
    close_account = _account_act(operations.close_account)
    reopen_account = _account_act(operations.reopen_account)
