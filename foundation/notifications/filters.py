import django_filters
from django.db.models import QuerySet

from foundation.common.lists import Filters

from .enums import NoticeKind
from .models import Notice


class NoticeFilter(Filters):
    non_lues = django_filters.ChoiceFilter(
        label="Lecture", choices=[("1", "non lues")], empty_label="lues et non lues", method="by_reading"
    )
    kind = django_filters.ChoiceFilter(label="Nature", choices=NoticeKind.choices, empty_label="toutes")

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()

    def by_reading(self, rows: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        return rows.unread()  # type: ignore[attr-defined]
