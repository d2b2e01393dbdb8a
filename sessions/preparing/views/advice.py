"""A recommendation that a national body addresses to the ministry, put on an agenda of its commission."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.acts import acts_on, one_of
from recommendations.models import Recommendation
from sessions.core.models import AgendaItem, CommissionSession

from ..forms.proposals import AdviceForm
from ..operations.agenda import table_advice as put_on_agenda
from ..rules import can_table_advice
from .agenda import back


def address(row: Recommendation) -> str:
    return reverse("recommendations:detail", args=[row.pk])


def crumbs(row: Recommendation, here: str) -> list[tuple[str, str]]:
    above = [("Accueil", reverse("home")), ("Recommandations", reverse("recommendations:list"))]
    return [*above, (row.reference, address(row)), (here, "")]


def put(pk: UUID, *, session: CommissionSession, by: User) -> AgendaItem:
    return put_on_agenda(session.pk, recommendation=Recommendation(pk=pk), by=by)


def options(request: Any, row: Recommendation) -> dict[str, Any]:
    return {"recommendation": row, "user": request.user}


table_advice = acts_on(fetch=one_of(Recommendation, "commission"), to=address, crumbs=crumbs, rule=can_table_advice)(
    put,
    form=AdviceForm,
    options=options,
    title="Inscrire la recommandation",
    submit="Inscrire",
    here="Inscrire",
    intro="« {row.text} »",
    said="La recommandation est inscrite : la commission l’examine, la recommandation reste ouverte jusqu’à sa preuve.",
    onward=lambda request, item: back(item),
)
