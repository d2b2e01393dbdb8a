"""Reports, as the search box finds them: by the name of the portfolio."""

from foundation.accounts.models import User
from foundation.common.searching import Hit, extract_of, on_the_fly, source

from .models import Report
from .queries.shown import address_of


@source("rapports", "Rapports périodiques", of=Report, position=22)
def reports(user: User, words: str, limit: int) -> list[Hit]:
    rows = on_the_fly(Report.objects.visible_to(user), ("owner_name",), "owner_name", words, limit)
    return [Hit(str(row), address_of(row), extract_of(row.extract)) for row in rows]
