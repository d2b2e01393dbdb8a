"""Who holds several rights sees what each of them opens, and nothing more."""

from itertools import product

import pytest
from django.utils import timezone

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from recommendations.models import Recommendation
from sessions.core.enums import BallotMethod
from sessions.core.models import AgendaItem, AgendaRelease, Annex, Ballot, CommissionSession, Decision
from sessions.core.models.settled import writing_the_past
from tests.factories import (
    AgendaItemFactory,
    AnnexFactory,
    CommissionFactory,
    DecisionFactory,
    GrantFactory,
    RecommendationFactory,
    SessionFactory,
    UserFactory,
)
from tests.factories.files import stored

pytestmark = pytest.mark.django_db

OF_COMMISSION = (Role.SECRETARY, Role.MEMBER)
ROLES = (None, Role.SECRETARY, Role.MEMBER, Role.DSI, Role.ASIN_READER)
SEEN = (CommissionSession, AgendaItem, Annex, Decision, Ballot, Recommendation)


def filled(commission):
    """Sessions of each kind, each with an item that was announced to nobody once its agenda left."""
    for traits in (
        {},
        {"convened": True},
        {"convened": True, "is_closed_doors": True},
        {"lifted": True, "transmitted_at": timezone.now()},
    ):
        session = SessionFactory(commission=commission, **traits)
        for position, closed in ((1, False), (2, True)):
            item = AgendaItemFactory(session=session, position=position, is_closed_doors=closed)
            DecisionFactory(item=item)
            AnnexFactory(item=item, is_confidential=not closed, file=stored(b"annexe", "annexe.pdf"))
            with writing_the_past():
                Ballot.objects.create(
                    scope=item.scope,
                    session=session,
                    item=item,
                    question="Avis",
                    method=BallotMethod.SHOW_OF_HANDS,
                    opened_at=timezone.now(),
                    snapshot={},
                )
        if traits.get("convened"):
            AgendaRelease.objects.create(
                scope=session.scope, session=session, number=1, content={}, released_at=timezone.now()
            )
        RecommendationFactory(commission=commission, is_draft="lifted" not in traits)
    return commission


def give(user, commission, role):
    if role is not None:
        own = commission.pk if role in OF_COMMISSION else None
        GrantFactory(user=user, scope=commission.scope, role=role, commission_id=own, origin=f"{role} {commission.pk}")


def seen(model, user):
    return set(model.objects.visible_to(User.objects.get(pk=user.pk)).values_list("pk", flat=True))


def test_two_rights_show_the_sum_of_what_each_shows():
    here, there = filled(CommissionFactory()), filled(CommissionFactory())
    users = {}
    for pair in product(ROLES, ROLES):
        users[pair] = UserFactory()
        give(users[pair], here, pair[0])
        give(users[pair], there, pair[1])
    for model in SEEN:
        shown = {pair: seen(model, user) for pair, user in users.items()}
        assert len({len(rows) for rows in shown.values()}) > 3, model
        for first, second in users:
            assert shown[first, second] == shown[first, None] | shown[None, second], (model, first, second)


def test_each_right_shows_its_own_sessions_and_items():
    commission = filled(CommissionFactory())
    filled(CommissionFactory())
    expected = {None: (0, 0), Role.SECRETARY: (4, 8), Role.MEMBER: (3, 2), Role.DSI: (2, 1), Role.ASIN_READER: (2, 2)}
    found = {}
    for role in expected:
        give(user := UserFactory(), commission, role)
        found[role] = (len(seen(CommissionSession, user)), len(seen(AgendaItem, user)))
    assert found == expected
