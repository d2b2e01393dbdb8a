from foundation.common.keyset import Sort
from foundation.common.lists import column_of
from foundation.registers.register import Register, Words

from ..filters import NextStepFilter
from ..models import NextStep
from .common import COMMUNE, FICTITIOUS, kept

STEPS: Register = Register(
    model=NextStep,
    fields=("commune", "rank", "text", "due_on", "done_on"),
    words=Words(
        "prochaine étape",
        none="Aucune étape",
        new="Écrire une étape",
        added="L’étape est à son rang ; dite faite, elle le laisse à une autre.",
    ),
    title="Prochaines étapes des communes",
    noun=("étape", "étapes"),
    state="Trois au plus par commune : ce qu’elle fera d’abord. Celles qui sont faites restent lisibles.",
    empty="Les trois prochaines étapes de chaque commune apparaîtront ici.",
    columns=(
        column_of(NextStep, "text", href=lambda row: STEPS.href(row), width="wide"),
        COMMUNE,
        column_of(NextStep, "rank", numeric=True, sort="rank"),
        column_of(NextStep, "due_on"),
        column_of(NextStep, "done_on"),
        FICTITIOUS,
    ),
    filters=NextStepFilter,
    sorts={"rank": Sort("rank", int)},
    default="rank",
    file="etapes-des-communes",
    finds=(),
    **kept("commune-steps"),
)
app_name, urlpatterns = STEPS.name, STEPS.urlpatterns
