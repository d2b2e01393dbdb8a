from django.db.models import Exists, OuterRef, QuerySet
from django_filters import CharFilter, ChoiceFilter, UUIDFilter

from foundation.common import clock
from foundation.common.lists import Filters, InForce
from ministries.filters import MinistryChoice

from .enums import CommissionKind, HolderKind, SeatRole
from .models import Commission, Mandate, Seat


class CommissionFilter(Filters):
    words = ("name", "code")
    q = CharFilter(label="Nom ou code", method="by_words")
    kind = ChoiceFilter(label="Nature", choices=CommissionKind.choices, empty_label="toutes les natures")
    ministry = MinistryChoice()
    state = ChoiceFilter(
        label="État",
        choices=[("alive", "en fonction"), ("closed", "dissoutes")],
        method="by_state",
        empty_label="en fonction ou dissoutes",
    )
    vacant = ChoiceFilter(
        label="Sièges", choices=[("yes", "avec des sièges vacants")], method="by_vacancy", empty_label="tous"
    )

    def by_state(self, rows: QuerySet[Commission], name: str, value: str) -> QuerySet[Commission]:
        return rows.filter(closed_on__isnull=value == "alive")

    def by_vacancy(self, rows: QuerySet[Commission], name: str, value: str) -> QuerySet[Commission]:
        today = clock.today()
        held = Mandate.objects.filter(seat=OuterRef("pk"), kind=HolderKind.TITULAR).in_force(today)
        return rows.filter(Exists(Seat.objects.filter(commission=OuterRef("pk")).in_force(today).filter(~Exists(held))))


class StatuteFilter(InForce):
    commission = UUIDFilter(label="commission", field_name="commission_id")


class SeatFilter(StatuteFilter):
    role = ChoiceFilter(label="rôle", choices=SeatRole.choices)


class MandateFilter(InForce):
    commission = UUIDFilter(label="commission", field_name="seat__commission_id")
    seat = UUIDFilter(label="siège", field_name="seat_id")
    person = UUIDFilter(label="personne", field_name="person_id")
