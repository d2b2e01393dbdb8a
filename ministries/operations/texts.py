"""The library of texts: entered, corrected, tied to one another."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from psycopg.errors import ProgramLimitExceeded

from foundation.accounts.models import User
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.documents.models import StoredFile
from foundation.documents.operations.reading import words_of
from foundation.jobs import enqueue
from foundation.journal.editing import edit
from foundation.journal.record import record

from ..enums import Extraction, LegalLinkKind, LegalTextKind, LegalTextState
from ..models import LegalText, LegalTextLink, Ministry
from ..rules import can_edit_text

TEXT_FIELDS = ("kind", "reference", "dated_on", "title", "issuer", "ministry", "state", "body", "source")
SHORT = 200  # characters of a long text that the journal repeats
EXTRACT = "extract_text"


def _same_reference(
    kind: str, reference: str, ministry: Ministry | None, dated_on: date | None, *, but: LegalText | None = None
) -> None:
    rows = LegalText.objects.filter(kind=kind, reference=reference, ministry=ministry)
    rows = rows.filter(dated_on__year=dated_on.year) if dated_on else rows.filter(dated_on=None)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    if other := rows.first():
        raise InvalidInput(
            {
                "reference": [
                    f"Un texte porte déjà cette référence pour ce ministère et cette année : « {other.title[:120]} »."
                    " Ouvrez-le, ou vérifiez la référence sur l’acte."
                ]
            }
        )


@transaction.atomic
def create_text(
    *,
    kind: LegalTextKind,
    reference: str,
    title: str,
    dated_on: date | None = None,
    issuer: str = "",
    ministry: Ministry | None = None,
    state: LegalTextState = LegalTextState.UNKNOWN,
    body: str = "",
    source: str = "",
    file: StoredFile | None = None,
    is_fictitious: bool = False,
    by: User | None,
) -> LegalText:
    """Add a text to the library. Its reference is kept as given, usual or not."""
    reference = " ".join(reference.split())
    _same_reference(kind, reference, ministry, dated_on)
    with constraints_as_refusals(LegalText):
        text = LegalText.objects.create(
            kind=kind,
            reference=reference,
            title=title,
            dated_on=dated_on,
            issuer=issuer,
            ministry=ministry,
            state=state,
            body=body,
            source=source,
            file=file,
            is_fictitious=is_fictitious,
        )
    record(
        "create_text",
        text,
        by=by,
        scope=ministry.scope_id if ministry else None,
        after={"reference": reference, "title": title[:SHORT], "dated_on": str(dated_on or "")},
    )
    if file is not None:
        _ask_for_words(text, by=by)
    return text


@transaction.atomic
def edit_text(
    text_id: UUID, *, file: StoredFile | None = None, base_version: int | None, by: User | None, **typed: Any
) -> LegalText:
    """Correct the entry of a text; `typed` holds every field of TEXT_FIELDS. A file is replaced only by another one."""
    text = LegalText.objects.select_for_update(of=("self",)).select_related("ministry", "file").get(pk=text_id)
    values = {name: typed[name] for name in TEXT_FIELDS} | {"reference": " ".join(typed["reference"].split())}
    ministry = values["ministry"]
    _same_reference(values["kind"], values["reference"], ministry, values["dated_on"], but=text)
    if file is not None:
        values["file"] = file
    scope = ministry.scope_id if ministry else None
    edit(text, values, base_version=base_version, act="edit_text", by=by, scope=scope, longest=SHORT)
    if file is not None:
        _ask_for_words(text, by=by)
    return text


def _ask_for_words(text: LegalText, *, by: User | None) -> None:
    """The words of the former file are no longer those of the text; those of the new one are read after the commit."""
    text.extracted, text.extraction, text.extraction_note = "", Extraction.RUNNING, ""
    text.save(update_fields=["extracted", "extraction", "extraction_note"])
    enqueue(
        EXTRACT,
        text.pk,
        text.file_id,
        by=by,
        scope=text.ministry.scope_id if text.ministry else None,
        dedup_key=f"{text.pk}:{text.file_id}",
    )


@transaction.atomic
def ask_extraction(text_id: UUID, *, by: User | None) -> LegalText:
    """Read the file of a text again: it was filed before the portal read files, or the reading failed."""
    text = LegalText.objects.select_for_update(of=("self",)).select_related("ministry", "file").get(pk=text_id)
    if text.file is None:
        raise Refused("Impossible d’extraire le texte : aucun fichier n’est joint. Déposez l’acte en PDF ou en DOCX.")
    if text.extraction == Extraction.RUNNING:
        raise Refused("L’extraction de ce texte est déjà en cours. Rechargez la page dans un instant.")
    _ask_for_words(text, by=by)
    record(
        "ask_extraction",
        text,
        by=by,
        scope=text.ministry.scope_id if text.ministry else None,
        after={"file": text.file.name},
    )
    return text


@transaction.atomic
def extract_text(text_id: UUID, file_id: UUID) -> LegalText:
    """Read the words of the file a text had when this was asked; done twice, or for a file since replaced, it changes
    nothing.
    """
    words = words_of(StoredFile.objects.get(pk=file_id))  # before the lock: nobody waits two minutes to correct a title
    text = LegalText.objects.select_for_update(of=("self",)).select_related("ministry", "file").get(pk=text_id)
    if text.file is None or text.file_id != file_id or text.extraction != Extraction.RUNNING:
        return text
    text.extraction = Extraction.UNREADABLE if words.finding else Extraction.DONE
    text.extraction_note = words.finding or ("la fin d’un fichier très long n’a pas été lue" if words.is_cut else "")
    text.extracted = words.text
    _save_words(text)
    record(
        EXTRACT,
        text,
        by=None,
        scope=text.ministry.scope_id if text.ministry else None,
        after={
            "file": text.file.name,
            "state": str(text.extraction),
            "characters": len(text.extracted),
            "note": text.extraction_note,
        },
    )
    return text


def _save_words(text: LegalText) -> None:
    """The index of one text holds 1 MB: a longer one is kept up to where it holds, and says so."""
    while True:
        try:
            with transaction.atomic():
                text.save(update_fields=["extracted", "extraction", "extraction_note"])
        except OperationalError as error:
            if not isinstance(error.__cause__, ProgramLimitExceeded) or not text.extracted:
                raise
            text.extracted = text.extracted[: len(text.extracted) // 2]
            text.extraction_note = "la fin d’un fichier très long n’a pas été lue"
        else:
            return


@transaction.atomic
def give_up_extraction(text_id: UUID, file_id: UUID) -> None:
    """Say on the text that its file could not be read after all attempts."""
    text = LegalText.objects.select_for_update(of=("self",)).select_related("ministry").get(pk=text_id)
    if text.file_id == file_id and text.extraction == Extraction.RUNNING:
        text.extraction, text.extraction_note = Extraction.FAILED, ""
        text.save(update_fields=["extraction", "extraction_note"])
        record("give_up_extraction", text, by=None, scope=text.ministry.scope_id if text.ministry else None)


@transaction.atomic
def link_texts(
    source_id: UUID, target: LegalText, kind: LegalLinkKind, *, article: str = "", by: User | None
) -> tuple[LegalTextLink, str]:
    """Tie two texts; return the link and what became of the target's state.

    A text that is repealed or amended as a whole changes its state with the link, where `by` keeps that text too.
    """
    source = LegalText.objects.select_for_update(of=("self",)).select_related("ministry").get(pk=source_id)
    target = LegalText.objects.select_for_update(of=("self",)).select_related("ministry").get(pk=target.pk)
    if source.pk == target.pk:
        raise Refused(
            "Impossible de lier ce texte : il ne renvoie pas à lui-même. Donnez la référence d’un autre texte."
        )
    if source.links_out.filter(target_text=target, kind=kind).exists():
        raise Refused(f"Ce lien existe déjà : {source} {LegalLinkKind(kind).label} {target}.")
    link = LegalTextLink.objects.create(source_text=source, target_text=target, kind=kind, article=article)
    scope = source.ministry.scope_id if source.ministry else None
    record(
        "link_texts", source, by=by, scope=scope, after={"kind": str(kind), "target": str(target), "article": article}
    )
    return link, _state_after(target, kind, article, by=by)


def _state_after(target: LegalText, kind: str, article: str, *, by: User | None) -> str:
    partial = kind == LegalLinkKind.AMENDS or (kind == LegalLinkKind.REPEALS and article)
    if kind not in (LegalLinkKind.AMENDS, LegalLinkKind.REPEALS):
        return ""
    new = LegalTextState.AMENDED if partial else LegalTextState.REPEALED
    if target.state in (new, LegalTextState.REPEALED):
        return ""
    if by is not None and not can_edit_text(by, target):
        return (
            f"L’état de {target} n’a pas changé (« {target.get_state_display()} ») : il est tenu par une autre"
            " institution."
        )
    before, target.state = target.state, new
    target.version += 1
    target.save(update_fields=["state", "version"])
    record(
        "change_text_state",
        target,
        by=by,
        scope=target.ministry.scope_id if target.ministry else None,
        before={"state": before},
        after={"state": str(new)},
    )
    return f"{target} est désormais « {new.label} »."


@transaction.atomic
def unlink_texts(link_id: UUID, *, by: User | None) -> None:
    """Take back a link entered by mistake; the state of the target is left to its keeper."""
    link = (
        LegalTextLink.objects.select_for_update(of=("self",))
        .select_related("source_text__ministry", "target_text")
        .get(pk=link_id)
    )
    source = link.source_text
    record(
        "unlink_texts",
        source,
        by=by,
        scope=source.ministry.scope_id if source.ministry else None,
        before={"kind": link.kind, "target": str(link.target_text), "article": link.article},
    )
    link.delete()
