"""What whoever conducts a session does next: the blocks that say where it stands, each with its buttons."""

from dataclasses import dataclass

from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.lists import Button
from foundation.common.typography import short_hour
from foundation.ui.buttons import Act
from sessions.core import rules
from sessions.core.enums import PvState, SessionState
from sessions.core.models import CommissionSession, ProcesVerbal
from sessions.core.queries.following import following_session, new_session_address

from .live import LiveSheet

FOLLOWING: dict[str, str] = {
    SessionState.CONVENED: "Ouvrir la session suivante",
    SessionState.OPEN: "La session suivante",
    SessionState.SUSPENDED: "La session suivante",
}
CARENCE = "Constater la carence"
RECONSTITUTED = "Le procès-verbal est reconstitué d’après ses sources."
PREPARED = "un procès-verbal de carence se prépare."


@dataclass(frozen=True)
class Notice:
    """A state of the session, in its block: it goes when the state does."""

    title: str
    sentence: str
    tone: str = "information"
    buttons: tuple[Button, ...] = ()
    leaves: bool = False  # its acts lead to another page


def _address(name: str, session: CommissionSession) -> str:
    return reverse(f"sessions:{name}", args=[session.pk])


def notices_of(sheet: LiveSheet, user: User, *, may_declare: bool) -> list[Notice]:
    """Where the session stands and what comes next (at most 2 queries, once it is over). `may_declare`: nothing
    forbids the carence.
    """
    session, conducts = sheet.session, rules.can_conduct(user, sheet.session)
    notices = []
    if sheet.lost_quorum and conducts:
        notices.append(_quorum_lost(sheet, user, may_declare=may_declare))
    elif sheet.is_suspended and conducts:
        notices.append(_suspended(session))
    if sheet.is_over:
        notices.append(_after_carence(sheet, user) if sheet.is_carence else _after_lifting(sheet, user))
    if sheet.is_not_held:
        notices.append(_not_held(session, user))
    return notices


def carence_act(session: CommissionSession, tone: str = "secondary") -> Act:
    asked = f"{CARENCE} ? La session se termine sans avoir délibéré ; {PREPARED}"
    address = _address("declare_no_quorum", session)
    return Act(CARENCE, address, tone, confirm=asked, confirm_label=CARENCE)


def _quorum_lost(sheet: LiveSheet, user: User, *, may_declare: bool) -> Notice:
    session = sheet.session
    buttons: list[Button] = []
    if sheet.is_open:
        reason = {"reason": "quorum non atteint"}
        address = _address("suspend", session)
        buttons.append(Act("Suspendre la séance", address, "primary", "pause", fields=reason))
    else:
        buttons.append(Button("Relever les présences", _address("presence", session)))
    if may_declare:
        buttons.append(carence_act(session))
    if may_declare and rules.can_prepare(user, session):
        asked = (
            f"{CARENCE} et préparer la seconde convocation ? Le même ordre du jour est repris, avec la règle de la"
            " seconde convocation."
        )
        buttons.append(
            Act(
                "Carence et seconde convocation",
                _address("declare_no_quorum", session),
                confirm=asked,
                confirm_label="Constater et reconvoquer",
                fields={"reconvene": "on"},
            )
        )
    sums = sheet.quorum.sum_sentence
    sentence = f"{sums[:1].upper()}{sums[1:]}. La commission ne vote ni ne décide."
    return Notice("Le quorum n’est plus atteint", sentence, "late", tuple(buttons))


def _suspended(session: CommissionSession) -> Notice:
    return Notice(
        "La session est suspendue",
        "Reprenez-la quand les membres sont revenus : le quorum est vérifié de nouveau. Elle peut aussi être levée.",
        "attention",
        (
            Act("Reprendre la session", _address("resume", session), "primary", "play"),
            Button("Relever les présences", _address("presence", session)),
        ),
    )


def _after_lifting(sheet: LiveSheet, user: User) -> Notice:
    session = sheet.session
    at = f" à {short_hour(session.lifted_at)}" if session.lifted_at is not None else ""
    said = [
        f"Session levée{at} : ce qu’elle a voté et décidé ne change plus que par une correction motivée.",
        RECONSTITUTED if session.is_reconstituted else _pv_in_words(sheet.pv, "Le procès-verbal"),
    ]
    if sheet.is_writable:
        said.append("Le compte rendu se complète jusqu’à la soumission du procès-verbal.")
    is_draft = sheet.pv is not None and sheet.pv.state == PvState.DRAFT
    submits = is_draft and not session.is_reconstituted and rules.can_prepare(user, session)
    pv_label = "Relire et soumettre le procès-verbal" if submits else "Procès-verbal"
    buttons = [Button(pv_label, _address("pv", session), "primary" if submits else "secondary", "file")]
    following = following_session(session, user)
    if following is not None:
        label = FOLLOWING.get(following.state, "Préparer la suivante")
        buttons.append(Button(f"{label} : {following.label}", _address("detail", following), icon="forward"))
    elif rules.can_prepare(user, session):
        buttons.append(Button("Préparer la session suivante", new_session_address(session), icon="plus"))
    return Notice("La suite", " ".join(said), "good", tuple(buttons))


def _after_carence(sheet: LiveSheet, user: User) -> Notice:
    session = sheet.session
    said = f"La carence est constatée : la session n’a pas délibéré. {_pv_in_words(sheet.pv, 'Le procès-verbal')}"
    buttons: list[Button] = [Button("Procès-verbal de carence", _address("pv", session), icon="file")]
    second = (
        CommissionSession.objects.visible_to(user).filter(postponed_from=session).order_by("created_at", "pk").last()
    )
    if second is not None:
        label = f"Seconde convocation : {second.label}"
        buttons.insert(0, Button(label, _address("detail", second), "primary", "forward"))
    elif rules.can_prepare(user, session):
        address = _address("second_convocation", session)
        buttons.insert(0, Act("Préparer la seconde convocation", address, "primary", "retry"))
    return Notice("La suite", said, "attention", tuple(buttons), leaves=True)


def _not_held(session: CommissionSession, user: User) -> Notice:
    said = (
        f"Cette session ne se tient pas : elle est à l’état « {session.get_state_display()} ». La feuille de séance"
        " s’ouvre une fois les membres convoqués."
    )
    buttons = [Button("Page de la session", _address("detail", session))]
    if rules.can_prepare(user, session):
        if session.state == SessionState.CANCELLED:
            again = f"{reverse('sessions:create')}?depuis=session:{session.pk}"
            buttons.insert(0, Button("Reprendre son ordre du jour à une autre date", again, "primary", "plus"))
        elif session.state == SessionState.POSTPONED:
            buttons.insert(0, Button("Fixer la nouvelle date", _address("edit", session), "primary", "edit"))
        else:
            buttons.insert(0, Button("Préparer l’ordre du jour", _address("prepare", session), "primary", "table"))
    return Notice("", said, buttons=tuple(buttons))


def _pv_in_words(pv: ProcesVerbal | None, named: str) -> str:
    if pv is None:
        return f"{named} n’est pas encore établi."
    if pv.state != PvState.DRAFT:
        return f"{named} n° {pv.number}/{pv.year} est à l’état « {pv.get_state_display()} »."
    is_made = pv.document is not None and pv.document.file_id is not None
    return f"Le projet de procès-verbal est {'établi' if is_made else 'en cours d’établissement'}."
