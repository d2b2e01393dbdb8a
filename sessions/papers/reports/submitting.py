"""What is read before a procès-verbal is submitted: its number, its quorum, who signs, and what it does not say."""

from collections.abc import Iterator

from django.urls import reverse

from commissions.enums import SeriesKind
from commissions.queries import coming_number
from foundation.common.form_pages import Recap
from foundation.common.typography import plural
from sessions.core.enums import PvState
from sessions.core.models import CommissionSession, ProcesVerbal
from sessions.meeting.queries.explanations import running_delay

from .pv import PvDocument, build_pv_document, status_of
from .signatures import named_signature


def submitting_recap(session: CommissionSession, pv: ProcesVerbal | None) -> Recap:
    """What the act of submitting freezes (about 30 queries)."""
    content = build_pv_document(session, status=status_of(session, pv))
    signing = [(line.role, named_signature(line)) for line in content.signatures]
    number = coming_number(session.commission_id, SeriesKind.PV, session.year)
    blockers = []
    if pv is not None and pv.state != PvState.DRAFT:
        blockers.append((f"Le procès-verbal est déjà soumis, sous le n° {pv.number}/{pv.year}.", ""))
    if delay := running_delay(session):
        blockers.append((f"{delay[:1].upper()}{delay[1:]}. Elles y sont imprimées : soumettez-le après ce jour.", ""))
    return Recap(
        facts=[
            ("Numéro", f"{number}/{session.year}, donné à la soumission et gardé"),
            ("Points", _points(content)),
            ("Décisions", plural(len(content.decisions), "décision")),
            ("Recommandations", plural(len(content.recommendations), "recommandation")),
            ("Quorum", content.quorum.statement),
            ("Signent", " ; ".join(", ".join(filter(None, pair)) for pair in signing)),
        ],
        missing=list(_missing(session, content)),
        blockers=blockers,
    )


def _points(content: PvDocument) -> str:
    total, open_ = len(content.items), len(_without_outcome(content))
    said = plural(total, "point")
    return f"{said}, dont {open_} sans conclusion" if open_ else f"{said}, tous conclus" if total else said


def _without_outcome(content: PvDocument) -> list[tuple[int, str, str, bool]]:
    return [
        (part.number, part.title, part.id, part.is_unopened)
        for part in content.items
        if not part.outcome and not part.withdrawn
    ]


def _missing(session: CommissionSession, content: PvDocument) -> Iterator[tuple[str, str]]:
    """What the paper will say is missing, each with where it is written."""
    live = reverse("sessions:live", args=[session.pk])
    for number, title, key, is_unopened in _without_outcome(content):
        lacks = "n’a pas été examiné" if is_unopened else "est sans conclusion"
        yield f"Le point {number}, « {title} », {lacks}", f"{live}?point={key}"
    for line in content.signatures:
        if not line.name:
            yield f"Personne n’est noté pour signer : {line.role}", reverse("sessions:presence", args=[session.pk])
