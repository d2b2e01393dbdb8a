"""Who attends without a seat, over the API."""

from sessions.core.models import CommissionSession, Guest

from ..forms.live import GuestForm
from ..operations import presence
from .shared import SessionRows, act, key, keyed, new, sent, shown_of

NewGuest = sent("NewGuest", GuestForm, session=key(CommissionSession))


class GuestViewSet(SessionRows):
    model = Guest
    serializer_class = shown_of(Guest, "id", "session", "name", "function", "position")
    filterset_class = keyed("session")

    create = new(presence.add_guest, NewGuest)
    remove = act(presence.remove_guest, name="remove", status=204)
