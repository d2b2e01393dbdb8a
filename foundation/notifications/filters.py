import django_filters

from foundation.common.lists import Filters

from .enums import NoticeKind
from .models import Notice
from .models.notice import NoticeQuerySet


class NoticeFilter(Filters):
    non_lues = django_filters.ChoiceFilter(
        label="Lecture", choices=[("1", "non lues")], empty_label="lues et non lues", method="by_reading"
    )
    kind = django_filters.ChoiceFilter(label="Nature", choices=NoticeKind.choices, empty_label="toutes")

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()

    def by_reading(self, rows: NoticeQuerySet, name: str, value: str) -> NoticeQuerySet:
        return rows.unread()
