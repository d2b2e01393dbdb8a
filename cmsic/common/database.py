"""Database functions the ORM does not name."""

from django.db.models import Func, TextField


class SortKey(Func):
    """French alphabetical order, blind to case and accents; immutable, so it can be indexed."""

    function = "public.sort_key"
    output_field = TextField()
