"""The cliff: what running the platforms costs and nobody will pay, month after month."""

from datetime import date
from typing import Any

from foundation.common.charts import Chart, Series, lines
from foundation.common.typography import plural, short_amount
from projects.queries.project_signals import add_months

from ..enums import CLIFF_MONTHS

STEP = 3  # months between two points of the curve
CLIFF_RULE = (
    f"Une plateforme en service dont le financement est fini, ou finit dans les {CLIFF_MONTHS} mois, et dont personne"
    " n’a dit qui paiera ensuite."
)


def curve(rows: Any, day: date) -> Chart | None:
    """The running cost per year that has no payer left, by quarter (1 query); None without any platform."""
    found = list(rows.values_list("funded_until", "run_cost"))
    if not found:
        return None
    days = [add_months(day, months) for months in range(0, CLIFF_MONTHS + 1, STEP)]
    without = [sum(cost for until, cost in found if until <= each and cost is not None) for each in days]
    unknown = sum(cost is None for _, cost in found)
    left_out = plural(unknown, "plateforme sans montant, non comptée", "plateformes sans montant, non comptées")
    note = f"{left_out}." if unknown else ""
    return lines(
        "Coût de fonctionnement par an sans payeur",
        [f"{each:%m/%Y}" for each in days],
        [Series("Sans payeur", without, "late")],
        unit="FCFA",
        form=short_amount,
        label="Mois",
        note=note,
    )
