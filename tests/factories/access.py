from datetime import date

import factory

from foundation.accounts.enums import Role, ScopeKind
from foundation.accounts.models import Grant, Person, Scope, User

LONG_AGO = date(2020, 1, 1)


class ScopeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Scope

    kind = ScopeKind.MINISTRY
    label = factory.Sequence(lambda n: f"Ministère {n}")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"compte{n}@exemple.test")
    full_name = factory.Sequence(lambda n: f"Compte NUMÉRO{n}")
    password = factory.django.Password("une phrase longue 42")


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    scope = factory.SubFactory(ScopeFactory)
    honorific = "m"
    full_name = factory.Sequence(lambda n: f"Personne NUMÉRO{n}")
    function = "Directeur"
    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    scope = factory.SubFactory(ScopeFactory)
    role = Role.DSI
    commission_id = None
    capacity = "en qualité de test"
    valid_from = LONG_AGO
    origin = "test"


def officer_of(scope: Scope, role: Role) -> User:
    """A user who holds a ministry, commune or national role in a scope."""
    user = UserFactory()
    GrantFactory(user=user, scope=scope, role=role, capacity=f"{role.label} de {scope}")
    return user


def member_of(commission, role: Role) -> User:
    """A user who holds a role in a commission, without a seat."""
    user = UserFactory()
    GrantFactory(
        user=user,
        scope=commission.scope,
        role=role,
        commission_id=commission.pk,
        capacity=f"{role.label} de {commission.code}",
    )
    return user
