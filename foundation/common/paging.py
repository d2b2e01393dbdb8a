"""Pages of a list, their addresses keeping the filters."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


@dataclass(frozen=True)
class ListPage:
    rows: list[Any]
    count: int
    previous_href: str
    next_href: str
    note: str


def page_of(request: HttpRequest, rows: QuerySet, size: int = 50) -> ListPage:
    """The page asked by `?page=`; an odd number gives the nearest one. Costs two queries."""
    page = Paginator(rows, size).get_page(request.GET.get("page"))

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return ListPage(
        rows=list(page.object_list),
        count=page.paginator.count,
        previous_href=address(page.number - 1) if page.has_previous() else "",
        next_href=address(page.number + 1) if page.has_next() else "",
        note=f"Page {page.number} sur {page.paginator.num_pages}" if page.paginator.num_pages > 1 else "",
    )
