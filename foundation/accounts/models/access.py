"""The lowest rows of all: what a tenant row belongs to, and who holds which role there, when."""

from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from foundation.common.models import BaseModel, Level
from foundation.common.questions import Given, Question

from ..enums import COMMISSION_ROLES, NATIONAL_ROLES, Role, ScopeKind

if TYPE_CHECKING:
    from .user import User


class Scope(BaseModel):
    """A ministry, a commune or a national body. Journal, jobs, files and every tenant row point to one."""

    data_level = Level.NATIONAL

    kind = models.CharField("nature", max_length=10, choices=ScopeKind)
    label = models.CharField("libellé", max_length=300)

    class Meta:
        verbose_name = "périmètre"

    def __str__(self) -> str:
        return self.label


class GrantQuerySet(models.QuerySet["Grant"]):
    def in_force(self, on: date) -> "GrantQuerySet":
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))


class Grant(BaseModel):
    """A role held in a scope between two dates; written by the operations on seats and appointments only."""

    data_level = Level.PERSONAL

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="grants", verbose_name="compte")
    role = models.CharField("rôle", max_length=20, choices=Role)
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="grants", verbose_name="périmètre")
    # No foreign key: commissions stand above accounts.
    commission_id = models.UUIDField("commission", null=True, blank=True)
    capacity = models.CharField(
        "qualité", max_length=300, help_text="Tel qu’écrit au journal : « secrétaire de la CMSIC du MDGL »."
    )
    valid_from = models.DateField("du")
    valid_to = models.DateField("jusqu’au (exclu)", null=True, blank=True)
    origin = models.CharField("origine", max_length=60, help_text="mandat ou nomination dont le droit découle")

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = "droit"
        indexes = [
            models.Index(fields=["user", "valid_from"], name="grant_user_from"),
            models.Index(fields=["commission_id", "role"], name="grant_commission_role"),
        ]
        constraints = [
            models.CheckConstraint(
                name="grant_period_is_ordered",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="Un droit finit après avoir commencé.",
            ),
            models.CheckConstraint(
                name="grant_commission_role_names_its_commission",
                condition=Q(role__in=sorted(r.value for r in COMMISSION_ROLES), commission_id__isnull=False)
                | (~Q(role__in=sorted(r.value for r in COMMISSION_ROLES)) & Q(commission_id=None)),
                violation_error_message="Un rôle de commission désigne sa commission, et lui seul.",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "scope", "commission_id", "origin", "valid_from"],
                name="grant_unique_per_origin",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.capacity

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to > on)


HELD = Question(lambda: Grant.objects.filter(user_id=Given("user")).select_related("scope"))


class Access:
    """What one user may do today, kept for the request: loaded with the account of a session, else with one query."""

    def __init__(self, user: "User", on: date, *, chosen: str = "", rehearsing: str = "") -> None:
        # Every request asks this: days and order are told apart here, for writing them in SQL costs more than the rows.
        held = user.__dict__.pop("_held", None)  # once: whoever forgets his rights asks for them again
        if held is None or not user.is_active:
            held = HELD.all(user=user.pk) if user.pk and user.is_active else ()
        grants = sorted((grant for grant in held if grant.is_in_force(on)), key=attrgetter("valid_from", "pk"))
        # Either the rehearsal one is in, and nothing else, or everything but rehearsals: no page has to tell them apart
        # (ADR 0018).
        rehearsed = [
            grant
            for grant in grants
            if rehearsing and grant.scope.kind == ScopeKind.REHEARSAL and str(grant.scope_id) == rehearsing
        ]
        self.rehearsal: Scope | None = rehearsed[0].scope if rehearsed else None
        grants = rehearsed or [grant for grant in grants if grant.scope.kind != ScopeKind.REHEARSAL]
        # The capacity one chose to act in comes first; rights stay the sum of all.
        self.chosen = next((grant for grant in grants if str(grant.pk) == chosen), None)
        self.grants = (
            grants if self.chosen is None else [self.chosen, *(grant for grant in grants if grant is not self.chosen)]
        )

    def has_role(self, *roles: Role, scope: object = None, commission: object = None) -> bool:
        return any(
            grant.role in roles
            and (scope is None or grant.scope_id == scope)
            and (commission is None or grant.commission_id == commission)
            for grant in self.grants
        )

    def scopes(self, *roles: Role) -> set:
        return {grant.scope_id for grant in self.grants if not roles or grant.role in roles}

    def commissions(self, *roles: Role) -> set:
        return {
            grant.commission_id for grant in self.grants if grant.commission_id and (not roles or grant.role in roles)
        }

    @property
    def is_national(self) -> bool:
        return any(grant.role in NATIONAL_ROLES for grant in self.grants)

    @property
    def is_asin(self) -> bool:
        return self.has_role(Role.ASIN_READER, Role.ASIN_ADMIN)

    def capacity(self, *, scope: object = None, commission: object = None) -> str:
        """Return the words for the journal: the seat or function under which this user acts here, the chosen one first
        where it applies.
        """
        if (chosen := self.chosen) is not None and (
            (commission is not None and chosen.commission_id == commission)
            or (chosen.commission_id is None and chosen.scope_id == scope)
        ):
            return chosen.capacity
        for grant in self.grants:
            if commission is not None and grant.commission_id == commission:
                return grant.capacity
        for grant in self.grants:
            if scope is not None and grant.scope_id == scope:
                return grant.capacity
        return self.grants[0].capacity if self.grants else ""
