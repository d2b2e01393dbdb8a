from datetime import date

import pytest

from commissions.enums import CommissionKind
from commissions.operations import close_commission, create_commission, edit_commission
from foundation.accounts.enums import Role
from foundation.common import clock
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.record import entries_of
from sessions.core.enums import SessionState
from tests.factories import (
    CommissionFactory,
    MinistryFactory,
    RecommendationFactory,
    SessionFactory,
    commission_with_members,
)

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def create(**fields):
    return create_commission(
        **({"kind": CommissionKind.CMSIC, "code": "MDGL", "name": "CMSIC du MDGL", "by": None} | fields)
    )


def test_a_cmsic_lives_in_the_scope_of_its_ministry():
    ministry = MinistryFactory()
    commission = create(ministry=ministry, code="mdgl")
    assert (commission.scope_id, commission.code) == (ministry.scope_id, "MDGL")
    assert [entry.act for entry in entries_of(commission)] == ["create_commission"]


def test_a_national_body_has_a_scope_of_its_own():
    commission = create(kind=CommissionKind.CDSI, code="CDSI", name="Conférence des DSI")
    assert (commission.ministry, commission.scope.kind, commission.scope.label) == (
        None,
        "national",
        "Conférence des DSI",
    )


def test_a_cmsic_needs_a_ministry_that_exists():
    with pytest.raises(InvalidInput, match="choisissez-le"):
        create()
    with pytest.raises(Refused, match="n’existe plus depuis le 25 mai 2021"):
        create(ministry=MinistryFactory(valid_to=date(2021, 5, 25)))


def test_a_ministry_has_one_cmsic_and_a_code_serves_once():
    ministry = MinistryFactory()
    create(ministry=ministry)
    with pytest.raises(Refused, match="existe déjà pour ce ministère"):
        create(ministry=ministry, code="AUTRE")
    with pytest.raises(InvalidInput, match="est déjà celui d’une autre commission"):
        create(ministry=MinistryFactory())


def test_an_edit_on_an_old_version_conflicts():
    commission = CommissionFactory(name="Avant")
    values = {
        "objectives": "",
        "founded_by": None,
        "founded_on": commission.founded_on,
        "meeting_place": commission.meeting_place,
        "by": None,
    }
    edit_commission(commission.pk, name="Après", base_version=1, **values)
    with pytest.raises(Conflict) as conflict:
        edit_commission(commission.pk, name="Autre", base_version=1, **values)
    assert conflict.value.sides == {"name": ("Après", "Autre")}


def test_a_commission_with_open_business_is_not_dissolved_and_the_refusal_lists_it():
    commission = commission_with_members(3)
    session = SessionFactory(commission=commission, convened=True)
    RecommendationFactory(commission=commission)
    with pytest.raises(Refused) as refusal:
        close_commission(commission.pk, on=TODAY, reason="fusion", by=None)
    listed = sorted(line.replace("\u00a0", " ") for line in refusal.value.blockers)
    assert len(listed) == 2
    assert listed[0].startswith("1 recommandation est encore ouverte")
    assert listed[1] == f"La {session.label} est à l’état « convoquée »."
    commission.refresh_from_db()
    assert commission.closed_on is None


@pytest.mark.parametrize(
    ("state", "stops"),
    [
        (
            state,
            state
            not in (SessionState.ARCHIVED, SessionState.CANCELLED, SessionState.POSTPONED, SessionState.NO_QUORUM),
        )
        for state in SessionState
    ],
)
def test_a_session_stops_the_dissolution_until_it_is_over(state, stops):
    session = SessionFactory(convened=True)
    type(session).objects.filter(pk=session.pk).update(state=state)
    if stops:
        with pytest.raises(Refused):
            close_commission(session.commission_id, on=TODAY, reason="x", by=None)
    else:
        close_commission(session.commission_id, on=TODAY, reason="x", by=None)


def test_dissolving_ends_the_mandates_and_their_rights():
    commission = commission_with_members(3)
    users = [grant.user for grant in commission.scope.grants.all()]
    assert all(user.access.commissions() == {commission.pk} for user in users)
    close_commission(commission.pk, on=TODAY, reason="fusion", by=None)
    for user in users:
        user.forget_access()
    assert all(user.access.commissions() == set() for user in users)
    assert not users[0].has_role(Role.PRESIDENT)
    assert [entry.act for entry in entries_of(commission)] == ["close_commission"]


def test_dissolving_twice_or_before_the_foundation_is_refused():
    commission = CommissionFactory(founded_on=date(2022, 9, 7))
    with pytest.raises(Refused, match="elle est créée le 7 septembre 2022"):
        close_commission(commission.pk, on=date(2022, 1, 1), reason="x", by=None)
    close_commission(commission.pk, on=date(2024, 1, 1), reason="x", by=None)
    with pytest.raises(Refused, match="déjà dissoute depuis le 1er janvier 2024"):
        close_commission(commission.pk, on=TODAY, reason="x", by=None)
