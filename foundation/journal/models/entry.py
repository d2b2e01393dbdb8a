"""One line for each act. No foreign key to what it describes: the line outlives its subject."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from foundation.accounts.enums import Role
from foundation.common.ids import new_id
from foundation.common.models import Level

from ..expressions import ClockTimestamp, CurrentTransaction

if TYPE_CHECKING:
    from foundation.accounts.models import User

READERS = (Role.AUDITOR, Role.DSI)
CLOSED_DOOR_READERS = (Role.SECRETARY, Role.PRESIDENT)


def about_what_is_seen(user: "User", kinds: Iterable[type[models.Model]], *, everything_else: bool) -> Q:
    """The lines about rows of these kinds that `user` may see. `everything_else`: also those about accounts and the
    house's own rows, which belong to no subject.
    """
    unasked = (None, Level.PERSONAL, Level.TECHNICAL) if everything_else else (Level.MINISTRY,)
    open_to_all, seen = [], Q()
    for model in kinds:
        if model is Entry:
            continue
        level, kind = getattr(model, "data_level", None), model._meta.label_lower
        rows: Any = model._default_manager
        if level in (Level.PUBLIC, Level.NATIONAL):
            open_to_all.append(kind)
        elif hasattr(rows, "visible_to"):
            found = rows.visible_to(user)
            if not found.query.is_empty():
                ids = found.order_by().values(text_id=Cast("pk", models.CharField()))
                seen |= Q(object_type=kind, object_id__in=ids)
        elif level in unasked:
            open_to_all.append(kind)
    return Q(object_type__in=open_to_all) | seen


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: "User", *, kinds: Iterable[type[models.Model]] = ()) -> "EntryQuerySet":
        """The auditor and the DSI read their ministry's lines, a secretary and a president their commission's; closed
        doors stay with these. Outside the commission, a line is read by whoever sees what it is about.

        `kinds`: where only lines about rows of these are asked for; a hundred others need not be looked through.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        access = user.access
        own_commissions = Q(commission_id__in=access.commissions(*CLOSED_DOOR_READERS))
        secretary_scopes = Q(scope_id__in=access.scopes(Role.SECRETARY), commission_id=None)
        opened = Q(scope_id__in=access.scopes(*READERS)) | secretary_scopes
        is_admin = access.has_role(Role.PORTAL_ADMIN)
        if is_admin:
            opened = Q()
        asked = kinds or apps.get_models()
        seen = secretary_scopes | about_what_is_seen(user, asked, everything_else=is_admin)
        return self.filter(own_commissions | (Q(is_closed=False) & opened & seen))

    def about(self, obj: models.Model) -> "EntryQuerySet":
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))


class Entry(models.Model):
    data_level = Level.MINISTRY

    id = models.UUIDField("identifiant", primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField("à", db_default=ClockTimestamp(), editable=False)
    txid = models.BigIntegerField("transaction", db_default=CurrentTransaction(), editable=False, db_index=True)
    act = models.CharField("acte", max_length=60)
    act_label = models.CharField("libellé de l’acte", max_length=200, blank=True)
    scope = models.ForeignKey(
        "accounts.Scope", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="périmètre"
    )
    commission_id = models.UUIDField("commission", null=True)
    is_closed = models.BooleanField("à huis clos", default=False)
    object_type = models.CharField("nature de l’objet", max_length=100)
    object_id = models.CharField("identifiant de l’objet", max_length=40)
    object_label = models.CharField("objet", max_length=300, blank=True)
    actor_id = models.UUIDField("compte", null=True)
    capacity = models.CharField("qualité", max_length=300, blank=True)
    channel = models.CharField("voie", max_length=20)
    request_id = models.CharField("demande", max_length=40, blank=True)
    reason = models.TextField("motif", blank=True)
    before = models.JSONField("avant", null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("après", null=True, encoder=DjangoJSONEncoder)
    personal = models.JSONField("empreintes des valeurs personnelles", default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "lignes du journal"
        indexes = [
            models.Index(fields=["object_type", "object_id", "at"], name="entry_object"),
            models.Index(fields=["scope", "at"], name="entry_scope_at"),
            models.Index(
                fields=["commission_id", "at"], name="entry_commission_at", condition=Q(commission_id__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="entry_names_its_act",
                condition=~Q(act=""),
                violation_error_message="Une ligne du journal nomme son acte.",
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.act_label or self.act} : {self.object_label}"

    def personal_value(self, name: str) -> str:
        """The clear value, or « effacé » once it was lawfully erased. Prefetch `personal_values` for a list."""
        if name not in self.personal:
            return ""
        return next((value.value for value in self.personal_values.all() if value.name == name), "effacé")

    @property
    def actor_name(self) -> str:
        return self.personal_value("actor")

    @property
    def label(self) -> str:
        return self.personal_value("object_label") or self.object_label


class PersonalValue(models.Model):
    """The clear side of a digest of the journal. May be deleted by a lawful erasure; the chain still verifies."""

    data_level = Level.PERSONAL

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="personal_values", verbose_name="ligne")
    name = models.CharField("nom", max_length=60)
    salt = models.CharField("sel", max_length=32)
    value = models.TextField("valeur")

    class Meta:
        verbose_name = "valeur personnelle du journal"
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="personal_value_unique_per_entry")]
        triggers = [pgtrigger.Protect(name="no_rewriting", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.name
