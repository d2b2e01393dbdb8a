"""Filters of the journal, the same on the page and in the API; they stand in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from foundation.accounts.models import Scope
from foundation.common.lists import Filters, chosen
from foundation.common.requests import Request

from .models import Entry
from .models.entry import CLOSED_DOOR_READERS
from .queries import line_of, scopes_read_by
from .registry import HISTORIES, RESERVED_KINDS
from .words import ACTS, CHANNELS, kind_in_words

DAY = forms.DateInput(attrs={"type": "date"})


def scopes_of(request: Request | None) -> QuerySet[Scope]:
    if request is None:
        return Scope.objects.none()
    acted_in = Exists(Entry.objects.filter(scope=OuterRef("pk")))
    return scopes_read_by(request.user).filter(acted_in).order_by("label", "pk")


def kinds() -> list[tuple[str, str]]:
    return sorted(((kind, kind_in_words(kind)) for kind in HISTORIES), key=lambda pair: pair[1])


class HistoryFilter(Filters):
    """Those of one row."""

    q = django_filters.CharFilter(label="Acte ou motif", method="by_words", max_length=200)
    who = django_filters.CharFilter(label="Auteur", method="by_author", max_length=200)
    after = django_filters.DateFilter(label="Depuis le", field_name="at", lookup_expr="date__gte", widget=DAY)
    before = django_filters.DateFilter(label="Jusqu’au", field_name="at", lookup_expr="date__lte", widget=DAY)
    channel = chosen("Voie", list(CHANNELS.items()), "toutes les voies")

    class Meta:
        model = Entry
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """In the words shown: of the act, of what it is about. A reason and a label kept from the reader are not
        searched either.
        """
        acts = [act for act, words in ACTS.items() if value.casefold() in words.casefold()]
        user = self.request.user
        inside = Q(commission_id__in=user.access.commissions(*CLOSED_DOOR_READERS)) | Q(
            commission_id=None, scope_id__in=user.access.scopes(*CLOSED_DOOR_READERS)
        )
        said = Q(object_label__icontains=value) | Q(reason__icontains=value)
        return rows.filter(
            Q(act__in=acts) | Q(act_label__icontains=value) | (said & (inside | ~Q(object_type__in=RESERVED_KINDS)))
        )

    def by_author(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        return rows.filter(personal_values__name="actor", personal_values__value__icontains=value)


class JournalFilter(HistoryFilter):
    scope = django_filters.ModelChoiceFilter(label="Périmètre", queryset=scopes_of, empty_label="tous les miens")
    kind = chosen("Nature", kinds, "toutes les natures", field_name="object_type")
    row = django_filters.UUIDFilter(label="Fiche", method="by_row", widget=forms.HiddenInput)

    def name_of(self, name: str, key: Any) -> str:
        if name != "row":
            return super().name_of(name, key)
        last = self.queryset.filter(object_id=str(key)).order_by("-at", "-pk").first()
        if last is None:
            return ""
        told = line_of(last, self.request.user)
        return told.label or told.kind

    def by_row(self, rows: QuerySet[Entry], name: str, value: Any) -> QuerySet[Entry]:
        return rows.filter(object_id=str(value))
