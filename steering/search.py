"""What steers the projects, as the search box finds it: all of it in one query, each kind by its own index."""

from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.database import prefix_query
from foundation.common.searching import Hit, source

from .models import FundingLine, Indicator, Milestone, Problem, Risk

KINDS: tuple[tuple[Any, str, str, str], ...] = (
    (Milestone, "milestones", "title", "jalon"),
    (Risk, "risks", "title", "risque"),
    (Problem, "problems", "title", "problème"),
    (Indicator, "indicators", "title", "indicateur"),
    (FundingLine, "funding", "funder", "financement"),
)
NOTES = {name: word for _, name, _, word in KINDS}


@source("pilotage", "Pilotage des projets", of=Milestone, position=15)
def steering(user: User, words: str, limit: int) -> list[Hit]:
    query = prefix_query(words)

    def found(model: Any, name: str, title: str) -> QuerySet:
        rows: Any = model.objects.visible_to(user).filter(search=query).order_by()
        told = {"kind": Value(name), "told": Cast(title, CharField()), "rank": SearchRank(F("search"), query)}
        return rows.annotate(**told).values_list("kind", "told", "project__code", "pk", "rank")

    every = [found(model, name, title) for model, name, title, _ in KINDS]
    rows = reduce(lambda one, other: one.union(other, all=True), every).order_by("-rank", "pk")[:limit]
    return [
        Hit(told or code, reverse(f"{name}:detail", args=[key]), note=f"{NOTES[name]} · {code}")
        for name, told, code, key, _ in rows
    ]
