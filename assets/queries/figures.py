"""The figures of the assets: each link gives the rows counted."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.figures import Compute, Figure, FigureValue, Part, register, show_rows
from foundation.common.typography import short_date

from ..enums import STATE_TONES, AssetState
from ..models import Asset, Licence

METHOD_VERSION = 1
MINISTRY = ("ministry",)


def _asked(filters: Mapping[str, Any]) -> dict[str, Any]:
    ministry = filters.get("ministry")
    return {"ministry": getattr(ministry, "pk", ministry)} if ministry else {}


def _rows(model: Any, user: User, filters: Mapping[str, Any]) -> Any:
    asked = _asked(filters)
    rows = model.objects.visible_to(user)
    return rows.filter(ministry_id=asked["ministry"]) if asked else rows


def address(name: str, filters: Mapping[str, Any], **query: Any) -> str:
    asked = urlencode(_asked(filters) | query)
    return reverse(name) + (f"?{asked}" if asked else "")


def counted(model: Any, route: str, narrowed: Callable[[Any], QuerySet], **query: Any) -> Compute:
    def compute(user: User, filters: Mapping[str, Any]) -> FigureValue:
        rows = narrowed(_rows(model, user, filters))
        return FigureValue(rows.count(), rows, href=address(route, filters, **query), as_of=clock.today())

    return compute


def by_state(user: User, filters: Mapping[str, Any]) -> FigureValue:
    rows = _rows(Asset, user, filters)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    parts = tuple(
        Part(state, state.label, counts.get(state, 0), address("assets:list", filters, state=state), STATE_TONES[state])
        for state in AssetState
    )
    return FigureValue(
        sum(counts.values()), rows, parts=parts, href=address("assets:list", filters), as_of=clock.today()
    )


register(
    Figure(
        "assets.by_state",
        "Actifs informatiques",
        "actifs informatiques sont au registre",
        "Actifs du registre, réformés compris, par état.",
        METHOD_VERSION,
        by_state,
        "actif informatique est au registre",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "assets.missing",
        "Actifs introuvables",
        "actifs sont introuvables",
        "Actifs à l’état « introuvable » : déclarés tels, ou vus nulle part entre l’ouverture et la clôture d’une"
        " campagne d’inventaire. Ce qui est en réparation ne le devient pas.",
        2,
        counted(Asset, "assets:list", lambda rows: rows.filter(state=AssetState.MISSING), state=AssetState.MISSING),
        "actif est introuvable",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "licences.ending",
        "Licences qui finissent",
        "licences finissent bientôt ou sont finies",
        "Licences dont la fin est passée, ou à venir dans les jours que chacune demande.",
        METHOD_VERSION,
        counted(Licence, "licences:list", lambda rows: rows.ending(clock.today()), standing="ending"),
        "licence finit bientôt ou est finie",
        filters=MINISTRY,
    )
)
register(
    Figure(
        "licences.over",
        "Licences dépassées",
        "licences sont installées sur plus de postes que ceux achetés",
        "Licences comparées aux logiciels que trouvent les agents, et installées sur plus de postes que ceux achetés ;"
        " les actifs réformés ne comptent pas.",
        2,
        counted(
            Licence,
            "licences:list",
            lambda rows: rows.with_installed().filter(seats__isnull=False, installed__gt=F("seats")),
            standing="over",
        ),
        "licence est installée sur plus de postes que ceux achetés",
        filters=MINISTRY,
    )
)
show_rows(
    Asset,
    lambda row: reverse("assets:detail", args=[row.pk]),
    (("Actif", str), ("État", lambda row: row.get_state_display()), ("Site", lambda row: row.site)),
)
show_rows(
    Licence,
    lambda row: reverse("licences:detail", args=[row.pk]),
    (("Licence", str), ("Finit le", lambda row: short_date(row.ends_on))),
)
