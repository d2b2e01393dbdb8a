"""Take the minutes: each save carries the revision it was written from, each revision is kept with its author."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from foundation.accounts.models import Person
from foundation.common import clock
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.common.typography import short_hour
from foundation.journal.record import record
from sessions.core.enums import SESSION_SECTIONS, Section, SpeechKind
from sessions.core.enums import SessionState as State
from sessions.core.models import AgendaItem, CommissionSession, MinuteText, Speech, TextRevision
from sessions.core.operations.stepping import before_change, lock_session, pv_is_submitted

from ..enums import ITEM_SECTIONS

if TYPE_CHECKING:
    from foundation.accounts.models import User

MAX_LENGTH = 100_000
WRITABLE = (State.CONVENED, State.OPEN, State.SUSPENDED, State.LIFTED, State.NO_QUORUM)


@transaction.atomic
def save_text(
    session_id: UUID, *, section: Section | str, item_id: UUID | None = None, text: str, base_revision: int, by: "User"
) -> MinuteText:
    """Save one text of the minutes as a new revision.

    Raise Conflict with both texts when another revision was saved since `base_revision`. Saving again what is already
    stored (an answer that was lost on the way) changes nothing.
    """
    row = _locked_text(session_id, section=section, item_id=item_id, by=by)
    text = _clean(text)
    if base_revision > row.revision or base_revision < 0:
        raise InvalidInput(
            {
                "base_revision": [
                    f"La révision de départ ({base_revision}) n’existe pas : la dernière est {row.revision}. Rechargez"
                    " la page."
                ]
            }
        )
    if text == row.text:
        return row
    if base_revision != row.revision:
        raise Conflict(
            f"Ce texte a été enregistré entre-temps par {row.saved_by_name}, à {short_hour(row.saved_at)}. "
            "Les deux textes sont affichés : gardez l’un, l’autre ou réunissez-les. Rien n’est perdu.",
            current_version=row.revision,
            sides={"text": (row.text, text)},
            author=row.saved_by_name,
        )
    return _revise(row, text, base_revision=base_revision, by=by)


@transaction.atomic
def set_aside(
    session_id: UUID, *, section: Section | str, item_id: UUID | None = None, text: str, base_revision: int, by: "User"
) -> MinuteText:
    """After a conflict, keep the stored text: the other one becomes a revision all the same, then the stored one is
    restored over it.
    """
    row = _locked_text(session_id, section=section, item_id=item_id, by=by)
    text, kept = _clean(text), row.text
    if text == kept:
        return row
    _revise(row, text, base_revision=base_revision, by=by)
    return _revise(row, kept, base_revision=row.revision, by=by)


@transaction.atomic
def restore_revision(minute_text_id: UUID, *, revision: int, base_revision: int, by: "User") -> MinuteText:
    """Bring an old revision back, as a new one; raise Conflict when somebody saved in between."""
    known = MinuteText.objects.get(pk=minute_text_id)
    old = TextRevision.objects.filter(minute_text=known, revision=revision).first()
    if old is None:
        raise Refused(f"Impossible de revenir à la révision {revision} : elle n’existe pas.")
    return save_text(
        known.session_id,
        section=known.section,
        item_id=known.item_id,
        text=old.text,
        base_revision=base_revision,
        by=by,
    )


@transaction.atomic
def add_speech(
    session_id: UUID,
    *,
    item_id: UUID | None = None,
    kind: SpeechKind | str = SpeechKind.INTERVENTION,
    speaker_name: str = "",
    speaker_function: str = "",
    person: Person | None = None,
    summary: str = "",
    by: "User | None",
) -> Speech:
    """Note who spoke, in which capacity, and what was said, summarised."""
    session = lock_session(session_id)
    _refuse_unless_writable(session)
    before_change(session, by=by)
    item = _item_of(session, item_id)
    fields = _clean_speech(
        kind,
        speaker_name or (person.full_name if person else ""),
        speaker_function or (person.function if person else ""),
        summary,
    )
    place = Speech.objects.filter(session=session, item=item).aggregate(last=Max("position"))["last"] or 0
    speech = Speech.objects.create(
        scope_id=session.scope_id, session=session, item=item, person=person, position=place + 1, **fields
    )
    record(
        "add_speech",
        session,
        by=by,
        after={"item": item.open_title if item else "", "kind": speech.kind},
        personal={"person": speech.speaker_name},
    )
    return speech


@transaction.atomic
def correct_speech(
    speech_id: UUID,
    *,
    kind: SpeechKind | str,
    speaker_name: str,
    speaker_function: str,
    summary: str,
    base_version: int | None,
    by: "User | None",
) -> Speech:
    session = lock_session(Speech.objects.values_list("session_id", flat=True).get(pk=speech_id))
    _refuse_unless_writable(session)
    before_change(session, by=by)
    speech = Speech.objects.select_for_update(of=("self",)).get(pk=speech_id)
    fields = _clean_speech(kind, speaker_name, speaker_function, summary)
    speech.check_version(base_version, fields)
    before = {"kind": speech.kind, "summary": speech.summary}
    for name, value in fields.items():
        setattr(speech, name, value)
    speech.version += 1
    speech.save(update_fields=[*fields, "version"])
    record(
        "correct_speech",
        session,
        by=by,
        before=before,
        after={"kind": speech.kind, "summary": speech.summary},
        personal={"person": speech.speaker_name},
    )
    return speech


@transaction.atomic
def remove_speech(speech_id: UUID, *, by: "User | None") -> None:
    session = lock_session(Speech.objects.values_list("session_id", flat=True).get(pk=speech_id))
    _refuse_unless_writable(session)
    before_change(session, by=by)
    speech = Speech.objects.get(pk=speech_id)
    record(
        "remove_speech",
        session,
        by=by,
        before={"kind": speech.kind, "summary": speech.summary},
        personal={"person": speech.speaker_name},
    )
    speech.delete()


def _locked_text(session_id: UUID, *, section: Section | str, item_id: UUID | None, by: "User") -> MinuteText:
    """Return the text, made when it is not there yet, locked while a save is compared with it."""
    session = lock_session(session_id)
    _refuse_unless_writable(session)
    before_change(session, by=by)
    item = _item_of(session, item_id)
    if section not in (ITEM_SECTIONS if item is not None else SESSION_SECTIONS):
        raise InvalidInput({"section": ["Cette partie du compte rendu n’existe pas ici."]})
    row, _ = MinuteText.objects.select_for_update(of=("self",)).get_or_create(
        session=session, item=item, section=Section(section), defaults={"scope_id": session.scope_id}
    )
    row.session = session
    return row


def _revise(row: MinuteText, text: str, *, base_revision: int, by: "User") -> MinuteText:
    now = clock.now()
    row.text, row.revision, row.saved_by_name, row.saved_at = text, row.revision + 1, str(by)[:200], now
    row.save(update_fields=["text", "revision", "saved_by_name", "saved_at"])
    TextRevision.objects.create(
        scope_id=row.scope_id,
        minute_text=row,
        revision=row.revision,
        base_revision=base_revision,
        text=text,
        author=by,
        author_name=row.saved_by_name,
        at=now,
    )
    record("save_text", row, by=by, after={"revision": row.revision, "length": len(text)})
    return row


def _refuse_unless_writable(session: CommissionSession) -> None:
    if session.state not in WRITABLE or session.is_reconstituted:
        raise Refused(
            f"Impossible d’écrire au compte rendu : la session est à l’état « {State(session.state).label} »."
        )
    if session.state in (State.LIFTED, State.NO_QUORUM) and pv_is_submitted(session):
        raise Refused(
            "Impossible d’écrire au compte rendu : le procès-verbal est soumis aux membres. Demandez la correction"
            " comme une remarque."
        )


def _item_of(session: CommissionSession, item_id: UUID | None) -> AgendaItem | None:
    if not item_id:
        return None
    item = AgendaItem.objects.filter(session=session, pk=item_id).first()
    if item is None:
        raise InvalidInput({"item": ["Ce point n’est pas à l’ordre du jour de la session."]})
    return item


def _clean(text: str) -> str:
    """Line ends as one character, nothing the database cannot hold; the length has a bound that a page of minutes never
    meets.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) > MAX_LENGTH:
        raise InvalidInput(
            {"text": [f"Ce texte dépasse {MAX_LENGTH} caractères. Répartissez-le sur plusieurs points."]}
        )
    return text


def _clean_speech(kind: SpeechKind | str, name: str, function: str, summary: str) -> dict[str, str]:
    name, function = name.strip()[:200], function.strip()[:300]
    if kind not in SpeechKind.values:
        raise InvalidInput({"kind": ["Choisissez la nature de l’intervention."]})
    if not name and not function:
        raise InvalidInput({"speaker_name": ["Dites qui a parlé : un nom ou une qualité."]})
    return {
        "kind": SpeechKind(kind),
        "speaker_name": name,
        "speaker_function": function,
        "summary": _clean(summary).strip(),
    }
