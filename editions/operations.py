"""Freezing: the lines, their fingerprint and the paper, in one transaction with one line of the journal."""

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction

from foundation.accounts.enums import ScopeKind
from foundation.accounts.models import Scope
from foundation.common import clock
from foundation.common.exceptions import Refused
from foundation.documents.canonical import plain
from foundation.documents.operations.making import Paper, freeze_documents
from foundation.journal.record import record
from ministries.models import Ministry
from projects.queries.project_signals import METHOD_VERSION

from .enums import EDITION_PAPER, Occasion
from .models import Edition, EditionRow
from .queries.snapshot import fingerprint, snapshot, totals_of
from .reports import build_communication

if TYPE_CHECKING:
    from foundation.accounts.models import User

BATCH = 2000
NATIONAL = "Tous ministères"


@transaction.atomic
def freeze_edition(
    ministry_id: UUID | None, *, occasion: Occasion, for_day: date | None = None, by: "User | None"
) -> Edition:
    """Freeze the portfolio of a ministry, or of all, as it stands today, and ask for its communication.

    Raise Refused when it has an edition of this day, or no line at all.
    """
    scope, ministry = _owner(ministry_id)
    today = clock.today()
    previous = Edition.objects.filter(scope=scope).order_by("-number").first()
    if previous is not None and previous.frozen_on >= today:
        raise Refused(
            f"Ce portefeuille est déjà figé à ce jour : c’est son édition n° {previous.number}. Rien n’a été changé ;"
            " la suivante peut l’être demain."
        )
    rows = list(snapshot(ministry, previous, today))
    if not rows:
        raise Refused("Impossible de figer ce portefeuille : il ne compte aucun projet. Créez d’abord le premier.")
    edition = Edition.objects.create(
        scope=scope,
        ministry=ministry,
        owner_name=ministry.name if ministry is not None else NATIONAL,
        number=previous.number + 1 if previous is not None else 1,
        occasion=occasion,
        frozen_on=today,
        frozen_by=by,
        for_day=for_day,
        previous=previous,
        method_version=METHOD_VERSION,
        yellow_from=settings.PROJECT_YELLOW_FROM,
        red_from=settings.PROJECT_RED_FROM,
        totals=plain(totals_of(rows, ministry, today)),
        rows_sha256=fingerprint(rows),
        is_fictitious=any(row.project.is_fictitious for row in rows),
    )
    for row in rows:
        row.edition, row.scope = edition, scope
    EditionRow.objects.bulk_create(rows, batch_size=BATCH)
    content = build_communication(edition, rows)
    freeze_documents(
        [Paper(edition, content)],
        kind=EDITION_PAPER,
        title=content.title,
        scope=scope,
        by=by,
        reference=content.reference,
        is_specimen=edition.is_fictitious,
        transmitted_at=clock.now(),  # the ASIN reads the portfolios themselves
    )
    record(
        "freeze_edition",
        edition,
        by=by,
        after={"number": edition.number, "lines": len(rows), "rows_sha256": edition.rows_sha256},
    )
    return edition


def _owner(ministry_id: UUID | None) -> tuple[Scope, Ministry | None]:
    """Whose edition it is, its scope held: two at once would take the same number."""
    if ministry_id is None:
        national = Scope.objects.select_for_update(of=("self",)).filter(kind=ScopeKind.NATIONAL).order_by("pk").first()
        if national is None:
            raise Refused("Impossible de figer l’édition nationale : le portail n’a pas de périmètre national.")
        return national, None
    ministry = Ministry.objects.select_related("scope").get(pk=ministry_id)
    return Scope.objects.select_for_update(of=("self",)).get(pk=ministry.scope_id), ministry


def edition_for(ministry: Ministry, day: date | None, *, by: "User | None") -> Edition | None:
    """The edition that a session of this day reads, frozen now when there is none (one of today serves as well).

    None when the ministry has no project. Called inside an act.
    """
    known = Edition.objects.filter(ministry=ministry)
    kept = known.filter(for_day=day).order_by("-number").first() if day is not None else None
    kept = kept or known.filter(frozen_on=clock.today()).first()
    if kept is not None:
        return kept
    if not ministry.projects.filter(left_on=None).exists():
        return None
    return freeze_edition(ministry.pk, occasion=Occasion.SESSION, for_day=day, by=by)


def freeze_quarter(today: date | None = None) -> int | None:
    """On the first days of a quarter, the national edition of the one that ended, once; its number, or None."""
    today = today or clock.today()
    begun = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    if today - begun > timedelta(days=settings.EDITION_QUARTER_DAYS):
        return None
    national = Edition.objects.filter(ministry=None)
    if national.filter(frozen_on__gte=begun).exists():
        return None
    try:
        return freeze_edition(None, occasion=Occasion.QUARTER, by=None).number
    except Refused:  # nothing to freeze yet
        return None
