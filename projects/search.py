"""Projects, as the search box finds them."""

from django.db.models import Q
from django.urls import reverse

from foundation.accounts.models import User
from foundation.common.searching import Hit, extract_of, marked, ranked, source

from .models import Project
from .queries.portfolio import called


@source("projets", "Projets", of=Project, position=10, spelled="title")
def projects(user: User, words: str, limit: int) -> list[Hit]:
    rows = Project.objects.visible_to(user).select_related("ministry")
    found = ranked(
        rows,
        "search",
        "objectives",
        words,
        limit,
        title="title",
        or_else=called(words),
        exact=Q(code__iexact=words) | Q(title__iexact=words),
    )

    def note(row: Project) -> str:
        stale = " · périmé" if row.is_stale_now else ""
        return f"{row.code} · {row.ministry.short_name} · {row.get_stage_display()}{stale}"

    return [
        Hit(
            row.title,
            reverse("projects:detail", args=[row.pk]),
            extract_of(row.extract),
            note(row),
            lit_title=marked(row.lit_title),
            is_named=bool(row.is_named),
        )
        for row in found
    ]
