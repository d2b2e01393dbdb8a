"""Filters of the lists of the communes, the same on pages and in the API."""

from typing import Any

from django.db.models import Q
from django_filters import ModelChoiceFilter

from foundation.common.database import SortKey
from foundation.common.lists import Filters, chosen
from ministries.filters import CommuneFilter
from ministries.models import Commune

from .enums import Connection, Drawn, Situation
from .models import GridAnswer, Training

YES_NO = [("oui", "oui"), ("non", "non")]


def has(condition: Q, label: str) -> Any:
    """A filter « oui » or « non » by what a line says."""
    return chosen(
        label,
        YES_NO,
        "toutes",
        lambda rows, value: rows.filter(condition) if value == "oui" else rows.exclude(condition),
    )


CONNECTED = Q(connection__gt="") & ~Q(connection=Connection.NONE.value)


class FollowFilter(CommuneFilter):
    told = has(Q(told_on__isnull=False), "Trimestre renseigné")
    rsi = has(Q(rsi_name__isnull=False), "RSI en fonction")
    counted = has(Q(agents__isnull=False), "Adresses comptées")
    connected = has(CONNECTED, "Connectée")
    road_map = has(Q(has_road_map=True), "Feuille de route en application")


class BoardFilter(FollowFilter):
    """With what its map draws, which narrows nothing."""

    drawn = chosen("Carte", Drawn, Drawn.TOLD.label, lambda rows, value: rows)


class OfCommuneFilter(Filters):
    commune = ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.order_by(SortKey("name"), "pk"), empty_label="toutes les communes"
    )


class CommuneProjectFilter(OfCommuneFilter):
    situation = chosen("Situation", Situation, "toutes")


class NextStepFilter(OfCommuneFilter):
    state = chosen(
        "État",
        [("open", "à faire"), ("done", "faites")],
        "toutes",
        lambda rows, value: rows.filter(done_on__isnull=value == "open"),
    )


def of_training(name: str) -> Any:
    return ModelChoiceFilter(
        label="Formation",
        field_name=name,
        queryset=Training.objects.order_by(SortKey("title"), "pk"),
        empty_label="toutes les formations",
    )


class TrainingSessionFilter(Filters):
    training = of_training("training")


class AttendanceFilter(OfCommuneFilter):
    training = of_training("session__training")


class GridAnswerFilter(OfCommuneFilter):
    class Meta:
        model = GridAnswer
        fields = ("grid", "code", "reply")
