"""What awaits a DSI for the assets of his ministry."""

from datetime import date

from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, duties
from foundation.common.typography import plural

from .enums import AssetImportState, StocktakeState
from .models import AssetImport, Licence, Stocktake


@duties.register
def licences_to_renew(user: User, day: date) -> list[Duty]:
    """Those whose end is near or past (1 query)."""
    if not (scopes := user.access.scopes(Role.DSI)):
        return []
    count = Licence.objects.filter(scope_id__in=scopes).ending(day).count()
    words = plural(count, "licence qui finit", "licences qui finissent")
    return [Duty("Renouveler", words, f"{reverse('licences:list')}?standing=ending")] if count else []


@duties.register
def imports_to_decide(user: User, day: date) -> list[Duty]:
    """The imports that were checked, and neither done nor abandoned (1 query)."""
    if not (scopes := user.access.scopes(Role.DSI)):
        return []
    count = AssetImport.objects.filter(scope_id__in=scopes, state=AssetImportState.CHECKED).count()
    words = plural(count, "import d’actifs vérifié", "imports d’actifs vérifiés")
    return [Duty("Confirmer ou abandonner", words, f"{reverse('asset-imports:list')}?state=checked")] if count else []


@duties.register
def stocktakes_to_end(user: User, day: date) -> list[Duty]:
    """The campaigns of inventory that are open (1 query)."""
    if not (scopes := user.access.scopes(Role.DSI)):
        return []
    count = Stocktake.objects.filter(scope_id__in=scopes, state=StocktakeState.OPEN).count()
    words = plural(count, "campagne d’inventaire", "campagnes d’inventaire")
    return [Duty("Mener à bout", words, f"{reverse('stocktakes:list')}?state=open")] if count else []
