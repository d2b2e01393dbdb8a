"""The templates that new sessions start from."""

from operator import attrgetter
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.common.acts import acts_on
from foundation.common.keyset import Sort
from foundation.common.lists import Column, Empty, ListPage
from foundation.common.requests import Request
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.views.shown import crumbs

from ..forms.sessions import TemplateNameForm
from ..models import SessionTemplate
from ..operations.templates import rename_template, retire_template, save_template
from ..queries.ordering import TEMPLATE_ORDER
from .sessions import on_session

TEMPLATES = ListPage(
    title="Modèles de session",
    state="Un ordre du jour que vos sessions reprennent. Il s’enregistre depuis la page d’une session.",
    noun=("modèle", "modèles"),
    rows=lambda user: SessionTemplate.objects.visible_to(user).kept().select_related("commission"),
    columns=(
        Column("Modèle", lambda row: row.name),
        Column("Commission", lambda row: row.commission.code),
        Column("Points", lambda row: " ; ".join(item["title"] for item in row.items)),
    ),
    sorts={"name": Sort(TEMPLATE_ORDER)},
    default="name",
    file="modeles-de-session",
    empty=Empty(
        "Aucun modèle",
        "Ouvrez une session dont l’ordre du jour se répète, puis « Enregistrer comme modèle ».",
        "Sessions",
        lambda user: reverse("sessions:list"),
    ),
    crumbs=(("Accueil", "/"), ("Sessions", "/sessions/")),
    icon="table",
    template="sessions/templates.html",
    more=lambda request, found: {"kept": request.user.access.commissions(Role.SECRETARY)},
)


def visible_template(request: Request, pk: UUID) -> SessionTemplate:
    return get_object_or_404(TEMPLATES.rows(request.user), pk=pk)


def templates_address(row: object = None) -> str:
    return reverse("sessions:templates")


@require_safe
def templates(request: Request) -> HttpResponseBase:
    if not request.user.access.commissions(Role.SECRETARY, Role.PRESIDENT):
        raise PermissionDenied(rules.can_create_session.sentence)
    return TEMPLATES.page(request)


def _saved(row: SessionTemplate) -> str:
    return f"« {row.name} » garde {plural(len(row.items), 'point')} : il est proposé à chaque nouvelle session."


save = on_session(
    save_template,
    rule=rules.can_prepare,
    form=TemplateNameForm,
    title="Enregistrer comme modèle",
    submit="Enregistrer le modèle",
    here="Modèle",
    intro=(
        "Les points, leurs durées et leurs présentateurs, sans conclusion ni annexe. Un modèle du même nom est"
        " remplacé."
    ),
    said=_saved,
    back=templates_address,
)
on_template = acts_on(
    fetch=visible_template,
    to=templates_address,
    crumbs=lambda row, here: crumbs(here=here),
    of=attrgetter("commission"),
    rule=rules.can_create_session,
)
rename = on_template(
    rename_template,
    form=TemplateNameForm,
    edits=True,
    title="Renommer « {row.name} »",
    submit="Renommer",
    here="Modèles de session",
    said="Le modèle est renommé.",
)
retire = on_template(retire_template, said=lambda row: f"« {row.name} » n’est plus proposé.")
