"""What is kept of a commune: its status and the other spellings of its name."""

from uuid import UUID

from django.db import transaction

from foundation.accounts.models import User
from foundation.common.exceptions import InvalidInput
from foundation.journal.editing import edit

from ..models import Commune


@transaction.atomic
def edit_commune(
    commune_id: UUID, *, status: str, aliases: list[str], base_version: int | None, by: User | None
) -> Commune:
    commune = Commune.objects.select_for_update(of=("self",)).get(pk=commune_id)
    aliases = sorted({" ".join(alias.split()) for alias in aliases if alias.strip()})
    if too_long := [alias for alias in aliases if len(alias) > 60]:
        raise InvalidInput(
            {"aliases": [f"Une graphie tient en 60 caractères : « {too_long[0][:60]}… » est trop longue."]}
        )
    values = {"status": status, "aliases": aliases}
    return edit(commune, values, base_version=base_version, act="edit_commune", by=by)
