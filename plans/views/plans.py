"""The list of plans, the page of one of them, and its acts."""

from datetime import date
from typing import Any

from django.db.models.functions import Coalesce
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.acts import acts_on, address_of, form_page, one_of, page_new, page_of
from foundation.common.database import SortKey
from foundation.common.facts import ReasonForm
from foundation.common.keyset import Sort
from foundation.common.lists import Button, Cell, Column, Empty, ListPage, columns_of
from foundation.common.requests import Request
from foundation.common.typography import short_date

from .. import forms, operations, rules
from ..enums import ACTION_TONES, SHORT_KINDS, STANDING_TONES, ActionState, PlanKind, PlanState, Standing
from ..filters import PlanFilter
from ..models import Plan
from ..models.plan import UNKNOWN_END, PlanQuerySet
from ..queries.sheet import needs_in_words, period, sheet_of

HOME = ("Accueil", "/")
address = address_of("plans:detail")


def crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    return [HOME, ("Plans", reverse("plans:list")), *last]


def trail(row: Plan, here: str) -> list[tuple[str, str]]:
    return crumbs((row.title[:60], address(row)), (here, ""))


def whole(rows: PlanQuerySet) -> PlanQuerySet:
    return rows.with_standing(clock.today()).select_related("ministry", "commune", "replaces", "file")


def new_href(user: User) -> str:
    return reverse("plans:new") if rules.can_create_plan(user) else ""


def buttons(user: User) -> list[Button]:
    others = [Button("Actions", reverse("plans:actions"), "quiet"), Button("PSSIE", reverse("plans:pssie"), "quiet")]
    return others + [Button("Enregistrer un plan", href, "primary", "plus") for href in [new_href(user)] if href]


def _period(row: Plan) -> Cell:
    if row.starts_on is None or row.ends_on is None:
        return Cell(period(row))
    return Cell(f"au\u00a0{short_date(row.ends_on)}", note=f"du\u00a0{short_date(row.starts_on)}")


def _standing(row: Plan) -> Cell:
    standing = Standing(row.standing)
    return Cell(standing.label, tone=STANDING_TONES[standing], note=" ; ".join(needs_in_words(row)))


PLANS = ListPage(
    title="Plans",
    state="Schémas directeurs, politiques de sécurité, feuilles de route : ce qui s’applique, ce qui expire, ce que les"
    " projets en portent.",
    noun=("plan", "plans"),
    rows=lambda user: whole(Plan.objects.visible_to(user)).with_counts(),
    filters=PlanFilter,
    columns=(
        Column(
            "Plan",
            "title",
            lambda row: Cell(row.title, address(row), note="fictif (démonstration)" if row.is_fictitious else ""),
            sort="title",
            width="wide",
        ),
        Column("Institution", "owner"),
        Column("Nature", "get_kind_display", lambda row: Cell(SHORT_KINDS[PlanKind(row.kind)])),
        Column("Période", period, _period, sort="end"),
        Column("Situation", lambda row: Standing(row.standing).label, _standing),
        Column("À mettre à jour", lambda row: " ; ".join(needs_in_words(row)), on_page=False),
        Column("Actions", "action_count", numeric=True),
        Column("Sans projet", "alone_count", numeric=True),
        *columns_of(Plan, "starts_on", "ends_on", "act_reference", "adopted_on", "link", "source", "is_fictitious"),
    ),
    sorts={"title": Sort(SortKey("title")), "end": Sort(Coalesce("ends_on", UNKNOWN_END), date.fromisoformat)},
    default="end",
    file="plans",
    empty=Empty(
        "Aucun plan enregistré",
        "Le schéma directeur, la politique de sécurité ou la feuille de route apparaîtront ici, avec leurs actions.",
        "Enregistrer un plan",
        new_href,
    ),
    crumbs=(HOME, ("Projets", "/projets/")),
    buttons=buttons,
    icon="projects",
)
fetch = one_of(Plan, rows=whole)


@page_of("plans/plan.html", fetch)
def plan(request: Request, row: Plan) -> dict[str, Any]:
    return {
        "plan": row,
        "sheet": sheet_of(row, request.user, clock.today()),
        "standing": Standing(row.standing).label,
        "tones": ACTION_TONES,
        "states": dict(ActionState.choices),
        "today": clock.today(),
        "breadcrumb": crumbs((row.title[:60], "")),
    }


new = page_new(
    operations.create_plan,
    rule=rules.can_create_plan,
    form=forms.NewPlanForm,
    page=lambda: form_page(
        "Enregistrer un plan",
        "Enregistrer le projet de plan",
        crumbs(),
        "Enregistrer",
        intro="Il est d’abord en projet : saisissez ses actions, puis mettez-le en application.",
        multipart=True,
        asks=("replaces",),
    ),
    said=lambda row: "Le plan est enregistré en projet : ajoutez ses actions, ou collez-les d’un tableau.",
    to=address,
)
on_plan = acts_on(fetch=fetch, to=address, crumbs=trail, rule=rules.can_keep_plan)
adopt = on_plan(
    operations.adopt_plan,
    form=forms.AdoptForm,
    title="Mettre en application : {row.title}",
    submit="Mettre en application",
    here="Mettre en application",
    intro="L’acte qui l’adopte, s’il est connu : sinon, le plan le dit et reste à compléter.",
    said="Le plan est en application : le portail suit sa fin et ce que les projets en portent.",
)
reopen = on_plan(
    operations.reopen_plan,
    form=ReasonForm,
    title="Revenir au projet de plan",
    intro="Pour une mise en application, ou un abandon, notés par erreur. L’acte d’adoption est à saisir de nouveau.",
    said="Le plan est de nouveau en projet.",
)
drop = on_plan(
    operations.drop_plan,
    form=ReasonForm,
    title="Abandonner ce projet de plan",
    submit="Abandonner",
    intro="Il reste lisible avec son motif ; ses actions ne sont plus comptées.",
    said="Le projet de plan est abandonné.",
)
new_axis = on_plan(
    operations.add_axis,
    form=forms.AxisForm,
    title="Ajouter un axe",
    submit="Ajouter",
    said="L’axe est ajouté : rangez-y des actions.",
)
new_action = on_plan(
    operations.add_action,
    form=forms.ActionForm,
    options=lambda request, row: {"plan": row},
    title="Ajouter une action",
    submit="Ajouter",
    said="L’action est ajoutée : reliez-la aux projets qui la portent.",
)
paste_actions = on_plan(
    operations.paste_actions,
    form=forms.PastedForm,
    title="Coller des actions",
    submit="Ajouter ces actions",
    intro="Une action par ligne. Ou un tableau dont la première ligne nomme les colonnes : action, axe, numéro,"
    " responsable, échéance, coût prévu. Tout est ajouté, ou rien.",
    multipart=True,
    said="Les actions sont ajoutées : reliez-les aux projets qui les portent.",
)


def edit(request: Request, pk: Any) -> Any:
    """A plan in application shows its act too."""
    return _edits[fetch(request, pk).state == PlanState.ADOPTED](request, pk)


_edits = {
    is_adopted: on_plan(
        operations.edit_plan,
        form=form,
        title="Modifier le plan",
        submit="Enregistrer",
        here="Modifier",
        intro="{row.kept_document}",
        edits=True,
        multipart=True,
        said="La fiche du plan est à jour.",
    )
    for is_adopted, form in ((False, forms.PlanForm), (True, forms.AdoptedPlanForm))
}
