from typing import Any

from django.db.models import QuerySet
from django_filters import ModelChoiceFilter

from foundation.common.lists import Filters, chosen, days_of
from ministries.filters import MinistryChoice
from projects.enums import Colour, ProjectKind, Situation

from .enums import Movement, Occasion
from .models import Edition


class EditionFilter(Filters):
    ministry = MinistryChoice()
    occasion = chosen("Occasion", Occasion, "toutes les occasions")
    since, until = days_of("frozen_on")


def visible_editions(request: Any) -> QuerySet[Edition]:
    rows = Edition.objects.visible_to(request.user) if request is not None else Edition.objects.none()
    return rows.order_by("-frozen_on", "owner_name")


class LineFilter(Filters):
    edition = ModelChoiceFilter(label="Édition", queryset=visible_editions, empty_label="toutes les éditions")
    kind = chosen("Ligne", ProjectKind, "programmes, projets et lots")
    situation = chosen("Situation", Situation, "toutes les situations")
    colour = chosen("Signal calculé", Colour, "tous les signaux")
    greened = chosen(
        "Révision", [("1", "verdis par révision")], "peu importe", lambda rows, value: rows.exclude(greened_on=None)
    )
    movement = chosen("Mouvement", Movement, "tous les mouvements")
    present = chosen(
        "Présence",
        [("1", "au portefeuille ce jour-là")],
        "sorties comprises",
        lambda rows, value: rows.exclude(movement=Movement.LEFT),
    )
