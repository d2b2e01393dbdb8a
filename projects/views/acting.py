"""The acts on one project: each form calls one operation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.common import clock
from foundation.common.acts import page_act
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import require
from foundation.common.typography import plural

from .. import operations, rules
from ..enums import STAGE_DEFINITIONS, Stage
from ..forms import (
    PLANNED,
    BaselineForm,
    CreateForm,
    DescriptionForm,
    LeaveForm,
    MergeForm,
    RatingForm,
    RevisionForm,
    SiteForm,
    SitesForm,
    SplitForm,
    StageForm,
)
from ..models import Project, ProjectSite
from .access import portfolio_crumbs, project_for, require_form, visible_project

DESCRIPTION = [
    ("Le projet", "", ("title", "kind", "nature", "parent")),
    ("Qui le mène", "", ("structure", "lead", "partner_ministries", "sponsor", "supplier")),
    ("Pour quoi", "", ("objectives", "beneficiaries", "pag_axis", "sdsi_action", "council_record", "source")),
]


def _address(project: Project) -> str:
    return reverse("projects:detail", args=[project.pk])


def _page(project: Project, title: str, submit: str, **options: Any) -> FormPage:
    return FormPage(
        title=title,
        submit=submit,
        cancel_href=_address(project),
        breadcrumb=portfolio_crumbs(project, title),
        **{"version": project.version} | options,
    )


def _own(request: HttpRequest, project: Project) -> dict[str, Any]:
    """The form of a project starts from what it says."""
    return {"instance": project}


@require_form
def create(request: HttpRequest) -> HttpResponse:
    require(rules.can_create_project, request.user)

    def act(form: Form) -> str:
        project = operations.create_project(**form.cleaned_data, by=request.user)
        messages.success(
            request, f"Le projet a reçu le code {project.code}. Sa première mise à jour est attendue ce mois-ci."
        )
        return _address(project)

    title, lines = DESCRIPTION[0][0], DESCRIPTION[0][2]
    page = FormPage(
        title="Créer un projet",
        submit="Créer le projet",
        cancel_href=reverse("projects:list"),
        breadcrumb=portfolio_crumbs(None, "Créer un projet"),
        intro="Le code est donné à l’enregistrement, une fois pour toutes.",
        sections=[
            (title, "", ("ministry", *lines)),
            (
                "Où il en est",
                "Le stade suit les dates effectives ; un stade qui les contredit est refusé.",
                ("stage", "actual_start", "actual_end"),
            ),
            (
                "Référence initiale",
                (
                    "Les valeurs prévues d’origine. Elles ne se perdent jamais et ne changent plus que par une révision"
                    " motivée. Vide : à fixer plus tard."
                ),
                PLANNED,
            ),
            *DESCRIPTION[1:],
        ],
        template="projects/form.html",
        extra={"leave_out": ""},
    )
    return serve_form(request, CreateForm, page, act, user=request.user)


@require_form
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_edit_project)

    def act(form: Form) -> str:
        fields = dict(form.cleaned_data)
        partners = fields.pop("partner_ministries")
        operations.edit_project(
            project.pk, fields, partner_ministries=partners, by=request.user, base_version=base_version(request)
        )
        messages.success(request, "La fiche est à jour.")
        return _address(project)

    page = _page(
        project,
        "Modifier la fiche",
        "Enregistrer",
        sections=DESCRIPTION,
        intro="Les dates et le coût prévus se révisent à part : ils forment la référence.",
        template="projects/form.html",
        extra={"leave_out": project.pk},
    )
    return serve_form(request, DescriptionForm, page, act, user=request.user, instance=project)


def _stage_said(project: Project) -> str:
    stage = Stage(project.stage)
    return f"Le projet est au stade « {stage.label} » : {STAGE_DEFINITIONS[stage]}"


stage = page_act(
    operations.change_stage,
    fetch=visible_project,
    rule=rules.can_update_project,
    form=StageForm,
    page=lambda row: _page(
        row,
        "Stade et dates effectives",
        "Enregistrer",
        intro="Le stade suit les dates effectives ; un stade qui les contredit est refusé.",
    ),
    options=_own,
    said=_stage_said,
    to=_address,
)
baseline = page_act(
    operations.set_initial_baseline,
    fetch=visible_project,
    rule=rules.can_revise_baseline,
    form=BaselineForm,
    page=lambda row: _page(
        row,
        "Fixer la référence initiale",
        "Fixer la référence",
        intro="Elle se fixe une seule fois et ne change plus. Vérifiez les trois valeurs avant d’enregistrer.",
    ),
    options=lambda request, row: {"initial": {"adopted_on": clock.today()}},
    said="La référence initiale est fixée : les écarts se mesurent désormais contre elle.",
    to=_address,
)
revise = page_act(
    operations.revise_baseline,
    fetch=visible_project,
    rule=rules.can_revise_baseline,
    form=RevisionForm,
    page=lambda row: _page(
        row,
        "Réviser la référence",
        "Adopter la nouvelle référence",
        intro="La référence initiale et les précédentes sont gardées ; le nombre de révisions s’affiche sur la fiche.",
    ),
    options=lambda request, row: {
        "initial": {name: getattr(row, name) for name in PLANNED[:3]} | {"adopted_on": clock.today()}
    },
    said=lambda row: (
        f"La référence n° {row.revision_count} est en vigueur. L’écart à la référence initiale reste affiché."
    ),
    to=_address,
)
leave = page_act(
    operations.leave_portfolio,
    fetch=visible_project,
    rule=rules.can_reshape_portfolio,
    form=LeaveForm,
    page=lambda row: _page(
        row,
        "Faire sortir du portefeuille",
        "Faire sortir le projet",
        intro="Un projet sort avec un motif ; sa fiche ne change plus ensuite.",
    ),
    options=lambda request, row: {"project": row, "initial": {"left_on": clock.today()}},
    said="Le projet est sorti du portefeuille. Il reste lisible et compte encore dans les bilans.",
    to=_address,
)
split = page_act(
    operations.split_project,
    fetch=visible_project,
    rule=rules.can_reshape_portfolio,
    form=SplitForm,
    page=lambda row: _page(
        row,
        "Scinder le projet",
        "Scinder",
        intro="Le projet sort du portefeuille ; chaque partie garde un lien vers lui.",
    ),
    options=lambda request, row: {"initial": {"on": clock.today()}},
    said=lambda parts: (
        f"Le projet est scindé en {', '.join(part.code for part in parts)}. Fixez la référence initiale de chacun."
    ),
    to=_address,
)


@require_form
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_reshape_portfolio)

    def act(form: Form) -> str:
        data = form.cleaned_data
        others = [row.pk for row in data["projects"]]
        operations.merge_projects(others, project.pk, note=data["note"], on=data["on"], by=request.user)
        many = "s" if len(others) > 1 else ""
        messages.success(
            request, f"{plural(len(others), 'projet')} réuni{many} dans {project.code}. Leurs codes ne serviront plus."
        )
        return _address(project)

    page = _page(
        project,
        "Réunir d’autres projets dans celui-ci",
        "Réunir",
        intro=f"{project.code} continue ; les autres sortent comme « fusionnés ».",
    )
    return serve_form(request, MergeForm, page, act, project=project, initial={"on": clock.today()})


rate = page_act(
    operations.rate_for_asin,
    fetch=visible_project,
    rule=rules.can_rate_for_asin,
    form=RatingForm,
    page=lambda row: _page(
        row,
        "Noter le projet",
        "Enregistrer la note",
        version=None,
        intro="Une note ne change ni le signal calculé ni la note du DSI : les trois s’affichent côte à côte.",
    ),
    options=lambda request, row: {"initial": {"rating": row.asin_rating}},
    said="La note de l’ASIN est enregistrée, à côté du signal calculé et de la note du DSI.",
    to=_address,
)
add_sites = page_act(
    operations.add_sites,
    fetch=visible_project,
    rule=rules.can_edit_project,
    form=SitesForm,
    page=lambda row: _page(row, "Ajouter des sites ou des lots", "Ajouter", version=None),
    said=lambda sites: f"{plural(len(sites), 'site')} ajouté{'s' if len(sites) > 1 else ''}.",
    to=_address,
)


@require_form
def edit_site(request: HttpRequest, pk: UUID, site_pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_edit_project)
    site = get_object_or_404(ProjectSite.objects.filter(project=project), pk=site_pk)

    def act(form: Form) -> str:
        done = operations.update_site(site.pk, **form.cleaned_data, by=request.user, base_version=base_version(request))
        messages.success(request, f"« {done.label} » est à jour.")
        return _address(project)

    page = FormPage(
        title=f"Modifier « {site.label} »",
        submit="Enregistrer",
        cancel_href=_address(project),
        breadcrumb=portfolio_crumbs(project, "Modifier un site"),
        version=site.version,
    )
    return serve_form(request, SiteForm, page, act, instance=site)


attest = page_act(
    operations.attest_no_change,
    fetch=visible_project,
    rule=rules.can_update_project,
    said=lambda update: f"« Rien de changé » est attesté à votre nom pour {update.project.code}.",
    to=_address,
)
discard = page_act(
    operations.discard_draft,
    fetch=visible_project,
    rule=rules.can_update_project,
    said="Le brouillon est supprimé.",
    to=_address,
)
