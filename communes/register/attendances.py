from datetime import date

from foundation.common.keyset import Sort
from foundation.common.lists import Cell, Column, column_of, columns_of
from foundation.registers.register import Register, Words

from ..enums import Presence
from ..filters import AttendanceFilter
from ..models import Attendance
from .common import COMMUNE, FICTITIOUS, kept
from .training_sessions import TRAINING_SESSIONS

TONES = {Presence.INVITED: "neutral", Presence.PRESENT: "good", Presence.ABSENT: "attention"}

ATTENDANCES: Register = Register(
    model=Attendance,
    fields=("commune", "session", "function", "presence", "note"),
    words=Words(
        "participation à une formation",
        none="Aucune participation",
        new="Noter une participation",
        added="La participation est notée ; dites ensuite si la personne est venue.",
    ),
    title="Participations aux formations",
    noun=("participation", "participations"),
    state="Qui de chaque commune est inscrit aux formations, et qui est venu : la fonction, pas le nom.",
    empty="Les inscriptions et les présences aux formations apparaîtront ici.",
    columns=(
        column_of(Attendance, "function", href=lambda row: ATTENDANCES.href(row)),
        COMMUNE,
        Column(
            "Session",
            "session.__str__",
            lambda row: Cell(str(row.session), TRAINING_SESSIONS.href(row.session)),
            width="wide",
        ),
        Column(
            "Présence",
            "get_presence_display",
            lambda row: Cell(row.get_presence_display(), tone=TONES[Presence(row.presence)]),
        ),
        *columns_of(Attendance, "note"),
        FICTITIOUS,
    ),
    filters=AttendanceFilter,
    sorts={"held": Sort("session__held_on", date.fromisoformat)},
    default="-held",
    file="participations-aux-formations",
    finds=(),
    reads=("session__training",),
    offers={"session": lambda rows: rows.select_related("training").order_by("-held_on", "pk")},
    **kept("commune-attendances") | {"once": ("commune", "session")},
)
app_name, urlpatterns = ATTENDANCES.name, ATTENDANCES.urlpatterns
