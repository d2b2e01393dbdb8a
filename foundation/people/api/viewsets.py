from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.models import Person
from foundation.accounts.rules import can_add_person, can_administer_account, can_manage_person
from foundation.common.api_input import payload
from foundation.common.api_views import VisibleViewSet
from foundation.common.permissions import require

from ..filters import PersonFilter
from ..operations import close_account, create_person, edit_person, invite, link_account, reopen_account
from ..queries import scopes_kept_by
from .serializers import AccountAddress, AccountState, EditedPerson, NewPerson, PersonSerializer, Reason


class PersonViewSet(VisibleViewSet):
    model = Person
    serializer_class = PersonSerializer
    filterset_class = PersonFilter

    def get_queryset(self) -> QuerySet[Person]:
        return super().get_queryset().select_related("user")

    @extend_schema(request=NewPerson, responses={201: PersonSerializer})
    def create(self, request: Request) -> Response:
        data = payload(NewPerson, request)
        require(can_add_person, request.user)
        scope = scopes_kept_by(request.user).filter(pk=data.pop("scope")).first()
        if scope is None:
            raise NotFound("Aucune institution ne porte cet identifiant parmi celles dont vous tenez les personnes.")
        person = create_person(scope=scope, **data, by=request.user)
        return Response(PersonSerializer(person).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EditedPerson, responses=PersonSerializer)
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str | None = None) -> Response:
        person = self.get_object()
        require(can_manage_person, request.user, person)
        return Response(
            PersonSerializer(edit_person(person.pk, **payload(EditedPerson, request), by=request.user)).data
        )

    @extend_schema(request=None, responses=AccountState)
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, pk: str | None = None) -> Response:
        person = self.get_object()
        require(can_manage_person, request.user, person)
        return Response(AccountState(invite(person.pk, by=request.user)).data)

    @extend_schema(request=AccountAddress, responses=AccountState)
    @action(detail=True, methods=["post"], url_path="link-account")
    def link_account(self, request: Request, pk: str | None = None) -> Response:
        person = self.get_object()
        require(can_administer_account, request.user, person)
        return Response(AccountState(link_account(person.pk, **payload(AccountAddress, request), by=request.user)).data)

    @extend_schema(request=Reason, responses=AccountState)
    @action(detail=True, methods=["post"], url_path="close-account")
    def close_account(self, request: Request, pk: str | None = None) -> Response:
        person = self.get_object()
        require(can_administer_account, request.user, person)
        return Response(AccountState(close_account(person.pk, **payload(Reason, request), by=request.user)).data)

    @extend_schema(request=Reason, responses=AccountState)
    @action(detail=True, methods=["post"], url_path="reopen-account")
    def reopen_account(self, request: Request, pk: str | None = None) -> Response:
        person = self.get_object()
        require(can_administer_account, request.user, person)
        return Response(AccountState(reopen_account(person.pk, **payload(Reason, request), by=request.user)).data)
