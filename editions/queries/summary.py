"""The totals of an edition in words, what is left out said beside each."""

from decimal import Decimal
from typing import Any

from foundation.common.typography import UNKNOWN, amount, capitalize_first, plural
from projects.enums import Colour, Situation
from projects.queries.project_signals import signed

from ..enums import Movement
from ..models import Edition

GREENED = "la référence a changé, pas le projet"


def summary_of(edition: Edition) -> list[tuple[str, str]]:
    totals = edition.totals
    situations = " · ".join(f"{Situation(key).label} : {count}" for key, count in totals["situations"].items() if count)
    colours = " · ".join(f"{colour.label} : {count}" for colour in Colour if (count := totals["colours"][colour]))
    movements = totals["movements"]
    lines = [
        ("Projets", f"{totals['projects']} au portefeuille, {totals['ever']} depuis l’origine, sortis compris"),
        ("Situation", capitalize_first(situations) or UNKNOWN),
        ("Signaux", capitalize_first(colours) or UNKNOWN),
        *([("Verdis par révision", f"{plural(totals['greened'], 'projet')} : {GREENED}")] if totals["greened"] else []),
        ("Données périmées", plural(totals["stale"], "projet")),
        ("Coûts prévus", _costs(totals["planned_cost"])),
        ("Coûts estimés", _costs(totals["forecast_cost"])),
        ("Dérive moyenne", _drift(totals["drift"])),
    ]
    if edition.previous_id:
        told = (
            plural(movements[Movement.ENTERED], "entrée"),
            plural(movements[Movement.LEFT], "sortie"),
            plural(movements[Movement.MOVED], "mouvement"),
            f"{movements[Movement.SAME]} sans mouvement",
        )
        lines.append(("Depuis la précédente", ", ".join(told)))
    return lines


def _costs(found: dict[str, int]) -> str:
    if not found["known"]:
        return UNKNOWN
    out = f" ; {plural(found['unknown'], 'ligne')} sans valeur, hors du total" if found["unknown"] else ""
    return f"{amount(found['sum'])} sur {plural(found['known'], 'ligne')}{out}"


def _drift(found: dict[str, Any]) -> str:
    def said(part: dict[str, Any], whose: str) -> str:
        mean = None if part["mean"] is None else Decimal(part["mean"])
        return f"{signed(mean)} {whose} ({plural(part['lines'], 'projet')})"

    return (
        f"{said(found['present'], 'de délai pour les projets présents')},"
        f" {said(found['ever'], 'pour tous ceux que le portefeuille a comptés')}"
    )
