import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.lists import Filters
from ministries.models import Ministry

from .enums import CommissionKind, HolderKind, SeatRole
from .models import Commission, Mandate, Seat, Statute


class CommissionFilter(Filters):
    q = django_filters.CharFilter(label="Nom ou code", method="by_name")
    kind = django_filters.ChoiceFilter(label="Nature", choices=CommissionKind.choices, empty_label="toutes les natures")
    ministry = django_filters.ModelChoiceFilter(
        label="Ministère", queryset=Ministry.objects.order_by(SortKey("name"), "pk"), empty_label="tous les ministères"
    )
    state = django_filters.ChoiceFilter(
        label="État",
        choices=[("alive", "en fonction"), ("closed", "dissoutes")],
        method="by_state",
        empty_label="en fonction ou dissoutes",
    )
    vacant = django_filters.ChoiceFilter(
        label="Sièges", choices=[("yes", "avec des sièges vacants")], method="by_vacancy", empty_label="tous"
    )

    class Meta:
        model = Commission
        fields: list[str] = []

    def by_name(self, rows: QuerySet[Commission], name: str, value: str) -> QuerySet[Commission]:
        key = SortKey(Value(value))
        return rows.annotate(name_words=SortKey("name")).filter(Q(name_words__contains=key) | Q(code__icontains=value))

    def by_state(self, rows: QuerySet[Commission], name: str, value: str) -> QuerySet[Commission]:
        return rows.filter(closed_on__isnull=value == "alive")

    def by_vacancy(self, rows: QuerySet[Commission], name: str, value: str) -> QuerySet[Commission]:
        today = clock.today()
        held = Mandate.objects.filter(seat=OuterRef("pk"), kind=HolderKind.TITULAR).in_force(today)
        return rows.filter(Exists(Seat.objects.filter(commission=OuterRef("pk")).in_force(today).filter(~Exists(held))))


class SeatFilter(Filters):
    commission = django_filters.UUIDFilter(label="commission", field_name="commission_id")
    role = django_filters.ChoiceFilter(label="rôle", choices=SeatRole.choices)
    in_force_on = django_filters.DateFilter(label="en vigueur le", method="by_day")

    class Meta:
        model = Seat
        fields: list[str] = []

    def by_day(self, rows: QuerySet[Seat], name: str, value: object) -> QuerySet[Seat]:
        return rows.in_force(value)


class MandateFilter(Filters):
    commission = django_filters.UUIDFilter(label="commission", field_name="seat__commission_id")
    seat = django_filters.UUIDFilter(label="siège", field_name="seat_id")
    person = django_filters.UUIDFilter(label="personne", field_name="person_id")
    in_force_on = django_filters.DateFilter(label="en vigueur le", method="by_day")

    class Meta:
        model = Mandate
        fields: list[str] = []

    def by_day(self, rows: QuerySet[Mandate], name: str, value: object) -> QuerySet[Mandate]:
        return rows.in_force(value)


class StatuteFilter(Filters):
    commission = django_filters.UUIDFilter(label="commission", field_name="commission_id")
    in_force_on = django_filters.DateFilter(label="en vigueur le", method="by_day")

    class Meta:
        model = Statute
        fields: list[str] = []

    def by_day(self, rows: QuerySet[Statute], name: str, value: object) -> QuerySet[Statute]:
        return rows.in_force(value)
