from foundation.common.lists import Filters, chosen

from .enums import NoticeKind
from .models import Notice


class NoticeFilter(Filters):
    non_lues = chosen("Lecture", [("1", "non lues")], "lues et non lues", lambda rows, value: rows.unread())
    kind = chosen("Nature", NoticeKind, "toutes")

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()
