"""The acts on one project: each form calls one operation."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from foundation.common import clock
from foundation.common.form_pages import FormPage, base_version, serve_form
from foundation.common.permissions import require
from foundation.common.typography import plural

from .. import operations, rules
from ..enums import STAGE_DEFINITIONS, ExitReason, ProjectKind, Rating, RevisionReason, Stage
from ..forms import (
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
from ..operations import ActualDates, PlannedValues
from .access import portfolio_crumbs, project_for, require_form

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
        version=project.version,
        **options,
    )


def _serve(
    request: HttpRequest,
    form_class: Callable[..., forms.Form],
    page: FormPage,
    project: Project,
    act: Callable[[dict[str, Any]], str],
    /,
    **options: Any,
) -> HttpResponse:
    """Serve a form about a project; `act` gets what was typed and returns the sentence of its success."""

    def done(form: forms.Form) -> str:
        messages.success(request, act(form.cleaned_data))
        return _address(project)

    return serve_form(request, form_class, page, done, **options)


def _planned(data: dict[str, Any]) -> PlannedValues:
    return PlannedValues(
        data["planned_start"],
        data["planned_end"],
        data["planned_cost"],
        data["adopted_on"] or clock.today(),
        data["approver"],
        data["decision_reference"],
    )


@require_form
def create(request: HttpRequest) -> HttpResponse:
    require(rules.can_create_project, request.user)

    def act(form: Any) -> str:
        data = form.cleaned_data
        project = operations.create_project(
            data["ministry"],
            data["title"],
            by=request.user,
            kind=ProjectKind(data["kind"]),
            stage=Stage(data["stage"]),
            parent=data["parent"],
            partner_ministries=data["partner_ministries"],
            planned=_planned(data),
            actual_start=data["actual_start"],
            actual_end=data["actual_end"],
            **form.descriptive(),
        )
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
                ("planned_start", "planned_end", "planned_cost", "adopted_on", "approver", "decision_reference"),
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

    def act(form: Any) -> str:
        data = form.cleaned_data
        fields = form.descriptive() | {"title": data["title"], "kind": data["kind"], "parent": data["parent"]}
        operations.edit_project(
            project.pk,
            fields,
            partner_ministries=data["partner_ministries"],
            by=request.user,
            base_version=base_version(request),
        )
        messages.success(request, "La fiche est à jour.")
        return _address(project)

    names = [name for _, _, section in DESCRIPTION for name in section if name != "partner_ministries"]
    initial = (
        {name: getattr(project, name) for name in names}
        | {"partner_ministries": list(project.partner_ministries.all())}
        if request.method != "POST"
        else {}
    )
    page = _page(
        project,
        "Modifier la fiche",
        "Enregistrer",
        sections=DESCRIPTION,
        intro="Les dates et le coût prévus se révisent à part : ils forment la référence.",
        template="projects/form.html",
        extra={"leave_out": project.pk},
    )
    return serve_form(request, DescriptionForm, page, act, user=request.user, project=project, initial=initial)


@require_form
def stage(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_update_project)

    def act(data: dict[str, Any]) -> str:
        dates = ActualDates(data["actual_start"], data["actual_end"], data["actual_cost"])
        done = operations.change_stage(
            project.pk,
            Stage(data["stage"]),
            dates,
            reason=data["reason"],
            by=request.user,
            base_version=base_version(request),
        )
        return f"Le projet est au stade « {Stage(done.stage).label} » : {STAGE_DEFINITIONS[Stage(done.stage)]}"

    names = ("stage", "actual_start", "actual_end", "actual_cost")
    page = _page(
        project,
        "Stade et dates effectives",
        "Enregistrer",
        intro="Le stade suit les dates effectives ; un stade qui les contredit est refusé.",
    )
    return _serve(request, StageForm, page, project, act, initial={name: getattr(project, name) for name in names})


@require_form
def baseline(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_revise_baseline)

    def act(data: dict[str, Any]) -> str:
        operations.set_initial_baseline(project.pk, _planned(data), by=request.user, base_version=base_version(request))
        return "La référence initiale est fixée : les écarts se mesurent désormais contre elle."

    page = _page(
        project,
        "Fixer la référence initiale",
        "Fixer la référence",
        intro="Elle se fixe une seule fois et ne change plus. Vérifiez les trois valeurs avant d’enregistrer.",
    )
    return _serve(request, BaselineForm, page, project, act, initial={"adopted_on": clock.today()})


@require_form
def revise(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_revise_baseline)

    def act(data: dict[str, Any]) -> str:
        revised = operations.revise_baseline(
            project.pk,
            _planned(data),
            reason=RevisionReason(data["reason"]),
            explanation=data["explanation"],
            by=request.user,
            base_version=base_version(request),
        )
        return (
            f"La référence n° {revised.revision_count} est en vigueur. L’écart à la référence initiale reste affiché."
        )

    names = ("planned_start", "planned_end", "planned_cost")
    page = _page(
        project,
        "Réviser la référence",
        "Adopter la nouvelle référence",
        intro="La référence initiale et les précédentes sont gardées ; le nombre de révisions s’affiche sur la fiche.",
    )
    return _serve(
        request,
        RevisionForm,
        page,
        project,
        act,
        initial={name: getattr(project, name) for name in names} | {"adopted_on": clock.today()},
    )


@require_form
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_reshape_portfolio)

    def act(data: dict[str, Any]) -> str:
        operations.leave_portfolio(
            project.pk,
            ExitReason(data["reason"]),
            note=data["note"],
            on=data["left_on"],
            heir=data["heir"],
            by=request.user,
            base_version=base_version(request),
        )
        return "Le projet est sorti du portefeuille. Il reste lisible et compte encore dans les bilans."

    page = _page(
        project,
        "Faire sortir du portefeuille",
        "Faire sortir le projet",
        intro="Un projet sort avec un motif ; sa fiche ne change plus ensuite.",
    )
    return _serve(request, LeaveForm, page, project, act, project=project, initial={"left_on": clock.today()})


@require_form
def split(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_reshape_portfolio)

    def act(data: dict[str, Any]) -> str:
        parts = operations.split_project(
            project.pk,
            data["titles"],
            note=data["note"],
            on=data["on"],
            by=request.user,
            base_version=base_version(request),
        )
        return (
            f"Le projet est scindé en {', '.join(part.code for part in parts)}. Fixez la référence initiale de chacun."
        )

    page = _page(
        project,
        "Scinder le projet",
        "Scinder",
        intro="Le projet sort du portefeuille ; chaque partie garde un lien vers lui.",
    )
    return _serve(request, SplitForm, page, project, act, initial={"on": clock.today()})


@require_form
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_reshape_portfolio)

    def act(data: dict[str, Any]) -> str:
        others = [row.pk for row in data["projects"]]
        operations.merge_projects(others, project.pk, note=data["note"], on=data["on"], by=request.user)
        return (
            f"{plural(len(others), 'projet')} réuni{'s' if len(others) > 1 else ''} dans {project.code}. Leurs codes ne"
            " serviront plus."
        )

    page = _page(
        project,
        "Réunir d’autres projets dans celui-ci",
        "Réunir",
        intro=f"{project.code} continue ; les autres sortent comme « fusionnés ».",
    )
    return _serve(request, MergeForm, page, project, act, project=project, initial={"on": clock.today()})


@require_form
def rate(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_rate_for_asin)

    def act(data: dict[str, Any]) -> str:
        operations.rate_for_asin(project.pk, Rating(data["rating"]), comment=data["comment"], by=request.user)
        return "La note de l’ASIN est enregistrée, à côté du signal calculé et de la note du DSI."

    page = _page(
        project,
        "Noter le projet",
        "Enregistrer la note",
        intro="Une note ne change ni le signal calculé ni la note du DSI : les trois s’affichent côte à côte.",
    )
    return _serve(request, RatingForm, page, project, act, initial={"rating": project.asin_rating})


@require_form
def add_sites(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_edit_project)

    def act(data: dict[str, Any]) -> str:
        sites = operations.add_sites(project.pk, data["labels"], by=request.user)
        return f"{plural(len(sites), 'site')} ajouté{'s' if len(sites) > 1 else ''}."

    return _serve(request, SitesForm, _page(project, "Ajouter des sites ou des lots", "Ajouter"), project, act)


@require_form
def edit_site(request: HttpRequest, pk: UUID, site_pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_edit_project)
    site = get_object_or_404(ProjectSite.objects.filter(project=project), pk=site_pk)

    def act(data: dict[str, Any]) -> str:
        operations.update_site(site.pk, **data, by=request.user, base_version=base_version(request))
        return f"« {data['label']} » est à jour."

    page = FormPage(
        title=f"Modifier « {site.label} »",
        submit="Enregistrer",
        cancel_href=_address(project),
        breadcrumb=portfolio_crumbs(project, "Modifier un site"),
        version=site.version,
    )
    return _serve(
        request,
        SiteForm,
        page,
        project,
        act,
        initial={name: getattr(site, name) for name in ("label", "state", "progress", "note")},
    )


@require_POST
def attest(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_update_project)
    operations.attest_no_change(project.pk, by=request.user)
    messages.success(request, f"« Rien de changé » est attesté à votre nom pour {project.code}.")
    return HttpResponseRedirect(_address(project))


@require_POST
def discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    project = project_for(request, pk, rules.can_update_project)
    operations.discard_draft(project.pk, by=request.user)
    messages.success(request, "Le brouillon est supprimé.")
    return HttpResponseRedirect(_address(project))
