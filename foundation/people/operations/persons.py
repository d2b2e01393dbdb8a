"""Persons are entered once for each institution; papers already made keep the name they were made with."""

from uuid import UUID

from django.db import transaction

from foundation.accounts.models import Person, Scope, User
from foundation.common.contractions import of
from foundation.common.exceptions import InvalidInput
from foundation.journal.record import record


def _address_is_free(scope: Scope, email: str, *, but: Person | None = None) -> None:
    if not email:
        return
    others = Person.objects.filter(scope=scope, email__iexact=email)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if other := others.first():
        raise InvalidInput(
            {
                "email": [
                    f"Cette adresse est déjà celle {of(other.full_name)}. Ouvrez sa fiche, ou donnez une autre adresse."
                ]
            }
        )


@transaction.atomic
def create_person(
    *,
    scope: Scope,
    full_name: str,
    honorific: str = "",
    function: str = "",
    email: str = "",
    phone: str = "",
    source: str = "",
    is_fictitious: bool = False,
    by: User | None,
) -> Person:
    full_name = " ".join(full_name.split())
    _address_is_free(scope, email)
    person = Person.objects.create(
        scope=scope,
        full_name=full_name,
        honorific=honorific,
        function=function,
        email=email.lower(),
        phone=phone,
        source=source,
        is_fictitious=is_fictitious,
    )
    record("create_person", person, by=by, personal={"full_name": full_name, "email": email, "function": function})
    return person


@transaction.atomic
def edit_person(
    person_id: UUID,
    *,
    full_name: str,
    honorific: str,
    function: str,
    email: str,
    phone: str,
    base_version: int | None,
    by: User | None,
) -> Person:
    """Correct a person's entry. The address of an account that exists is not changed with it."""
    person = Person.objects.select_for_update(of=("self",)).select_related("scope").get(pk=person_id)
    typed = {
        "full_name": " ".join(full_name.split()),
        "honorific": honorific,
        "function": function,
        "email": email.lower(),
        "phone": phone,
    }
    person.check_version(base_version, typed)
    _address_is_free(person.scope, email, but=person)
    changed = {name: value for name, value in typed.items() if getattr(person, name) != value}
    before = {f"{name}_before": getattr(person, name) for name in changed}
    for name, value in changed.items():
        setattr(person, name, value)
    person.version += 1
    person.save(update_fields=[*changed, "version"])
    record("edit_person", person, by=by, after={"fields": sorted(changed)}, personal={**before, **changed})
    return person
