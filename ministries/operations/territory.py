"""What is kept of a commune: its status and the other spellings of its name."""

from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.common.exceptions import InvalidInput
from foundation.journal.record import record

from ..models import Commune


@transaction.atomic
def edit_commune(
    commune_id: UUID, *, status: str, aliases: list[str], base_version: int | None, by: User | None
) -> Commune:
    commune = Commune.objects.select_for_update(of=("self",)).get(pk=commune_id)
    aliases = sorted({" ".join(alias.split()) for alias in aliases if alias.strip()})
    commune.check_version(base_version, {"status": status, "aliases": aliases})
    if too_long := [alias for alias in aliases if len(alias) > 60]:
        raise InvalidInput(
            {"aliases": [f"Une graphie tient en 60 caractères : « {too_long[0][:60]}… » est trop longue."]}
        )
    before = {"status": commune.status, "aliases": commune.aliases}
    commune.status, commune.aliases, commune.version = status, aliases, commune.version + 1
    commune.save(update_fields=["status", "aliases", "version"])
    record("edit_commune", commune, by=by, before=before, after={"status": status, "aliases": aliases})
    return commune
