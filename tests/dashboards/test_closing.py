import pytest

from commissions.extensions import blockers_of
from sessions.core.models import Reserve
from tests.factories import DecisionFactory, RecommendationFactory, SessionFactory, commission_with_members

pytestmark = pytest.mark.django_db


def test_all_the_open_business_of_a_commission_is_listed():
    commission = commission_with_members(2)
    assert blockers_of(commission) == []
    SessionFactory(commission=commission)
    decision = DecisionFactory(item__session=SessionFactory(commission=commission, lifted=True))
    Reserve.objects.create(scope=commission.scope, decision=decision, text="Sous réserve de l’avis de l’APDP")
    RecommendationFactory(commission=commission)
    said = " ".join(blockers_of(commission))
    for part in (
        "« en préparation »",
        "« levée »",
        "n’est pas soumis",
        "réserve n’est pas levée",
        "recommandation est encore ouverte",
    ):
        assert part in said.replace("\xa0", " "), part
