"""What awaits somebody for the needs: members score, the secretary fixes the grid and ranks, the DSI follows up."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, duties
from foundation.common.typography import plural

from .enums import NeedState, RankingState
from .models import CriteriaGrid, Need, Ranking, RankingLine
from .rules import SCORERS


@duties.register
def needs_of_mine(user: User, day: date) -> list[Duty]:
    """One query a kind, whatever the number of rows."""
    found: list[Duty] = []
    address = reverse("needs:list")
    scored_by = user.access.commissions(*SCORERS)
    if scored_by and (count := Need.objects.to_score_by(user, scored_by).count()):
        found.append(Duty("Noter", plural(count, "besoin"), f"{address}?to_score=1"))
    if ranked_by := user.access.commissions(Role.SECRETARY):
        found += _of_the_secretary(ranked_by)
    if scopes := user.access.scopes(Role.DSI):
        rows = Need.objects.filter(scope_id__in=scopes, state=NeedState.RETAINED)
        if count := rows.count():
            what = f"ce que {plural(count, 'besoin retenu devient', 'besoins retenus deviennent')}"
            found.append(Duty("Dire", what, f"{address}?state={NeedState.RETAINED}"))
    return found


def _of_the_secretary(commissions: set) -> list[Duty]:
    """A grid where needs wait for one; a ranking where needs are scored and none is open; its verdicts, once it is: one
    query.
    """
    grids = Exists(CriteriaGrid.objects.filter(commission=OuterRef("commission")))
    opened = Exists(Ranking.objects.filter(commission=OuterRef("commission"), state=RankingState.OPEN))
    unsaid = RankingLine.objects.filter(need=OuterRef("pk"), verdict="", ranking__state=RankingState.OPEN)
    counted = Need.objects.filter(commission__in=commissions).aggregate(
        ungraded=Count("pk", filter=Q(state=NeedState.SUBMITTED) & ~Q(grids)),
        unranked=Count("pk", filter=Q(state=NeedState.SCORED) & ~Q(opened)),
        unsaid=Count("pk", filter=Q(Exists(unsaid))),
    )
    found: list[Duty] = []
    rankings = reverse("rankings:list")
    if count := counted["ungraded"]:
        what = f"la grille de notation de {plural(count, 'besoin soumis', 'besoins soumis')}"
        found.append(Duty("Fixer", what, reverse("rankings:grids")))
    if count := counted["unranked"]:
        what = f"le classement de {plural(count, 'besoin noté', 'besoins notés')}"
        found.append(Duty("Arrêter", what, rankings))
    if count := counted["unsaid"]:
        what = f"le sort proposé de {plural(count, 'besoin classé', 'besoins classés')}"
        found.append(Duty("Dire", what, f"{rankings}?state={RankingState.OPEN}"))
    return found
