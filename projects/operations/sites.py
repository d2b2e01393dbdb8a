"""Sites and lots of a project, each with its own progress."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.references import plain
from foundation.journal.record import record
from ministries.models import Departement

from ..enums import SiteState
from ..models import ProjectSite
from ..workflow import editing_blockers
from .storing import differences, locked, refuse_if

if TYPE_CHECKING:
    from foundation.accounts.models import User

MAX_SITES = 200


@transaction.atomic
def add_sites(project_id: Any, labels: Sequence[str], *, by: "User | None") -> list[ProjectSite]:
    """Add sites after those there are, in the order given; « Lycée de Kandi ; Alibori » says its département too."""
    project = locked(project_id)
    refuse_if(editing_blockers(project), "ajouter un site")
    labels, places = _placed(" ".join(label.split()) for label in labels if label.strip())
    if not labels:
        raise InvalidInput({"labels": ["Écrivez au moins un site, un par ligne."]})
    if long := [label for label in labels if len(label) > 200]:
        raise InvalidInput({"labels": [f"« {long[0][:60]}… » dépasse 200 caractères."]})
    known = set(project.sites.values_list("label", flat=True))
    if doubles := [label for index, label in enumerate(labels) if label in known or label in labels[:index]]:
        raise Refused(
            f"Impossible d’ajouter « {doubles[0]} » : ce site figure déjà dans la liste. Retirez-le de la saisie."
        )
    if len(known) + len(labels) > MAX_SITES:
        raise Refused(
            f"Impossible d’ajouter {len(labels)} sites : un projet en compte {MAX_SITES} au plus. Faites des lots."
        )
    first = (project.sites.aggregate(last=Max("position"))["last"] or 0) + 1
    sites = ProjectSite.objects.bulk_create(
        [
            ProjectSite(
                scope_id=project.scope_id,
                project=project,
                position=first + index,
                label=label,
                departement=places.get(label),
            )
            for index, label in enumerate(labels)
        ]
    )
    record("add_sites", project, by=by, after={"sites": labels})
    return sites


def _placed(lines: Iterable[str]) -> tuple[list[str], dict[str, Departement]]:
    """The labels, and the département of those that name one after a semicolon (1 query where any does)."""
    labels, named = [], {}
    for line in lines:
        label, _, place = (part.strip() for part in line.rpartition(";"))
        labels.append(label or line)
        if label and place:
            named[label] = place
    if not named:
        return labels, {}
    known: dict[str, Departement] = {}
    for row in Departement.objects.all():
        known |= {plain(name): row for name in (row.name, *row.aliases)}
    unknown = [place for place in named.values() if plain(place) not in known]
    if unknown:
        raise InvalidInput(
            {"labels": [f"« {unknown[0][:60]} » n’est pas un département : écrivez l’un des douze, ou rien."]}
        )
    return labels, {label: known[plain(place)] for label, place in named.items()}


@transaction.atomic
def update_site(
    site_id: Any,
    *,
    label: str,
    state: SiteState | str,
    progress: int | None,
    note: str = "",
    departement: Departement | None = None,
    by: "User",
    base_version: int | None = None,
) -> ProjectSite:
    """Change the label, the state or the progress of a site. Done means 100 %."""
    site = ProjectSite.objects.select_for_update(of=("self",)).select_related("project").get(pk=site_id)
    refuse_if(editing_blockers(site.project), "modifier le site")
    label = " ".join(label.split())
    values = {"label": label, "state": str(state), "progress": progress, "note": note.strip()} | {
        "departement": departement
    }
    site.check_version(base_version, values)
    errors = {}
    if not label or len(label) > 200:
        errors["label"] = ["Donnez au site un nom de 1 à 200 caractères."]
    elif site.project.sites.exclude(pk=site.pk).filter(label=label).exists():
        errors["label"] = [f"Un autre site s’appelle déjà « {label} »."]
    if progress is not None and not 0 <= progress <= 100:
        errors["progress"] = ["L’avancement va de 0 à 100 %."]
    elif state == SiteState.DONE and progress is not None and progress < 100:
        errors["progress"] = ["Un site réalisé est à 100 %. Corrigez l’avancement ou l’état."]
    elif state == SiteState.TO_COME and progress:
        errors["progress"] = ["Un site à venir n’a pas encore d’avancement. Corrigez l’avancement ou l’état."]
    if errors:
        raise InvalidInput(errors)
    old, new = differences({name: getattr(site, name) for name in values}, values)
    if not new:
        return site
    for name, value in values.items():
        setattr(site, name, value)
    site.version += 1
    site.save(update_fields=[*values, "version"])
    record("update_site", site, by=by, before=old, after=new)
    return site
