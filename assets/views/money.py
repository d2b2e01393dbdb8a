"""What the assets will cost: the plan of renewal by age, and the ways of managing side by side. What is asked of both
stands in their address, and works without a script.
"""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.exports import drawn_page
from foundation.common.facts import offer
from foundation.common.lists import FILES, KINDS
from foundation.common.requests import Request, query_of
from foundation.common.timeline import timeline_of
from ministries.models import Ministry

from ..models import Asset, AssetCategory, CostHypothesis
from ..queries import costs, renewal
from ..queries.renewal import AGES, POSTS, YEARS
from ..register.common import CRUMBS, tabs
from ..register.costs import COSTS
from ..rules import can_keep_cost


class AskedForm(forms.Form):
    """Of which ministry, among those whose assets one sees; a field left out has its first value."""

    ministry = forms.ModelChoiceField(
        Ministry.objects.none(), label="Ministère", required=False, empty_label="tous ceux que vous voyez"
    )

    def __init__(self, data: Any, *, user: Any) -> None:
        firsts = {name: field.initial for name, field in self.base_fields.items() if field.initial is not None}
        firsts["ministry"] = costs.only_ministry(user)
        super().__init__({**firsts, **{name: value for name, value in data.items() if value != ""}})
        rows: Any = Ministry.objects.alphabetical()
        offer(self, "ministry", rows if user.access.is_asin else rows.filter(scope_id__in=user.access.scopes()))
        offer(self, "category", AssetCategory.objects.order_by(SortKey("name"), "pk"))


class RenewalForm(AskedForm):
    max_age = forms.IntegerField(label="Âge maximal (ans)", initial=5, min_value=AGES[0], max_value=AGES[1])
    years = forms.IntegerField(label="Années montrées", initial=5, min_value=YEARS[0], max_value=YEARS[1])
    category = forms.ModelChoiceField(
        AssetCategory.objects.none(), label="Catégorie", required=False, empty_label="toutes les catégories"
    )


class CompareForm(AskedForm):
    category = forms.ModelChoiceField(AssetCategory.objects.none(), label="Catégorie", empty_label=None)
    posts = forms.IntegerField(label="Postes à équiper", initial=100, min_value=POSTS[0], max_value=POSTS[1])
    years = forms.IntegerField(label="Nombre d’années", initial=5, min_value=YEARS[0], max_value=YEARS[1])


@require_safe
def replacement(request: Request) -> HttpResponse:
    """What must be replaced each year if nothing older than the age asked is kept."""
    form = RenewalForm(request.GET, user=request.user)
    plan = None
    rows: Any = Asset.objects.visible_to(request.user)
    if form.is_valid():
        asked = form.cleaned_data
        rows = rows.filter(**{name: asked[name] for name in ("ministry", "category") if asked[name]})
        plan = renewal.renewal_of(rows, max_age=asked["max_age"], years=asked["years"], day=clock.today())
        if (write := FILES.get(request.GET.get("format", ""))) is not None:
            return write("plan-de-renouvellement", renewal.HEADER, plan.lines)
    context = tabs("assets:renewal") | {
        "form": form,
        "plan": plan,
        "ages": AGES,
        "age": form.cleaned_data.get("max_age") or AGES[1],
        "chart": renewal.cost_chart(plan) if plan is not None and plan.count else None,
        "worth": renewal.worth_of(rows, clock.today()) if plan is not None else [],
        "formulas": (renewal.FORMULA, renewal.WORTH),
        "method_version": renewal.METHOD_VERSION,
        "crumbs": [*CRUMBS, ("Parc informatique", reverse("assets:list")), ("Renouvellement", "")],
        "reads_all": request.user.access.is_asin,
        "exports": [(label, _with(request, kind)) for kind, label in KINDS.items()],
    }
    return drawn_page(request, "assets/renewal.html", context)


def _with(request: Request, kind: str) -> str:
    return f"?{query_of(request.GET, format=kind)}"


@require_safe
def compared(request: Request) -> HttpResponse:
    """Bought, leased, shared, provided by the ASIN: what each costs for the same posts over the same years."""
    with_one = Exists(CostHypothesis.objects.visible_to(request.user).filter(category=OuterRef("pk")))
    first = AssetCategory.objects.annotate(is_told=with_one).order_by("-is_told", SortKey("name"), "pk").first()
    asked = request.GET.copy()
    if first is not None and not asked.get("category"):
        asked["category"] = str(first.pk)
    form = CompareForm(asked, user=request.user)
    comparison = None
    if first is not None and form.is_valid():
        typed = form.cleaned_data
        found = costs.hypotheses_of(typed["category"], request.user, typed["ministry"])
        comparison = costs.compare(found, posts=typed["posts"], years=typed["years"])
    context = tabs("assets:costs") | {
        "form": form,
        "has_categories": first is not None,
        "comparison": comparison,
        "chart": costs.chart_of(comparison) if comparison is not None and comparison.known else None,
        "events": timeline_of(form.cleaned_data["category"], request.user) if comparison is not None else [],
        "formula": costs.FORMULA,
        "method_version": costs.METHOD_VERSION,
        "hypotheses_href": COSTS.list_href(),
        "new_href": COSTS.new_href(request.user),
        "can_edit": {
            each.row.pk
            for each in (comparison.modes if comparison else ())
            if each.row and can_keep_cost(request.user, each.row)
        },
        "crumbs": [*CRUMBS, ("Parc informatique", reverse("assets:list")), ("Modes de gestion", "")],
    }
    return drawn_page(request, "assets/costs.html", context)
