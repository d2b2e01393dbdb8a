"""Who handed a link over, to whom, and when: read from the journal, which alone keeps it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime

from foundation.common.models import beforehand
from foundation.common.typography import short_datetime
from foundation.journal.models import PersonalValue
from sessions.core.models import Convocation


def handed_lines() -> ArraySubquery:
    """To be annotated on convocations: who handed each over, and when, oldest first."""
    lines = PersonalValue.objects.filter(
        name="actor",
        entry__act="hand_over_link",
        entry__object_type=Convocation._meta.label_lower,
        entry__object_id=Cast(OuterRef("pk"), CharField()),
    )
    return ArraySubquery(lines.order_by("entry__at", "pk").values(said=JSONObject(by="value", at="entry__at")))


def handed_in_words(convocation: Convocation) -> list[str]:
    """« remise par Afiavi DOSSOU, le 12/10/2026 à 9 h 05 ». Needs `handed` (handed_lines)."""
    return [
        f"remise par {line['by']}, le {short_datetime(parse_datetime(line['at']))}"
        for line in beforehand(convocation, "handed")
    ]
