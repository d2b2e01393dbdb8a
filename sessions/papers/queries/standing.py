"""Where a procès-verbal stands, and what was made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from foundation.common.typography import long_date, quoted, short_datetime
from foundation.documents.models import Document
from foundation.jobs.models import Job
from sessions.core.enums import OVER, PvState, SessionState
from sessions.core.models import CommissionSession, ProcesVerbal
from sessions.core.queries.following import following_session, new_session_address
from sessions.core.rules import can_read_minutes

from ..enums import PV, PV_DRAFT

if TYPE_CHECKING:
    from foundation.accounts.models import User


def pv_sentence(session: CommissionSession, row: ProcesVerbal | None, *, sees: bool) -> str:
    """Where the procès-verbal stands, in a sentence; `sees`: whether there is something to read."""
    if session.state not in OVER:
        return (
            "La session n’est pas levée : ceci est un aperçu de ce qui est déjà noté."
            if sees
            else "La session n’est pas encore tenue : il n’y a pas de procès-verbal."
        )
    if session.is_reconstituted:
        return (
            "Reconstitué d’après les sources citées ; son numéro et ses signataires ne sont pas connus."
            if sees
            else "Le procès-verbal reconstitué est en cours d’établissement."
        )
    if row is not None and row.state != PvState.DRAFT:
        author = f" par {row.submitted_by}" if row.submitted_by else ""
        return (
            f"Soumis aux membres le {long_date(row.submitted_at, weekday=False)}{author}, sous le n°"
            f" {row.number}/{row.year}. Son contenu est figé."
        )
    return (
        "Projet : relisez-le, complétez le compte rendu, puis soumettez-le. Il recevra alors son numéro."
        if sees
        else "Le procès-verbal n’est pas encore soumis par le secrétaire."
    )


def awaited_job(user: "User", session: CommissionSession, paper: str) -> Job | None:
    """What makes the procès-verbal of a session that was just held, for those who write it (1 query)."""
    if paper != "pv":
        return None
    row = ProcesVerbal.objects.select_related("job").filter(session=session, document=None).first()
    return row.job if row is not None and can_read_minutes(user, session) else None


def versions_of(user: "User", row: ProcesVerbal | None, *, writes: bool) -> list[dict[str, Any]]:
    """The papers that were made of a procès-verbal, the last first; the drafts for those who write it."""
    if row is None:
        return []
    rows = list(
        Document.objects.visible_to(user)
        .filter(pk__in=Document.objects.about(row, PV).values("pk"))
        .order_by("-version")
    )
    if writes:
        rows += list(Document.objects.about(row, PV_DRAFT))
    return [
        {
            "label": f"{'Projet' if item.kind == PV_DRAFT else 'Version'} {item.version}",
            "when": short_datetime(item.created_at),
            "sha": item.content_sha256[:12],
            "href": _file_of(row, item) if item.file_id else "",
            "is_current": item.pk == row.document_id,
        }
        for item in rows
    ]


def _file_of(row: ProcesVerbal, item: Document) -> str:
    if item.kind == PV:
        return reverse("documents:download", args=[item.pk])
    return f"{reverse('sessions:pv_draft_file', args=[row.session_id])}?version={item.version}"


@dataclass(frozen=True)
class Finding:
    """What a procès-verbal leaves open, where it is read on its page, and where it is written."""

    text: str
    anchor: str
    href: str
    is_item: bool = False


def findings_in(pv: Mapping[str, Any]) -> list[Finding]:
    """What one looks at before submitting; nothing here forbids it."""
    if pv.get("carence") or pv.get("status") == "reconstituted":
        return []
    live, found = reverse("sessions:live", args=[pv["session_id"]]), []
    for item in pv["items"]:
        concluded = item["decision"] or item["outcome"] or item["conclusion"] or item["withdrawn"]
        if item["is_unopened"] or not concluded:
            lacks = "non examiné" if item["is_unopened"] else "sans conclusion"
            said = f"Point {item['number']}, {quoted(item['title'])} : {lacks}"
            found.append(Finding(said, f"pv-{item['id']}", f"{live}?point={item['id']}", is_item=True))
    for line in pv["recommendations"]:
        missing = [word for word, name in (("responsable", "addressee"), ("échéance", "due_on")) if not line[name]]
        if missing:
            named = f"Recommandation n° {line['number']}" if line["number"] else "Une recommandation"
            page = reverse("recommendations:detail", args=[line["id"]])
            found.append(Finding(f"{named} : sans {' ni '.join(missing)}", "pv-recommandations", page))
    return found


@dataclass(frozen=True)
class Onward:
    text: str
    label: str = ""
    href: str = ""


def onward_of(session: CommissionSession, row: ProcesVerbal | None, user: "User") -> list[Onward]:
    """What comes after a procès-verbal, for who keeps the commission (1 query)."""
    if session.state not in OVER or row is None:
        return []
    if session.is_reconstituted:
        return [_sent(session)]
    if row.state == PvState.DRAFT:
        after = "Une fois soumis, le procès-verbal est lu par les membres, signé, puis approuvé à la session suivante."
        return [Onward(after)]
    steps = []
    if row.state in (PvState.SUBMITTED, PvState.TO_APPROVE):
        following = following_session(session, user)
        steps.append(Onward("Imprimez le PDF et faites-le signer par la présidence et le rapporteur."))
        what = "Son approbation s’inscrit au premier point de la prochaine session."
        if session.state == SessionState.NO_QUORUM:
            page = reverse("sessions:detail", args=[session.pk])
            steps.append(Onward("La commission est convoquée de nouveau, sur le même ordre du jour.", "Session", page))
        elif following is None:
            steps.append(Onward(what, "Préparer la prochaine session", new_session_address(session)))
        else:
            agenda = reverse("sessions:prepare", args=[following.pk])
            steps.append(Onward(what, "Ordre du jour de la prochaine session", agenda))
    else:
        steps.append(Onward("Les membres l’ont approuvé : il ne change plus."))
    steps.append(_sent(session))
    if session.state != SessionState.ARCHIVED and row.state == PvState.APPROVED:
        steps.append(
            Onward("Rien n’est plus attendu :", "archivez la session", reverse("sessions:detail", args=[session.pk]))
        )
    return steps


def _sent(session: CommissionSession) -> Onward:
    if session.transmitted_at is not None:
        return Onward(f"Transmis à l’ASIN le {long_date(session.transmitted_at, weekday=False)}.")
    if session.is_closed_doors:
        return Onward("Tenu à huis clos, il n’est pas transmis à l’ASIN.")
    return Onward("Transmettez-le à l’ASIN par le bouton du haut de la page.")


def places_of(session: CommissionSession, pv: Mapping[str, Any]) -> dict[str, str]:
    """Where each part of the procès-verbal is written."""
    if session.is_reconstituted:
        part = f"{reverse('sessions:detail', args=[session.pk])}#reprise"
        return dict.fromkeys(("presence", "session", *(item["id"] for item in pv["items"])), part)
    live = reverse("sessions:live", args=[session.pk])
    items = {item["id"]: f"{live}?point={item['id']}" for item in pv["items"]}
    return {"presence": reverse("sessions:presence", args=[session.pk]), "session": f"{live}?partie=seance"} | items
