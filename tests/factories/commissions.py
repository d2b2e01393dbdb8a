from collections.abc import Callable
from datetime import date

import factory

from commissions.enums import MajorityRule, QuorumBase, SeatRole
from commissions.models import Commission, Mandate, Seat, Statute
from commissions.operations.seating import ROLE_OF_SEAT
from foundation.accounts.models import Grant, Person, User

from .access import LONG_AGO, GrantFactory, PersonFactory, UserFactory
from .ministries import LegalTextFactory, MinistryFactory


class CommissionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commission

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    code = factory.Sequence(lambda n: f"ME{n}")
    name = factory.LazyAttribute(lambda c: f"Commission du {c.ministry.name}")
    founded_on = date(2022, 9, 7)
    meeting_place = "Salle de conférences"


class StatuteFactory(factory.django.DjangoModelFactory):
    """Article 9: half plus one of the voting seats; article 10: one proxy; article 11: simple majority; article 6: five
    clear days.
    """

    class Meta:
        model = Statute

    commission = factory.SubFactory(CommissionFactory)
    scope = factory.SelfAttribute("commission.scope")
    legal_text = factory.SubFactory(LegalTextFactory)
    valid_from = LONG_AGO
    quorum_base = QuorumBase.VOTING_SEATS
    quorum_numerator = 1
    quorum_denominator = 2
    quorum_plus_one = True
    quorum_counts_proxies = False
    quorum_article = "article 9"
    proxies_allowed = True
    proxy_limit = 1
    proxies_article = "article 10"
    majority_rule = MajorityRule.SIMPLE_CAST
    majority_article = "article 11"
    casting_vote = True
    casting_vote_article = "article 11"
    notice_days = 5
    notice_article = "article 6"
    sessions_per_year = 2
    sessions_article = "article 5"


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Seat

    commission = factory.SubFactory(CommissionFactory)
    scope = factory.SelfAttribute("commission.scope")
    label = factory.Sequence(lambda n: f"Siège {n}")
    role = SeatRole.MEMBER
    has_vote = True
    position = factory.Sequence(lambda n: n)


class MandateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mandate

    seat = factory.SubFactory(SeatFactory)
    scope = factory.SelfAttribute("seat.scope")
    person = factory.SubFactory(PersonFactory, scope=factory.SelfAttribute("..scope"))
    valid_from = LONG_AGO


def commission_with_members(voting: int = 12, **commission_fields) -> Commission:
    """A commission with a statute, `voting` held voting seats (the first is the president's) and a secretary without
    vote.

    Each holder has an account and the grant of his seat.
    """
    commission = CommissionFactory(**commission_fields)
    StatuteFactory(commission=commission)
    roles = [SeatRole.PRESIDENT, SeatRole.RAPPORTEUR, *[SeatRole.MEMBER] * max(0, voting - 2)][:voting]
    seats, holders = [], []
    for position, role in enumerate([*roles, SeatRole.SECRETARY], start=1):
        seats.append(
            SeatFactory.build(commission=commission, role=role, has_vote=role != SeatRole.SECRETARY, position=position)
        )
        holders.append(PersonFactory.build(scope=commission.scope, user=UserFactory.build()))
    seated(seats, holders, lambda seat: f"{seat.get_role_display()} ({seat.label})")
    return commission


def seated(seats: list[Seat], holders: list[Person], capacity: Callable[[Seat], str]) -> None:
    """Store seats of one commission, each with the holder of the same rank, his account, his mandate and his grant: one
    statement for each kind of row.
    """
    mandates, grants = [], []
    for seat, person in zip(seats, holders, strict=True):
        mandate = MandateFactory.build(seat=seat, person=person)
        mandates.append(mandate)
        grants.append(
            GrantFactory.build(
                user=person.user,
                scope=seat.commission.scope,
                role=ROLE_OF_SEAT[seat.role],
                commission_id=seat.commission_id,
                capacity=capacity(seat),
                origin=f"mandate:{mandate.pk}",
            )
        )
    User.objects.bulk_create([person.user for person in holders])
    Seat.objects.bulk_create(seats)
    Person.objects.bulk_create(holders)
    Mandate.objects.bulk_create(mandates)
    Grant.objects.bulk_create(grants)
