"""The session that comes after another one, which every page that says what is next leads to."""

from django.urls import reverse

from foundation.accounts.models import User

from ..enums import OVER, SessionState
from ..models import CommissionSession

GIVEN_UP = (*OVER, SessionState.CANCELLED)


def following_session(session: CommissionSession, user: User) -> CommissionSession | None:
    """The next one of its commission that is prepared, put off, convened or being held, among those that this user
    sees (1 query).
    """
    others = CommissionSession.objects.visible_to(user).filter(commission_id=session.commission_id)
    ahead = others.filter(is_reconstituted=False).exclude(pk=session.pk).exclude(state__in=GIVEN_UP)
    return ahead.order_by("held_on", "pk").first()


def new_session_address(session: CommissionSession) -> str:
    """Where the session that follows is prepared, the commission chosen already."""
    return f"{reverse('sessions:create')}?commission={session.commission_id}"
