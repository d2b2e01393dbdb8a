from django_filters import CharFilter, ChoiceFilter, UUIDFilter

from foundation.common import clock
from foundation.common.lists import Filters, InForce, chosen
from ministries.filters import MinistryChoice

from .enums import CommissionKind, SeatRole


class CommissionFilter(Filters):
    words = ("name", "code")
    q = CharFilter(label="Nom ou code", method="by_words")
    kind = chosen("Nature", CommissionKind, "toutes les natures")
    ministry = MinistryChoice()
    state = chosen(
        "État",
        [("alive", "en fonction"), ("closed", "dissoutes")],
        "en fonction ou dissoutes",
        lambda rows, value: rows.filter(closed_on__isnull=value == "alive"),
    )
    vacant = chosen(
        "Sièges",
        [("yes", "avec des sièges vacants")],
        "tous",
        lambda rows, value: rows.with_seat_counts(clock.today()).filter(vacant_count__gt=0),
    )


class StatuteFilter(InForce):
    commission = UUIDFilter(label="commission", field_name="commission_id")


class SeatFilter(StatuteFilter):
    role = ChoiceFilter(label="rôle", choices=SeatRole.choices)


class MandateFilter(InForce):
    commission = UUIDFilter(label="commission", field_name="seat__commission_id")
    seat = UUIDFilter(label="siège", field_name="seat_id")
    person = UUIDFilter(label="personne", field_name="person_id")
