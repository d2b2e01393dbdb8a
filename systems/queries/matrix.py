"""Exchanges from ministry to ministry: how many, each number leading to its rows."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from foundation.common.charts import heat
from foundation.common.typography import integer
from ministries.models import Ministry


def filters_in(query: QueryDict) -> QueryDict:
    """What an address asks of the exchanges, whichever way they are seen."""
    asked = query.copy()
    for gone in ("after", "before", "sort", "about", "format", "figure"):
        asked.pop(gone, None)
    return asked


def matrix_of(request: HttpRequest, rows: Any) -> dict[str, Any]:
    """A row for each ministry that gives, a column for each that gets (2 queries); each number leads to its rows, by
    the filters of the page.
    """
    pairs = rows.order_by().values_list("source__ministry", "target__ministry").annotate(count=Count("pk"))
    found = {(source, target): count for source, target, count in pairs}
    named = {row.pk: row.short_name for row in Ministry.objects.filter(pk__in={key for pair in found for key in pair})}
    sources, targets = (
        sorted({pair[place] for pair in found}, key=lambda key: (named[key], str(key))) for place in (0, 1)
    )
    if not found:
        return {"matrix": None}
    others = {name: value for name, value in filters_in(request.GET).items() if value}

    def href(source: Any, target: Any) -> str:
        pair = {"source_ministry": source, "target_ministry": target}
        kept = {name: value for name, value in others.items() if name not in pair}
        return f"{reverse('exchanges:list')}?{urlencode(kept | pair)}"

    hrefs = {
        (r, c): href(source, target)
        for r, source in enumerate(sources)
        for c, target in enumerate(targets)
        if (source, target) in found
    }
    return {
        "matrix": heat(
            "Échanges d’un ministère à l’autre",
            [named[target] for target in targets],
            [(named[source], [found.get((source, target)) for target in targets]) for source in sources],
            corner="Donne ↓ reçoit →",
            form=lambda value: integer(value) if value is not None else "–",
            note="Chaque nombre mène aux échanges qu’il compte.",
            hrefs=hrefs,
        )
    }
