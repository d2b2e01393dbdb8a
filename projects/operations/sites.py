"""Sites and lots of a project, each with its own progress."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from foundation.common import clock
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.references import plain
from foundation.journal.record import record
from ministries.models import Departement

from ..enums import SiteState
from ..models import ProjectSite
from ..queries.sites import share_done
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
    unit: str = "",
    planned_quantity: int | None = None,
    done_quantity: int | None = None,
    measured_on: date | None = None,
    note: str = "",
    departement: Departement | None = None,
    by: "User | None",
    base_version: int | None = None,
) -> ProjectSite:
    """Change what is said of a site. Both quantities give its progress; done means 100 %."""
    site = ProjectSite.objects.select_for_update(of=("self",)).select_related("project").get(pk=site_id)
    refuse_if(editing_blockers(site.project), "modifier le site")
    measured = share_done(planned_quantity, done_quantity)
    values: dict[str, Any] = {
        "label": " ".join(label.split()),
        "state": str(state),
        "progress": progress if measured is None else measured,
        "unit": " ".join(unit.split()),
        "planned_quantity": planned_quantity,
        "done_quantity": done_quantity,
        "measured_on": measured_on,
        "note": note.strip(),
        "departement": departement,
    }
    site.check_version(base_version, values)
    if errors := _misnamed(site, values["label"]) | _unmeasured(values) | _contradicted(values):
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


def _misnamed(site: ProjectSite, label: str) -> dict[str, list[str]]:
    if not label or len(label) > 200:
        return {"label": ["Donnez au site un nom de 1 à 200 caractères."]}
    if site.project.sites.exclude(pk=site.pk).filter(label=label).exists():
        return {"label": [f"Un autre site s’appelle déjà « {label} »."]}
    return {}


def _unmeasured(values: dict[str, Any]) -> dict[str, list[str]]:
    """What lacks for a quantity to be read: its unit, its day."""
    planned, done, day = (values[name] for name in ("planned_quantity", "done_quantity", "measured_on"))
    errors = {}
    if (planned, done) != (None, None) and not values["unit"]:
        errors["unit"] = ["Dites ce qui se compte : mètres linéaires d’archives traités, prises câblées…"]
    if planned == 0:
        errors["planned_quantity"] = ["Une quantité prévue n’est pas nulle : laissez vide si elle n’est pas connue."]
    if done is not None and day is None:
        errors["measured_on"] = ["Dites de quel jour est la quantité faite."]
    elif done is None and day is not None:
        errors["done_quantity"] = ["Dites la quantité constatée ce jour-là, ou retirez le jour."]
    elif day is not None and day > clock.today():
        errors["measured_on"] = ["Ce jour est à venir : une quantité faite a été constatée."]
    return errors


def _contradicted(values: dict[str, Any]) -> dict[str, list[str]]:
    """A progress that the state denies; said of the quantity where it comes from one."""
    state, progress, done = values["state"], values["progress"], values["done_quantity"]
    where = "progress" if share_done(values["planned_quantity"], done) is None else "done_quantity"
    if progress is not None and not 0 <= progress <= 100:
        return {"progress": ["L’avancement va de 0 à 100 %."]}
    if state == SiteState.DONE and progress is not None and progress < 100:
        return {where: ["Un site réalisé est à 100 %. Corrigez l’avancement ou l’état."]}
    if state == SiteState.TO_COME and (progress or done):
        said = "Un site à venir n’a pas encore d’avancement. Corrigez l’avancement ou l’état."
        return {where if progress else "done_quantity": [said]}
    return {}
