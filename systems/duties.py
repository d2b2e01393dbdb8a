"""What awaits a DSI for the platforms of his ministry."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, duties, waiting_since
from foundation.common.typography import plural

from .enums import TO_MOVE, WITHOUT_RELAY, LandingState, Relay
from .models import Landing, Platform


@duties.register
def what_platforms_ask(user: User, day: date) -> list[Duty]:
    """Two queries: those that nobody will pay for, those that moved without their proofs."""
    scopes = user.access.scopes(Role.DSI)
    if not scopes:
        return []
    asked = []
    rows = Platform.objects.filter(scope_id__in=scopes).with_standing(day).filter(relay__in=WITHOUT_RELAY)
    if relays := list(rows.values_list("relay", flat=True)):
        whose = "leur" if len(relays) > 1 else "son"
        what = f"le payeur de {plural(len(relays), 'plateforme')} après {whose} financement"
        asked.append(Duty("Dire", what, reverse("platforms:cliff"), is_late=Relay.FALLEN in relays))
    moved = Landing.objects.filter(scope_id__in=scopes, choice__in=TO_MOVE, moved_on__isnull=False, verified_on=None)
    if days := list(moved.values_list("moved_on", flat=True)):
        what = f"{plural(len(days), 'migration')} au cloud national dont les preuves manquent"
        href = f"{reverse('landings:list')}?state={LandingState.MOVED.value}"
        asked.append(Duty("Prouver", what, href, **waiting_since(min(days), day)))
    return asked
