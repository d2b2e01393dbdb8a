"""The templates that new sessions start from."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.accounts.enums import Role
from foundation.common.acts import page_act
from foundation.common.form_pages import FormPage
from foundation.common.keyset import Sort
from foundation.common.lists import Column, Empty, ListPage
from foundation.common.typography import plural
from sessions.core import rules
from sessions.core.views.shown import act_page, crumbs, visible_session

from ..forms.sessions import TemplateNameForm
from ..models import SessionTemplate
from ..operations.templates import rename_template, retire_template, save_template
from ..queries.ordering import TEMPLATE_ORDER

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


def visible_template(request: HttpRequest, pk: UUID) -> SessionTemplate:
    return get_object_or_404(TEMPLATES.rows(request.user), pk=pk)


def templates_address(row: object = None) -> str:
    return reverse("sessions:templates")


@require_safe
def templates(request: HttpRequest) -> HttpResponseBase:
    if not request.user.access.commissions(Role.SECRETARY, Role.PRESIDENT):
        raise PermissionDenied(rules.can_create_session.sentence)
    return TEMPLATES.page(request)


def _saved(row: SessionTemplate) -> str:
    return f"« {row.name} » garde {plural(len(row.items), 'point')} : il est proposé à chaque nouvelle session."


save = page_act(
    save_template,
    fetch=visible_session,
    rule=rules.can_prepare,
    form=TemplateNameForm,
    page=lambda session: act_page(
        session,
        "Enregistrer comme modèle",
        "Enregistrer le modèle",
        here="Modèle",
        intro=(
            "Les points, leurs durées et leurs présentateurs, sans conclusion ni annexe. Un modèle du même nom est"
            " remplacé."
        ),
    ),
    said=_saved,
    to=templates_address,
)
rename = page_act(
    rename_template,
    fetch=visible_template,
    rule=rules.can_create_session,
    of=lambda row: row.commission,
    form=TemplateNameForm,
    options=lambda request, row: {"instance": row},
    page=lambda row: FormPage(
        f"Renommer « {row.name} »",
        "Renommer",
        templates_address(),
        crumbs(here="Modèles de session"),
        version=row.version,
    ),
    said="Le modèle est renommé.",
    to=templates_address,
)
retire = page_act(
    retire_template,
    fetch=visible_template,
    rule=rules.can_create_session,
    of=lambda row: row.commission,
    said=lambda row: f"« {row.name} » n’est plus proposé.",
    to=templates_address,
)
