"""Persons and what is shown of them."""

from django.db.models import Q, QuerySet, Value

from foundation.accounts.enums import ScopeKind
from foundation.accounts.models import Person, Scope, User
from foundation.accounts.rules import ADMINS, can_add_person
from foundation.common.database import SortKey

from .extensions import HeldFunction, functions_held


def persons_for(user: User) -> QuerySet[Person]:
    """The persons one may see, in alphabetical order, ready to be listed in one query."""
    return Person.objects.visible_to(user).select_related("scope", "user").order_by(SortKey("full_name"), "pk")


CIVILITIES = frozenset(("m", "m.", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"))


def without_civility(typed: str) -> str:
    """« Mme HOUNTOLO Afiavi » is looked for by the name alone."""
    first, _, rest = typed.strip().partition(" ")
    return rest if rest and first.lower() in CIVILITIES else typed


def named_like(persons: QuerySet[Person], typed: str) -> QuerySet[Person]:
    """Name, function or address, blind to accents and case: every word must be found."""
    rows = persons.annotate(name_words=SortKey("full_name"), function_words=SortKey("function"))
    for word in without_civility(typed).split():
        key = SortKey(Value(word))
        rows = rows.filter(Q(name_words__contains=key) | Q(function_words__contains=key) | Q(email__icontains=word))
    return rows


def scopes_kept_by(user: User) -> QuerySet[Scope]:
    """The scopes in which one may add a person."""
    if user.has_role(*ADMINS):
        return Scope.objects.exclude(kind=ScopeKind.REHEARSAL).order_by("kind", SortKey("label"), "pk")
    kept = [scope for scope in user.access.scopes() if can_add_person(user, scope)]
    return Scope.objects.filter(pk__in=kept).order_by(SortKey("label"), "pk")


def functions_of(person: Person, reader: User) -> list[HeldFunction]:
    """Seats and functions, the latest first."""
    return sorted(
        (held for ask in functions_held for held in ask(person, reader)), key=lambda held: held.valid_from, reverse=True
    )
