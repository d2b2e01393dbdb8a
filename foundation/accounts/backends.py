"""Who a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from foundation.common.questions import Given, Question

from .models import User

WHO = Question(lambda: User.objects.filter(pk=Given("pk")))


class AccountBackend(AuthenticationBackend):
    """That of allauth; the account of a session is read by a question written once, since every request reads one."""

    def get_user(self, user_id: Any) -> User | None:
        user = WHO.one(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
