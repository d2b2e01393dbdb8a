"""What every page of a session begins with: the row one may see, its address, the way back."""

from django.urls import reverse

from foundation.common.acts import one_of

from ..models import AgendaItem, CommissionSession

# One reading serves every page; the columns of a statute and of a text cost less than a second query.
SHOWN = (
    "commission__ministry",
    "commission__scope",
    "commission__founded_by",
    "statute__legal_text",
    "postponed_from",
    "chair",
    "rapporteur",
    "scan",
)


visible_session = one_of(CommissionSession, *SHOWN)
visible_item = one_of(AgendaItem, "session__commission__ministry", "session__statute")


def detail_address(session: CommissionSession) -> str:
    return reverse("sessions:detail", args=[session.pk])


def sessions_crumbs(*last: tuple[str, str]) -> list[tuple[str, str]]:
    """Of a page beside the sessions; what one reads has no address."""
    return [("Accueil", reverse("home")), ("Sessions", reverse("sessions:list")), *last]


def crumbs(session: CommissionSession | None = None, here: str = "") -> list[tuple[str, str]]:
    if session is None:
        return sessions_crumbs((here, "")) if here else sessions_crumbs()
    label = f"{session.commission.code}, {session.label.partition(' au titre')[0]}"
    return [*sessions_crumbs((label, detail_address(session) if here else "")), *([(here, "")] if here else [])]
