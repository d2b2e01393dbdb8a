"""« Pourquoi ce chiffre ? »: one figure with its rows, or all of them with their formulas."""

from typing import Any

from django.apps import apps

from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common import figures
from foundation.common.tables import folded
from foundation.common.typography import capitalize_first
from ministries.models import Ministry

from .asked import Asked
from .method import METHOD_SUBJECTS
from .rows import ROWS_SHOWN, table_of

NAMED = {"theme": "Thème", "addressee": "Destinataire"}


def figure_context(user: User, key: str, asked: Asked | None) -> dict[str, Any] | None:
    """The figure of this key on what is asked; no value when that cannot be read, None for an unknown key."""
    figure = figures.FIGURES.get(key)
    if figure is None:
        return None
    given: Any = (asked or Asked()).filters
    of = []
    if commission := Commission.objects.filter(pk=given.get("commission")).first():
        of.append(("Commission", commission.name))
        if "commission" not in figure.filters:
            given["ministry"] = commission.ministry_id  # what it does not tell of a commission alone
    if ministry := Ministry.objects.filter(pk=given.get("ministry")).first():
        of.append(("Ministère", ministry.name))
    if (untold := given.get("untold")) and "untold" in figure.filters:
        of.append((NAMED[untold], "non renseigné"))
    of += [(label, given[name]) for name, label in NAMED.items() if given.get(name) and name in figure.filters]
    value = figure.compute(user, given) if asked else figures.FigureValue(None)
    table = table_of(value.rows, ROWS_SHOWN) if value.rows is not None else None
    return {
        "figure": figure,
        "value": value,
        "table": table,
        "as_of": value.as_of or given["today"],
        "table_columns": [{"label": label} for label in table.columns] if table else [],
        "of": of,
        "year": given["year"],
    }


def figures_by_subject(user: User) -> list[tuple[str, list[tuple[figures.Figure, figures.FigureValue]]]]:
    given = Asked().filters
    subjects: dict[str, list[tuple[figures.Figure, figures.FigureValue]]] = {}
    for key, each in sorted(figures.FIGURES.items()):
        subjects.setdefault(subject_of(key, each), []).append((each, each.compute(user, given)))
    return sorted(subjects.items(), key=lambda pair: folded(pair[0]))


def subject_of(key: str, figure: figures.Figure) -> str:
    if said := METHOD_SUBJECTS.get(key.partition(".")[0]):
        return said
    app = apps.get_containing_app_config(figure.compute.__module__)
    assert app is not None
    return capitalize_first(str(app.verbose_name))
