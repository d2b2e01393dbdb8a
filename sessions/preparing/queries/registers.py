"""What the registers say of the platforms and projects of an item, beside the questions of its conformity sheet: read,
never answered in the place of who answers.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.typography import UNKNOWN, plural, short_date
from plans.models import ActionProject
from projects.models import Project
from projects.queries.similar import similar
from steering.models import FundingLine
from systems.enums import NATURE_WORDS, ExchangeState, LandingState, Nature
from systems.models import Exchange, Landing, Platform

from ..enums import ConformityQuestion
from ..models import ConformitySheet

SHOWN = 3  # of what resembles
Told = Mapping[str, list[str]]


def told_by_registers(sheet: ConformitySheet, user: User) -> Told:
    """By question, a sentence for each platform or project of the item, of what its reader sees (8 queries)."""
    about = sheet.item if sheet.item is not None else sheet.proposal
    projects = list(about.projects.visible_to(user).order_by("title", "pk")) if about is not None else []
    rows = sheet.item.platforms.all() if sheet.item is not None else Platform.objects.none()
    platforms = list(rows.visible_to(user).select_related("hosting").order_by("name", "pk"))
    return {
        ConformityQuestion.INTEROPERABILITY: _exchanges(platforms, user),
        ConformityQuestion.PERSONAL_DATA: [f"{row.called} : {_formality(row)}." for row in platforms],
        ConformityQuestion.SECURITY: [f"{row.called} : besoins {row.needs_told or UNKNOWN}." for row in platforms],
        ConformityQuestion.NATIONAL_CLOUD: _landings(platforms, user),
        ConformityQuestion.HOSTING: [f"{row.called} : {_hosting(row)}." for row in platforms],
        ConformityQuestion.BUDGET: _funding(projects, user),
        ConformityQuestion.MASTER_PLAN: _actions(projects, user),
        ConformityQuestion.NO_DOUBLE: _alike(sheet, projects, user),
    }


def _formality(row: Platform) -> str:
    if row.has_personal_data is False:
        return "pas de données personnelles"
    said = "données personnelles" if row.has_personal_data else f"données personnelles {UNKNOWN}"
    dated = f" le {short_date(row.formality_on)}" if row.formality_on else ""
    reference = f", {row.formality_reference}" if row.formality_reference else ""
    return f"{said}, formalité {row.get_formality_display() or UNKNOWN}{dated}{reference}"


def _hosting(row: Platform) -> str:
    return (
        f"{row.hosting.name}, {row.hosting.get_kind_display()}" if row.hosting is not None else f"hébergement {UNKNOWN}"
    )


def _landings(platforms: Sequence[Platform], user: User) -> list[str]:
    found = Landing.objects.visible_to(user).filter(platform__in=[row.pk for row in platforms])
    choices = {row.platform_id: row for row in found.with_state(clock.today())}
    return [
        f"{row.called} : {_choice(choices[row.pk])}." if row.pk in choices else f"{row.called} : aucun choix noté."
        for row in platforms
    ]


def _choice(row: Landing) -> str:
    day = row.verified_on or row.moved_on or row.planned_on
    return f"{row.get_choice_display()}, {LandingState(row.state).label}{f' ({short_date(day)})' if day else ''}"


def _exchanges(platforms: Sequence[Platform], user: User) -> list[str]:
    keys = {row.pk: row for row in platforms}
    if not keys:
        return []
    rows = Exchange.objects.visible_to(user).exclude(state=ExchangeState.STOPPED)
    counts: dict[object, Counter[str]] = {key: Counter() for key in keys}
    for source, target, nature in rows.filter(Q(source__in=keys) | Q(target__in=keys)).values_list(
        "source_id", "target_id", "nature"
    ):
        for key in {source, target} & keys.keys():
            counts[key][nature] += 1
    return [f"{row.called} : {_natures(counts[row.pk])}." for row in platforms]


def _natures(counted: Counter[str]) -> str:
    if not counted:
        return "aucun échange déclaré"
    parts = [f"{counted[nature]} {NATURE_WORDS[nature]}" for nature in Nature if counted[nature]]
    return f"{plural(counted.total(), 'échange déclaré', 'échanges déclarés')} ({', '.join(parts)})"


def _funding(projects: Sequence[Project], user: User) -> list[str]:
    year = clock.today().year
    rows = FundingLine.objects.visible_to(user).filter(project__in=[row.pk for row in projects], year__gte=year)
    counts = Counter(rows.values_list("project_id", flat=True))
    return [
        f"{row.code} : {plural(counts[row.pk], 'ligne de financement', 'lignes de financement')} à partir de {year}."
        if counts[row.pk]
        else f"{row.code} : aucune ligne de financement à partir de {year}."
        for row in projects
    ]


def _actions(projects: Sequence[Project], user: User) -> list[str]:
    rows = ActionProject.objects.visible_to(user).filter(project__in=[row.pk for row in projects])
    plans: dict[object, list[str]] = {row.pk: [] for row in projects}
    for link in rows.select_related("action__plan").order_by("action__plan__title", "pk"):
        plans[link.project_id].append(f"« {link.action.plan} »")
    return [f"{row.code} : {', '.join(dict.fromkeys(plans[row.pk])) or 'aucune action d’un plan'}." for row in projects]


def _alike(sheet: ConformitySheet, projects: Iterable[Project], user: User) -> list[str]:
    found = similar(user, sheet.title, about=tuple(row.pk for row in projects))
    named = [*(row.project.title for row in found.projects), *(row.title for row in found.others)][:SHOWN]
    return [f"Ressemble : {' ; '.join(f'« {name} »' for name in named)}."] if named else []
