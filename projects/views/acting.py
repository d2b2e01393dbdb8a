"""The acts on one project: each form calls one operation."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from foundation.common import clock
from foundation.common.acts import acts_on, nothing, one_of, page_act
from foundation.common.facts import ReasonForm
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import Rule, require
from foundation.common.requests import Request
from foundation.common.typography import plural

from .. import forms, operations, rules
from ..enums import STAGE_DEFINITIONS, Stage
from ..forms import PLANNED
from ..models import Project, ProjectSite, RevisionRequest
from .access import address, portfolio_crumbs, require_form, visible_project

DESCRIPTION = [
    ("Le projet", "", ("title", "kind", "nature", "parent")),
    ("Qui le mène", "", ("structure", "lead", "partner_ministries", "sponsor", "supplier")),
    ("Pour quoi", "", ("objectives", "beneficiaries", "pag_axis", "sdsi_action", "council_record", "source")),
]
AT_CREATION = [
    ("Le projet", "", ("ministry", "title", "kind", "nature", "parent")),
    (
        "Où il en est",
        "Le stade suit les dates effectives ; un stade qui les contredit est refusé.",
        ("stage", "actual_start", "actual_end"),
    ),
    (
        "Référence initiale",
        "Les valeurs prévues d’origine. Elles ne se perdent jamais et ne changent plus que par une révision motivée."
        " Vide : à fixer plus tard.",
        PLANNED,
    ),
    *DESCRIPTION[1:],
]


@require_form
def create(request: Request) -> HttpResponse:
    require(rules.can_create_project, request.user)

    def act(form: BaseForm) -> str:
        project = operations.create_project(**form.cleaned_data, by=request.user)
        messages.success(
            request, f"Le projet a reçu le code {project.code}. Sa première mise à jour est attendue ce mois-ci."
        )
        return address(project)

    page = FormPage(
        title="Créer un projet",
        submit="Créer le projet",
        cancel_href=reverse("projects:list"),
        breadcrumb=portfolio_crumbs(None, "Créer un projet"),
        intro="Le code est donné à l’enregistrement, une fois pour toutes.",
        sections=AT_CREATION,
        template="projects/form.html",
        extra={"leave_out": ""},
    )
    return serve_form(request, forms.CreateForm, page, act, user=request.user)


Options = Callable[[Request, Project], dict[str, Any]]


def _act(operation: Any, rule: Rule, said: str | Callable[[Any], str], **options: Any) -> Any:
    return page_act(operation, fetch=visible_project, rule=rule, said=said, to=address, **options)


def _form(
    operation: Any,
    rule: Rule,
    form: type[BaseForm],
    title: str,
    submit: str,
    said: str | Callable[[Any], str],
    *,
    intro: str | Callable[[Project], str] = "",
    options: Options = nothing,
    edits: bool = True,
    **page: Any,
) -> Any:
    """An act that asks something first. `edits`: it changes values that the page was drawn with, and says which."""

    def asked(row: Project) -> FormPage:
        return FormPage(
            title=title,
            submit=submit,
            cancel_href=address(row),
            breadcrumb=portfolio_crumbs(row, title),
            intro=intro(row) if callable(intro) else intro,
            version=row.version if edits else None,
            extra={"leave_out": row.pk},
            **page,
        )

    return _act(operation, rule, said, form=form, page=asked, options=options)


def _today(name: str) -> Options:
    return lambda request, row: {"initial": {name: clock.today()}}


def _among_others(name: str) -> Options:
    return lambda request, row: {"project": row, "initial": {name: clock.today()}}


def _itself(request: Request, row: Project) -> dict[str, Any]:
    """The form of a project starts from what it says."""
    return {"instance": row}


def _stage_said(project: Project) -> str:
    stage = Stage(project.stage)
    return f"Le projet est au stade « {stage.label} » : {STAGE_DEFINITIONS[stage]}"


edit = _form(
    operations.edit_project,
    rules.can_edit_project,
    forms.DescriptionForm,
    "Modifier la fiche",
    "Enregistrer",
    "La fiche est à jour.",
    intro="Les dates et le coût prévus se révisent à part : ils forment la référence.",
    options=lambda request, row: {"instance": row, "user": request.user},
    sections=DESCRIPTION,
    template="projects/form.html",
)
stage = _form(
    operations.change_stage,
    rules.can_update_project,
    forms.StageForm,
    "Stade et dates effectives",
    "Enregistrer",
    _stage_said,
    intro="Le stade suit les dates effectives ; un stade qui les contredit est refusé.",
    options=_itself,
)
baseline = _form(
    operations.set_initial_baseline,
    rules.can_revise_baseline,
    forms.BaselineForm,
    "Fixer la référence initiale",
    "Fixer la référence",
    "La référence initiale est fixée : les écarts se mesurent désormais contre elle.",
    intro="Elle se fixe une seule fois et ne change plus. Vérifiez les trois valeurs avant d’enregistrer.",
    options=_today("adopted_on"),
    template="projects/form.html",
)
revise = _form(
    operations.ask_revision,
    rules.can_revise_baseline,
    forms.RevisionForm,
    "Demander la révision de la référence",
    "Demander la révision",
    "La révision est demandée. Rien ne change avant la réponse : vous en serez averti.",
    intro=(
        "Une autre personne répond : le président de la commission ou un administrateur de l’ASIN. La référence"
        " initiale et les précédentes sont gardées."
    ),
    options=lambda request, row: {"initial": {name: getattr(row, name) for name in PLANNED[:3]}},
    template="projects/form.html",
)
_on_revision = partial(
    acts_on(
        fetch=one_of(RevisionRequest, "project__lead", "project__ministry"),
        to=lambda row: address(row.project),
        crumbs=lambda row, here: portfolio_crumbs(row.project, here),
    ),
    back=lambda row: f"{address(row.project)}#references",
)
approve_revision = _on_revision(
    operations.approve_revision,
    rule=rules.can_answer_revision,
    said="La nouvelle référence est en vigueur. L’écart à la référence initiale reste affiché.",
)
refuse_revision = _on_revision(
    operations.refuse_revision,
    rule=rules.can_answer_revision,
    said="La révision est refusée ; la référence en vigueur ne change pas.",
    form=ReasonForm,
    title="Refuser la révision",
    submit="Refuser",
    here="Refuser la révision",
    intro="Qui l’a demandée lit le motif.",
)
withdraw_revision = _on_revision(
    operations.withdraw_revision, rule=rules.can_withdraw_revision, said="La demande de révision est retirée."
)
leave = _form(
    operations.leave_portfolio,
    rules.can_reshape_portfolio,
    forms.LeaveForm,
    "Faire sortir du portefeuille",
    "Faire sortir le projet",
    "Le projet est sorti du portefeuille. Il reste lisible et compte encore dans les bilans.",
    intro="Un projet sort avec un motif ; sa fiche ne change plus ensuite.",
    options=_among_others("left_on"),
)
split = _form(
    operations.split_project,
    rules.can_reshape_portfolio,
    forms.SplitForm,
    "Scinder le projet",
    "Scinder",
    lambda parts: (
        f"Le projet est scindé en {', '.join(part.code for part in parts)}. Fixez la référence initiale de chacun."
    ),
    intro="Le projet sort du portefeuille ; chaque partie garde un lien vers lui.",
    options=_today("on"),
)
merge = _form(
    operations.merge_projects,
    rules.can_reshape_portfolio,
    forms.MergeForm,
    "Réunir d’autres projets dans celui-ci",
    "Réunir",
    lambda heir: f"{heir.code} continue ; ce qu’il réunit sort du portefeuille, et ces codes ne serviront plus.",
    intro=lambda row: f"{row.code} continue ; les autres sortent comme « fusionnés ».",
    options=_among_others("on"),
    edits=False,
)
rate = _form(
    operations.rate_for_asin,
    rules.can_rate_for_asin,
    forms.RatingForm,
    "Noter le projet",
    "Enregistrer la note",
    "La note de l’ASIN est enregistrée, à côté du signal calculé et de la note du DSI.",
    intro="Une note ne change ni le signal calculé ni la note du DSI : les trois s’affichent côte à côte.",
    options=lambda request, row: {"initial": {"rating": row.asin_rating}},
    edits=False,
)
add_sites = _form(
    operations.add_sites,
    rules.can_edit_project,
    forms.SitesForm,
    "Ajouter des sites ou des lots",
    "Ajouter",
    lambda sites: f"{plural(len(sites), 'site ajouté', 'sites ajoutés')}.",
    edits=False,
)


@require_form
def edit_site(request: Request, pk: UUID, site_pk: UUID) -> HttpResponse:
    project = visible_project(request, pk)
    require(rules.can_edit_project, request.user, project)
    site = get_object_or_404(ProjectSite.objects.filter(project=project), pk=site_pk)

    def act(form: BaseForm) -> str:
        done = operations.update_site(site.pk, **form.cleaned_data, by=request.user, base_version=base_version(request))
        messages.success(request, f"« {done.label} » est à jour.")
        return address(project)

    page = FormPage(
        title=f"Modifier « {site.label} »",
        submit="Enregistrer",
        cancel_href=address(project),
        breadcrumb=portfolio_crumbs(project, "Modifier un site"),
        version=site.version,
    )
    return serve_form(request, forms.SiteForm, page, act, instance=site, user=request.user)


attest = _act(
    operations.attest_no_change,
    rules.can_update_project,
    lambda update: f"« Rien de changé » est attesté à votre nom pour {update.project.code}.",
)
print_sheet = _act(
    operations.print_sheet,
    rules.can_print_sheet,
    "La fiche est en cours d’établissement : elle se télécharge dans un instant, sous « Fiche d’une page ».",
)
discard = _act(operations.discard_draft, rules.can_update_project, "Le brouillon est supprimé.")
