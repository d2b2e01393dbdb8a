from datetime import date

import pytest

from foundation.common.exceptions import InvalidInput
from foundation.journal.record import entries_of
from recommendations.models import Recommendation
from recommendations.operations import confirm_drafts, issue
from tests.factories.commissions import CommissionFactory, SeatFactory
from tests.factories.ministries import CommuneFactory, MinistryFactory
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db


def issued(commission, **fields) -> Recommendation:
    fields = {
        "year": 2026,
        "text": "Publier le registre.",
        "addressee_label": "la DSI",
        "origin_label": "1re session",
        "issued_on": date(2026, 9, 1),
        "by": None,
    } | fields
    return issue(commission=commission, **fields)


def test_numbers_follow_each_other_in_a_commission_and_year():
    commission, other = CommissionFactory(), CommissionFactory()
    assert [
        issued(commission).number,
        issued(other).number,
        issued(commission).number,
        issued(commission, year=2027).number,
    ] == [1, 1, 2, 1]


def test_a_draft_and_one_of_the_past_have_no_number():
    commission = CommissionFactory()
    assert issued(commission, is_draft=True).number is None
    assert issued(commission, numbered=False, source="La Nation").number is None
    assert issued(commission).number == 1


def test_drafts_get_their_numbers_in_the_order_given_and_once():
    commission = CommissionFactory()
    first, second = issued(commission, is_draft=True), issued(commission, is_draft=True)
    assert [row.pk for row in confirm_drafts([second.pk, first.pk], by=None)] == [second.pk, first.pk]
    assert confirm_drafts([second.pk, first.pk], by=None) == []
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.number, first.number, first.is_draft) == (1, 2, False)
    assert [line.act for line in entries_of(first)] == ["issue", "confirm"]


def test_the_addressee_says_whose_dsi_answers():
    commission, ministry, commune, project = CommissionFactory(), MinistryFactory(), CommuneFactory(), ProjectFactory()
    assert issued(commission).addressee_scope_id == commission.scope_id
    assert issued(commission, ministry=ministry).addressee_scope_id == ministry.scope_id
    assert issued(commission, commune=commune).addressee_scope_id == commune.scope_id
    assert issued(commission, project=project).addressee_scope_id == project.scope_id
    assert issued(commission, seat=SeatFactory(commission=commission)).addressee_scope_id == commission.scope_id


def test_the_label_is_that_of_the_addressee_when_none_is_written():
    ministry = MinistryFactory(name="Ministère du Numérique")
    assert (
        issued(CommissionFactory(), ministry=ministry, addressee_label="").addressee_label == "Ministère du Numérique"
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"text": "  "}, "Écrivez ce qui est recommandé"), ({"due_on": date(2026, 8, 31)}, "L’échéance précède")],
)
def test_a_recommendation_without_text_or_due_before_its_birth_is_refused(fields, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        issued(CommissionFactory(), **fields)
    assert not Recommendation.objects.exists()


def test_two_addressees_are_refused():
    commission = CommissionFactory()
    with pytest.raises(InvalidInput, match="un seul destinataire"):
        issued(commission, ministry=MinistryFactory(), seat=SeatFactory(commission=commission))
