"""Keys that lists are paged by: one text of digits says the whole order."""

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Coalesce, Concat

from foundation.common.database import SortKey

LAST = "9" * 20  # after every moment


class Moment(Func):
    """A day or an instant as digits, in their order."""

    function = "to_char"
    template = "%(function)s(%(expressions)s, 'YYYYMMDDHH24MISSUS')"
    output_field = CharField()


def moment(column: str) -> Coalesce:
    return Coalesce(Moment(F(column)), Value(LAST), output_field=CharField())


TEMPLATE_ORDER = SortKey(Concat("commission__code", Value(" "), "name"))
