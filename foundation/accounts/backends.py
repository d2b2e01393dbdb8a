"""Who a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from foundation.common.questions import Given, Question

from .models import Grant, Scope, User


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


ACCOUNT, GRANT, SCOPE = _columns(User), _columns(Grant), _columns(Scope)
WHO = Question(
    lambda: User.objects.filter(pk=Given("pk")).values_list(
        *ACCOUNT, *(f"grants__{name}" for name in GRANT), *(f"grants__scope__{name}" for name in SCOPE)
    )
)


class AccountBackend(AuthenticationBackend):
    """That of allauth; the account of a session and its grants are read at once, since every request reads both."""

    def get_user(self, user_id: Any) -> User | None:
        found = WHO.lines(pk=user_id)
        if not found:
            return None
        user = User.from_db(DEFAULT_DB_ALIAS, ACCOUNT, found[0][: len(ACCOUNT)])
        user.__dict__["_held"] = [_grant(line[len(ACCOUNT) :]) for line in found if line[len(ACCOUNT)] is not None]
        return user if self.user_can_authenticate(user) else None


def _grant(line: tuple[Any, ...]) -> Grant:
    grant = Grant.from_db(DEFAULT_DB_ALIAS, GRANT, line[: len(GRANT)])
    grant.scope = Scope.from_db(DEFAULT_DB_ALIAS, SCOPE, line[len(GRANT) :])
    return grant
