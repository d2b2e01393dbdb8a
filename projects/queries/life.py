"""The life of a project: all it met in one time line, and what it was on a day that the reader chooses.

Its own events are read from rows that are kept as they were written (updates, baselines, former names, lineage, history
of its stage); the apps above tell theirs (`timeline`), each among what the reader may see. A day before it began, in
the future or mistyped is refused by a sentence, and nothing else is shown instead.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from foundation.common import clock
from foundation.common.days import DayField
from foundation.common.exceptions import InvalidInput
from foundation.common.facts import fact
from foundation.common.timeline import TimelineEntry, timeline_of
from foundation.common.typography import capitalize_first, local_day, long_date, plural, short_date
from foundation.documents.models import Document
from ministries.models import CouncilRecord

from ..enums import LineageKind, Rating, RevisionState, Stage
from ..models import Baseline, Project, ProjectLineage, ProjectName, StatusUpdate
from .past import Then, begun_on, then_of

if TYPE_CHECKING:
    from foundation.accounts.models import User

UPDATES, BASELINES, IDENTITY = "mises à jour", "références", "identité et stade"
COUNCIL, PAPERS = "Conseil des ministres", "documents"
SIZE = 40  # entries on a page
LINEAGE_WORDS = {
    LineageKind.RENAMED: ("continue", "continué par"),
    LineageKind.SPLIT: ("issu de la scission de", "scindé en"),
    LineageKind.MERGED: ("réunit", "fusionné dans"),
}


def _update(update: StatusUpdate, on: date) -> TimelineEntry:
    if update.attests_no_change:
        return TimelineEntry(on, "« Rien de changé » attesté", update.narrative, update.author_name, theme=UPDATES)
    title = f"Mise à jour publiée, stade « {Stage(update.stage).label} »"
    return TimelineEntry(on, title, update.narrative, update.author_name, tone="primary", theme=UPDATES)


def _baseline(row: Baseline) -> TimelineEntry:
    is_first = row.number == 0
    title = (
        "Référence initiale fixée" if is_first else f"Référence révisée (n° {row.number}) : {row.get_reason_display()}"
    )
    return TimelineEntry(
        row.adopted_on, title, row.explanation, row.approver, tone="good" if is_first else "attention", theme=BASELINES
    )


def own_timeline(
    project: Project, updates: Iterable[StatusUpdate], baselines: Iterable[Baseline], names: Iterable[ProjectName]
) -> list[TimelineEntry]:
    """What its page has read of it already."""
    entries = [_update(row, local_day(row.published_at)) for row in updates if row.published_at is not None]
    entries += [_baseline(row) for row in baselines]
    entries += [
        TimelineEntry(
            name.until,
            "Projet renommé",
            f"S’appelait « {name.title} » jusqu’au {short_date(name.until)}.",
            theme=IDENTITY,
        )
        for name in names
    ]
    if project.left_on:
        title = f"Sorti du portefeuille : {project.get_exit_reason_display()}"
        entries.append(TimelineEntry(project.left_on, title, project.exit_note, tone="late", theme=IDENTITY))
    return entries


def _lineage(project: Project, user: "User") -> Iterator[TimelineEntry]:
    """Splits and merges, among the projects that the reader sees (1 query)."""
    seen = Project.objects.visible_to(user).values("pk")
    rows = ProjectLineage.objects.filter(Q(before=project, after__in=seen) | Q(after=project, before__in=seen))
    for row in rows.select_related("before", "after").order_by("on", "pk"):
        is_after = row.after_id == project.pk
        other = row.before if is_after else row.after
        words = LINEAGE_WORDS[LineageKind(row.kind)][0 if is_after else 1]
        address = reverse("projects:detail", args=[other.pk])
        yield TimelineEntry(row.on, f"{capitalize_first(words)} {other.code}", other.title, "", address, theme=IDENTITY)


def _history(project: Project, updates: Iterable[StatusUpdate]) -> Iterator[TimelineEntry]:
    """The stage and the note of the ASIN, where the history saw them move (1 query); what an update said is told by
    it.
    """
    told = {(local_day(row.published_at), row.stage) for row in updates if row.published_at is not None}
    events: Any = Project._meta.get_field("events").related_model
    rows = events.objects.filter(pgh_obj_id=project.pk).order_by("pgh_id")
    last: tuple[str, int | None] | None = None
    for at, stage, rating in rows.values_list("pgh_created_at", "stage", "asin_rating"):
        day = local_day(at)
        if last is None:
            yield TimelineEntry(day, "Inscrit au portail", f"Stade « {Stage(stage).label} ».", theme=IDENTITY)
        elif stage != last[0] and (day, stage) not in told:
            title = f"Stade : {Stage(last[0]).label} → {Stage(stage).label}"
            yield TimelineEntry(day, title, tone="information", theme=IDENTITY)
        if rating is not None and last is not None and rating != last[1]:
            yield TimelineEntry(day, f"Note de l’ASIN : {Rating(rating).label}", theme=IDENTITY)
        last = stage, rating


def _requests(project: Project) -> Iterator[TimelineEntry]:
    """Revisions asked and refused (1 query): those approved stand among the baselines."""
    for row in project.revision_requests.told().order_by("asked_at", "pk"):
        title, by = f"Révision de la référence demandée : {row.get_reason_display()}", row.asker()
        yield TimelineEntry(local_day(row.asked_at), title, row.explanation, by, tone="attention", theme=BASELINES)
        if row.state == RevisionState.REFUSED and row.answered_at is not None:
            day, said = local_day(row.answered_at), (row.answer, row.answerer())
            yield TimelineEntry(day, "Révision refusée", *said, tone="late", theme=BASELINES)


def _around(project: Project, user: "User") -> Iterator[TimelineEntry]:
    """The point of the Council it comes from, and the papers made of it (2 queries)."""
    for record in CouncilRecord.objects.visible_to(user).filter(projects=project):
        address = reverse("ministries:council_record", args=[record.pk])
        yield TimelineEntry(record.held_on, record.title, record.text, "Conseil des ministres", address, theme=COUNCIL)
    for paper in Document.objects.visible_to(user).about(project).exclude(file=None):
        title = f"{capitalize_first(paper.title)}, version {paper.version}"
        address = reverse("documents:download", args=[paper.pk])
        yield TimelineEntry(local_day(paper.created_at), title, "", "", address, theme=PAPERS)


def life_of(project: Project, user: "User") -> list[TimelineEntry]:
    """All that it met, the newest first (about 20 queries, however long it lived)."""
    updates = list(project.updates.published().order_by("-published_at", "-pk"))
    names = project.former_names.order_by("-until", "-pk")
    entries = own_timeline(project, updates, project.baselines.order_by("-number"), names)
    entries += _lineage(project, user)
    entries += _history(project, updates)
    entries += _requests(project)
    entries += _around(project, user)
    return sorted(entries + timeline_of(project, user), key=lambda entry: entry.on, reverse=True)


class LifeForm(forms.Form):
    """What the page is asked, in its address."""

    le = DayField(label="Tel qu’il était le", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    depuis = DayField(label="Faits depuis le", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    theme = forms.ChoiceField(label="Faits", required=False)

    def __init__(self, data: Any, project: Project, themes: Mapping[str, str]) -> None:
        super().__init__(data)
        self.project = project
        field = self.fields["theme"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "tous les faits"), *themes.items()]

    def clean_le(self) -> date | None:
        """A day that has come, of a project that had begun."""
        day: date | None = self.cleaned_data["le"]
        if day is not None and (refusal := day_refusal(self.project, day)):
            raise forms.ValidationError(refusal)
        return day


def day_refusal(project: Project, day: date) -> str:
    """Why a project says nothing of a day; empty when it does."""
    today = clock.today()
    if day > today:
        return (
            f"Le {long_date(day, weekday=False)} n’est pas encore venu : choisissez un jour, jusqu’au"
            f" {short_date(today)}."
        )
    begun = begun_on(project)
    if day < begun:
        return (
            f"Rien n’est connu de ce projet au {long_date(day, weekday=False)} : son premier fait est du"
            f" {short_date(begun)}. Choisissez ce jour ou un jour suivant."
        )
    return ""


@dataclass(frozen=True)
class DayAsked:
    on: date = fact("jour", help_text="jour passé, depuis le premier fait connu du projet")


@dataclass(frozen=True)
class LifeAsked:
    since: date | None = fact("faits depuis le", default=None)
    until: date | None = fact("faits jusqu’au", default=None)
    theme: str = fact("thème", max_length=60, help_text="tel qu’il est écrit dans chaque fait", default="")


@dataclass(frozen=True)
class Life:
    """One page of it, finished for its template."""

    form: LifeForm
    then: Then | None
    entries: list[TimelineEntry]
    count: str
    themes: list[dict[str, Any]]  # tabs: each with how many facts it has
    previous_href: str
    next_href: str
    is_filtered: bool


def kept_of(
    entries: Iterable[TimelineEntry], *, until: date | None = None, since: date | None = None, theme: str = ""
) -> list[TimelineEntry]:
    """Those of some days, and of one theme."""
    return [
        row
        for row in entries
        if (until is None or row.on <= until)
        and (since is None or row.on >= since)
        and (not theme or slug_of(row.theme) == slug_of(theme))
    ]


def life_asked(project: Project, user: "User", **asked: Any) -> list[TimelineEntry]:
    return kept_of(life_of(project, user), **asked)


def then_asked(project: Project, user: "User", on: date) -> Then:
    """Raise InvalidInput for a day of which the project says nothing."""
    if refusal := day_refusal(project, on):
        raise InvalidInput({"on": [refusal]})
    return then_of(project, user, on)


def slug_of(theme: str) -> str:
    return slugify(theme)


def life_page(project: Project, user: "User", asked: Mapping[str, str]) -> Life:
    """What the address asks; a field that cannot be read shows no fact, and says why."""
    every = life_of(project, user)
    themes = {slug_of(row.theme): capitalize_first(row.theme) for row in sorted(every, key=lambda row: row.theme)}
    form = LifeForm(asked, project, themes)
    known = form.is_valid()
    day, since, theme = (form.cleaned_data.get(name) for name in ("le", "depuis", "theme"))
    found = kept_of(every, until=day, since=since) if known else []
    counts = Counter(slug_of(row.theme) for row in found)
    shown = kept_of(found, theme=theme or "")
    number = asked.get("page", "1")
    last = max(1, -(-len(shown) // SIZE))
    page = min(max(1, int(number)), last) if number.isascii() and number.isdigit() and len(number) < 6 else 1

    def address(**change: Any) -> str:
        kept = {name: asked.get(name, "") for name in ("le", "depuis", "theme")} | change
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    return Life(
        form=form,
        then=then_of(project, user, day) if known and day is not None else None,
        entries=shown[(page - 1) * SIZE : page * SIZE],
        count=(plural(len(shown), "fait") if shown else "aucun fait") if known else "",
        themes=[
            {"label": "Tous", "href": address(theme=""), "current": not theme, "count": len(found)},
            *(
                {"label": label, "href": address(theme=key), "current": key == theme, "count": counts[key]}
                for key, label in themes.items()
                if counts[key] or key == theme
            ),
        ]
        if known
        else [],
        previous_href=address(page=page - 1) if page > 1 else "",
        next_href=address(page=page + 1) if page < last else "",
        is_filtered=bool(day or since or theme),
    )
