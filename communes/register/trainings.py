from collections.abc import Mapping
from typing import Any

from foundation.accounts.models import User
from foundation.common.database import SortKey
from foundation.common.keyset import Sort
from foundation.common.lists import column_of, columns_of
from foundation.registers.register import Register, Words

from ..models import Training
from ..queries.trainings import sessions_of
from ..rules import can_keep_training
from .common import CRUMBS, FICTITIOUS


def taught(row: Training, user: User) -> Mapping[str, Any]:
    return {"sessions": sessions_of(row, user)}


TRAININGS: Register = Register(
    name="commune-trainings",
    model=Training,
    fields=("title", "objectives", "organiser", "source"),
    keeps=can_keep_training,
    words=Words(
        "formation des communes",
        none="Aucune formation",
        new="Enregistrer une formation",
        added="La formation est au plan ; ajoutez ses sessions, puis qui y vient.",
    ),
    title="Formations des communes",
    noun=("formation", "formations"),
    state="Le plan de formation des agents des communes, ses sessions et qui y est venu.",
    empty="Les formations proposées aux agents des communes apparaîtront ici.",
    columns=(
        column_of(Training, "title", href=lambda row: TRAININGS.href(row), sort="title", width="wide"),
        column_of(Training, "objectives"),
        column_of(Training, "organiser"),
        *columns_of(Training, "source", on_page=True),
        FICTITIOUS,
    ),
    sorts={"title": Sort(SortKey("title"))},
    default="title",
    file="formations-des-communes",
    finds=("title", "objectives"),
    position=82,
    crumbs=CRUMBS,
    icon="territories",
    row_template="communes/training.html",
    row_more=taught,
)
app_name, urlpatterns = TRAININGS.name, TRAININGS.urlpatterns
