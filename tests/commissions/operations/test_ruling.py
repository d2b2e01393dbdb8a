from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from commissions.models import Statute
from commissions.operations import correct_statute, create_statute_version
from commissions.operations.ruling import RULES
from foundation.common import clock
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.record import entries_of
from tests.factories import CommissionFactory, SessionFactory, StatuteFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today()
NOTHING = {name: Statute._meta.get_field(name).get_default() for name in RULES}
HALF = NOTHING | {
    "quorum_base": "voting_seats",
    "quorum_numerator": 1,
    "quorum_denominator": 2,
    "quorum_plus_one": True,
    "quorum_article": "article 9",
}


def new_version(commission, valid_from, rules=HALF):
    return create_statute_version(commission.pk, valid_from=valid_from, rules=rules, by=None)


def correct(statute, **changes):
    rules = {name: getattr(statute, name) for name in RULES} | changes
    return correct_statute(
        statute.pk,
        rules=rules,
        legal_text=statute.legal_text,
        valid_from=statute.valid_from,
        base_version=statute.version,
        by=None,
    )


def test_the_first_version_may_have_no_date():
    statute = new_version(CommissionFactory(), None, NOTHING)
    assert (statute.number, statute.valid_from) == (1, None)
    assert [entry.act for entry in entries_of(statute)] == ["create_statute_version"]


def test_a_new_version_ends_the_former_one_that_day():
    first = StatuteFactory(valid_from=date(2022, 9, 7))
    second = new_version(first.commission, date(2024, 1, 1))
    first.refresh_from_db()
    assert (first.valid_to, second.number, second.valid_to) == (date(2024, 1, 1), 2, None)
    in_force = [first.commission.statutes.in_force(day).get().number for day in (date(2023, 12, 31), date(2024, 1, 1))]
    assert in_force == [1, 2]


def test_a_second_version_needs_a_later_date():
    first = StatuteFactory(valid_from=date(2022, 9, 7))
    with pytest.raises(InvalidInput, match="Donnez la date"):
        new_version(first.commission, None)
    with pytest.raises(Refused, match="la version 1 s’applique depuis le 7 septembre 2022"):
        new_version(first.commission, date(2022, 9, 7))
    assert first.commission.statutes.count() == 1


def test_two_versions_at_once_are_refused_by_the_database():
    first = StatuteFactory(valid_from=date(2022, 9, 7))
    with pytest.raises(IntegrityError, match="statute_one_in_force"), transaction.atomic():
        StatuteFactory(commission=first.commission, number=2, valid_from=date(2023, 1, 1))


def test_a_version_does_not_slip_under_a_session_already_convened():
    statute = StatuteFactory(valid_from=date(2022, 9, 7))
    session = SessionFactory(commission=statute.commission, convened=True, held_on=TODAY + timedelta(days=20))
    with pytest.raises(Refused) as refusal:
        new_version(statute.commission, TODAY + timedelta(days=10))
    assert "des sessions sont déjà convoquées" in refusal.value.message
    assert len(refusal.value.blockers) == 1
    assert session.label in refusal.value.blockers[0]
    new_version(statute.commission, TODAY + timedelta(days=21))
    session.refresh_from_db()
    assert session.statute == statute


def test_a_session_in_preparation_takes_the_new_version():
    statute = StatuteFactory(valid_from=date(2022, 9, 7))
    before = SessionFactory(commission=statute.commission, held_on=TODAY + timedelta(days=5))
    after = SessionFactory(commission=statute.commission, held_on=TODAY + timedelta(days=20))
    second = new_version(statute.commission, TODAY + timedelta(days=10))
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.statute, after.statute, after.version) == (statute, second, 2)


@pytest.mark.parametrize("state", ["convened", "opened", "lifted"])
def test_rules_a_session_was_convened_under_are_not_corrected(state):
    statute = StatuteFactory()
    session = SessionFactory(commission=statute.commission, **{state: True})
    with pytest.raises(Refused) as refusal:
        correct(statute, notice_days=8)
    assert "Enregistrez une nouvelle version" in refusal.value.message
    assert session.label in refusal.value.blockers[0]
    statute.refresh_from_db()
    assert statute.notice_days == 5


def test_rules_of_a_session_in_preparation_may_be_corrected():
    statute = StatuteFactory()
    SessionFactory(commission=statute.commission)
    correct(statute, notice_days=8)
    statute.refresh_from_db()
    assert (statute.notice_days, statute.version) == (8, 2)
    entry = entries_of(statute).last()
    assert (entry.before, entry.after) == ({"notice_days": 5}, {"notice_days": 8})


def test_two_corrections_that_cross_conflict():
    statute = StatuteFactory()
    correct(statute, notice_days=8)
    with pytest.raises(Conflict) as conflict:
        correct(statute, notice_days=10)
    assert conflict.value.sides == {"notice_days": ("8", "10")}


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"quorum_base": "voting_seats"}, "Le quorum se donne en entier"),
        ({"quorum_numerator": 1, "quorum_denominator": 2}, "Le quorum se donne en entier"),
        ({"quorum_base": "voting_seats", "quorum_numerator": 3, "quorum_denominator": 2}, "ne dépasse pas la totalité"),
        ({"proxy_limit": 1, "proxies_allowed": False}, "suppose que les procurations sont admises"),
        ({"quorum_number": 5}, "se donne en entier"),
        ({"quorum_base": "voting_seats"}, "se donne en entier"),
        (
            {"second_quorum_free": True, "quorum_base": "voting_seats", "quorum_number": 5, "second_quorum_number": 3},
            "pas les deux",
        ),
        ({"majority_rule": "simple_cast", "majority_number": 5}, "ne se donnent que pour une « autre majorité »"),
        ({"majority_rule": "other", "majority_numerator": 3, "majority_denominator": 5}, "se donne par sa base"),
        ({"majority_rule": "other", "majority_base": "cast", "majority_numerator": 3}, "par ses deux nombres"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(rules, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        new_version(CommissionFactory(), None, NOTHING | rules)


def test_an_unknown_rule_is_an_error_of_the_developer():
    with pytest.raises(ValueError, match="unknown rules"):
        new_version(CommissionFactory(), None, {"quorums": 1})
