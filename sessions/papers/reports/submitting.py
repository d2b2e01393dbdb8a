"""What is read before a procès-verbal is submitted: its number, its quorum, who signs, and what it does not say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse

from commissions.enums import SeriesKind
from commissions.queries import coming_number
from foundation.common.form_pages import Recap
from foundation.common.typography import plural
from foundation.documents.canonical import plain
from sessions.core.enums import OVER, PvState, SessionState
from sessions.core.models import CommissionSession, ProcesVerbal
from sessions.meeting.queries.explanations import running_delay

from ..queries.standing import findings_in
from .pv import PvDocument, build_pv_document, says_the_same, status_of
from .signatures import SignatureLine, named_signature


def submitting_recap(session: CommissionSession, pv: ProcesVerbal | None) -> Recap:
    """What the act of submitting freezes, and what it would be refused for (about 30 queries)."""
    content = build_pv_document(session, status=status_of(session, pv))
    told = plain(content)
    findings = findings_in(told)
    signing = content.carence.signatures if content.carence is not None else content.signatures
    number = coming_number(session.commission_id, SeriesKind.PV, session.year)
    signs = " ; ".join(", ".join(filter(None, (line.role, named_signature(line)))) for line in signing)
    return Recap(
        facts=[
            ("Numéro", f"{number}/{session.year}, donné à la soumission et gardé"),
            *_facts(content, sum(finding.is_item for finding in findings)),
            ("Signent", signs),
        ],
        missing=[(finding.text, finding.href) for finding in findings] + _unsigned(session, signing),
        blockers=list(_blockers(session, pv, told)),
    )


def _facts(content: PvDocument, open_: int) -> list[tuple[str, str]]:
    """What it tells of the sitting; of one that never opened, that it did not."""
    if content.carence is not None:
        return [("Constat", content.carence.constat), ("Quorum", content.carence.quorum)]
    total = len(content.items)
    points = plural(total, "point") + (
        f", dont {open_} sans conclusion" if open_ else ", tous conclus" if total else ""
    )
    return [
        ("Points", points),
        ("Décisions", plural(len(content.decisions), "décision")),
        ("Recommandations", plural(len(content.recommendations), "recommandation")),
        ("Quorum", content.quorum.statement),
    ]


def _blockers(
    session: CommissionSession, pv: ProcesVerbal | None, told: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """What submit_pv refuses, each with where it is mended."""
    paper = reverse("sessions:pv", args=[session.pk])
    if session.state not in OVER:
        state = SessionState(session.state).label
        yield f"La session est à l’état « {state} » : levez-la d’abord.", reverse("sessions:live", args=[session.pk])
        return
    if session.is_reconstituted:
        yield "La session est reconstituée : son procès-verbal a déjà été établi sur papier.", paper
        return
    if pv is not None and pv.state != PvState.DRAFT:
        yield f"Le procès-verbal est déjà soumis, sous le n° {pv.number}/{pv.year}.", paper
        return
    if delay := running_delay(session):
        yield f"{delay[:1].upper()}{delay[1:]}. Elles y sont imprimées : soumettez-le après ce jour.", ""
    if pv is not None and pv.document is not None and not says_the_same(pv.document.content, told):
        yield "Le projet enregistré ne dit plus ce qui est noté : refaites-le, puis relisez-le.", paper


def _unsigned(session: CommissionSession, signing: Sequence[SignatureLine]) -> list[tuple[str, str]]:
    presence = reverse("sessions:presence", args=[session.pk])
    return [(f"Personne n’est noté pour signer : {line.role}", presence) for line in signing if not line.name]
