from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Place, places


@places.register
def dashboards_of_mine(user: User) -> list[Place]:
    found = []
    if user.access.is_asin:
        found.append(
            Place(
                "Tableau de bord national",
                reverse("dashboards:national"),
                "les ministères, leurs sessions, recommandations et projets",
            )
        )
    if user.access.scopes(Role.AUDITOR):
        found.append(
            Place("Définition des chiffres", reverse("dashboards:figures"), "formule et lignes de chaque chiffre")
        )
    return found
