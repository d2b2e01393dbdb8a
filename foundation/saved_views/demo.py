"""The lists that a DSI of the demonstration finds again each week."""

from foundation.accounts.models import User
from foundation.common.demonstration import demo_part

from .models import SavedView
from .operations import keep_view

KEPT = (
    ("Ce qui est périmé chez nous", "/projets/?stale=1&sort=fresh"),
    ("En cours, par stade", "/projets/par-stade?stage=running"),
)


@demo_part("vues gardées", position=101)
def views() -> None:
    dsi = User.objects.filter(email="dsi@mdemo.test").first()
    if dsi is None:
        return
    for name, of in KEPT:
        if not SavedView.objects.filter(user=dsi, name=name).exists():
            keep_view(name=name, of=of, by=dsi)
