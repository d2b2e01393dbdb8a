"""What awaits whoever a recommendation is addressed to, and whoever judges its proof."""

from datetime import date

from django.db.models import Q
from django.urls import reverse

from commissions.models import Mandate
from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.duties import Duty, Place, duties, places, waiting_since

from .enums import RecommendationState, ReportOutcome
from .models import Recommendation, RecommendationReport


@duties.register
def proofs_to_judge(user: User, today: date) -> list[Duty]:
    reports = RecommendationReport.objects.filter(
        recommendation__commission_id__in=user.access.commissions(Role.SECRETARY), outcome=ReportOutcome.PENDING
    ).exclude(author=user)
    return [
        Duty(
            "Vérifier",
            f"la preuve de la recommandation « {report.recommendation.text[:90]} »",
            reverse("recommendations:detail", args=[report.recommendation_id]),
            **waiting_since(report.reported_at.date(), today),
        )
        for report in reports.select_related("recommendation").order_by("reported_at", "pk")[:5]
    ]


@duties.register
def reports_to_give(user: User, today: date) -> list[Duty]:
    """Those addressed to a seat one holds, or to the scope of which one is the DSI or RSI; and those of the structure
    that one's seat represents, which follows them.
    """
    seats = Mandate.objects.in_force(today).filter(person__user_id=user.pk).values("seat_id")
    mine = Q(seat__in=seats) | Q(addressee_scope_id__in=user.access.scopes(Role.DSI, Role.RSI))
    mine |= Q(structure__scope_id__in=user.access.scopes(Role.DSI), structure__kind="dsi")
    mine |= Q(pk__in=Recommendation.objects.of_structures(user, today).values("pk"))
    if user.access.is_asin:
        mine |= Q(is_for_asin=True)
    rows = (
        Recommendation.objects.visible_to(user)
        .open()
        .filter(mine)
        .exclude(state=RecommendationState.REPORTED)
        .with_refusal()
        .order_by("due_on", "pk")
    )
    return [_to_report(row, user, today) for row in rows[:6]]


def _to_report(row: Recommendation, user: User, today: date) -> Duty:
    verb, what, note = "Rendre compte", f"« {row.text[:110]} »", ""
    if row.structure_id is not None and not row.is_answered_by(user, today):
        verb, note = "Suivre", "adressée à votre structure ; le DSI en rend compte"
    if refusal := row.refusal:
        verb = "Compléter" if verb == "Rendre compte" else verb
        what, note = f"la preuve refusée : {what}", f"motif : {refusal[:110]}"
    return Duty(verb, what, reverse("recommendations:detail", args=[row.pk]), row.due_on, row.is_late(today), note)


@places.register
def recommendations_of_mine(user: User) -> list[Place]:
    access, home = user.access, reverse("recommendations:list")
    found = []
    if access.is_asin:
        found.append(Place("Recommandations en retard", f"{home}?late=1", "dans toutes les commissions"))
    if access.scopes(Role.RSI):
        found.append(
            Place("Recommandations adressées à la commune", f"{home}?mine=1", "à exécuter, avec leur échéance")
        )
    if access.scopes(Role.AUDITOR):
        found.append(
            Place(
                "Le bilan des recommandations",
                reverse("recommendations:balance"),
                "taux d’exécution, ancienneté, par destinataire et par thème",
            )
        )
    if access.commissions():
        found.append(Place("Recommandations", home, "de vos commissions"))
    return found
