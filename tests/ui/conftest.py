from datetime import date
from typing import Any

import pytest

from foundation.accounts.models import Grant, Scope, User


@pytest.fixture
def member_of_the_team(db: Any) -> User:
    user = User.objects.create_user(
        "equipe@exemple.bj", "une-phrase-de-passe-longue", full_name="Awa GNANSOUNOU", is_staff=True
    )
    scope = Scope.objects.create(kind="national", label="Portail")
    for role, capacity in (
        ("portal_admin", "administratrice du portail"),
        ("dsi", "directrice des systèmes d’information du Ministère du Numérique et de la Digitalisation"),
    ):
        Grant.objects.create(
            user=user, role=role, scope=scope, capacity=capacity, valid_from=date(2020, 1, 1), origin="essai"
        )
    return user
