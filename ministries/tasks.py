from uuid import UUID

from foundation.jobs import job

from .operations.texts import EXTRACT, extract_text, give_up_extraction


def _gave_up(text_id: UUID, file_id: UUID, *, error: str) -> None:
    give_up_extraction(text_id, file_id)


@job(EXTRACT, label="Extraction du texte d’un acte", on_dead=_gave_up)
def extract(text_id: UUID, file_id: UUID) -> dict[str, str | int]:
    text = extract_text(text_id, file_id)
    return {"state": text.extraction, "characters": len(text.extracted)}
