"""What awaits a DSI for the platforms of his ministry."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, duties
from foundation.common.typography import plural

from .enums import WITHOUT_RELAY, Relay
from .models import Platform


@duties.register
def what_platforms_ask(user: User, day: date) -> list[Duty]:
    """One query: those that nobody will pay for."""
    scopes = user.access.scopes(Role.DSI)
    if not scopes:
        return []
    rows = Platform.objects.filter(scope_id__in=scopes).with_standing(day).filter(relay__in=WITHOUT_RELAY)
    relays = list(rows.values_list("relay", flat=True))
    if not relays:
        return []
    what = f"qui paiera {plural(len(relays), 'plateforme')} après son financement"
    if len(relays) > 1:
        what = f"qui paiera {plural(len(relays), 'plateforme')} après leur financement"
    return [Duty("Dire", what, reverse("platforms:cliff"), is_late=Relay.FALLEN in relays)]
