from foundation.accounts.models import User
from foundation.common.permissions import rule

from .models import SavedView


@rule("Une vue n’est qu’à la personne qui l’a gardée : elle seule la renomme ou la retire.")
def can_keep_view(user: User, view: SavedView | None = None) -> bool:
    return user.is_authenticated and (view is None or view.user_id == user.pk)
