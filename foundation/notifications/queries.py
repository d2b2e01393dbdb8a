"""What became of a letter, in words for whoever waits for it."""

import re
from dataclasses import dataclass

from foundation.common.typography import plural, short_datetime
from foundation.jobs.enums import JobState

from .enums import MailState
from .models import OutgoingMail

CODE = re.compile(r"\((\d{3}), b?['\"](?:(\d\.\d{1,3}\.\d{1,3})\b)?")
# Enhanced codes first (RFC 3463): they say more than the three figures.
ENHANCED = (
    ("5.1.", "le serveur ne connaît pas cette adresse"),
    ("5.2.1", "cette boîte est fermée"),
    ("5.2.2", "la boîte du destinataire est pleine"),
    ("5.2.3", "le message est trop lourd pour cette boîte"),
    ("5.3.4", "le message est trop lourd pour ce serveur"),
    ("5.4.", "le serveur ne trouve pas où remettre le message"),
    ("5.7.", "le serveur refuse nos messages, par sa politique de sécurité"),
)
REFUSALS = {
    "550": "le serveur ne connaît pas cette adresse, ou la refuse",
    "551": "le destinataire n’est plus à cette adresse",
    "552": "la boîte du destinataire est pleine, ou le message trop lourd",
    "553": "le serveur juge cette adresse mal formée",
    "554": "le serveur refuse le message",
    "421": "le serveur de messagerie est occupé",
    "450": "la boîte du destinataire est occupée",
    "451": "le serveur demande de patienter",
    "452": "le serveur n’a plus de place",
}
CUT = (
    (("timed out", "TimeoutError"), "le serveur de messagerie n’a pas répondu à temps"),
    (("ConnectionRefused", "gaierror", "No route", "unreachable"), "le serveur de messagerie est injoignable"),
    (("SMTPServerDisconnected", "ConnectionReset", "BrokenPipe"), "le serveur de messagerie a coupé la liaison"),
    (("SMTPAuthentication",), "le serveur de messagerie refuse le compte du portail"),
    (("SSL", "certificate"), "la liaison chiffrée avec le serveur de messagerie n’a pas pu s’établir"),
)


@dataclass(frozen=True)
class Trouble:
    """Why a letter is not delivered, and what happens next."""

    reason: str  # « le serveur ne connaît pas cette adresse (code 550) »
    remedy: str
    is_final: bool

    @property
    def sentence(self) -> str:
        return f"{self.reason[:1].upper()}{self.reason[1:]}. {self.remedy}"


def reason_in_words(error: str) -> str:
    """The server's reason in French, with its code; the text it gives is left out: it may be in any language and hold
    the address.
    """
    codes = CODE.findall(error)
    if codes:
        code, enhanced = codes[-1]
        words = next((words for start, words in ENHANCED if enhanced.startswith(start)), "") if enhanced else ""
        words = (
            words
            or REFUSALS.get(code)
            or ("le serveur refuse le message" if code.startswith("5") else "le serveur demande de patienter")
        )
        return f"{words} (code {enhanced or code})"
    return next((words for marks, words in CUT if any(mark in error for mark in marks)), "la remise a échoué")


def trouble_of(mail: OutgoingMail | None) -> Trouble | None:
    """What hinders a letter that is not delivered yet, or never will be; None when nothing does. Needs `job`."""
    if mail is None or mail.state not in (MailState.QUEUED, MailState.FAILED) or not mail.error:
        return None
    reason = reason_in_words(mail.error)
    if mail.state == MailState.FAILED:
        if mail.job is not None and mail.job.state == JobState.DEAD:
            reason = f"après {plural(mail.job.attempts, 'essai')}, {reason}"
        return Trouble(
            reason,
            "Vérifiez l’adresse dans sa fiche puis relancez, ou remettez la lettre en main propre.",
            is_final=True,
        )
    next_try = mail.job.run_after if mail.job is not None else None
    doubt = (
        " Le message est peut-être déjà parti : il portera le même identifiant, la messagerie reconnaîtra le double."
        if mail.sending_since
        else ""
    )
    when = f"Nouvel essai le {short_datetime(next_try)}" if next_try else "Nouvel essai dans un instant"
    return Trouble(reason, f"{when}, de lui-même.{doubt}", is_final=False)
