"""Issue a recommendation, and number those of a session when it is lifted."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from commissions.enums import SeriesKind
from commissions.models import Commission, Seat
from commissions.operations import next_number, next_numbers
from foundation.common import clock
from foundation.common.exceptions import InvalidInput
from foundation.jobs import enqueue
from foundation.journal.record import record, record_each
from foundation.notifications.operations.notifying import is_telling
from ministries.models import Commune, Ministry, Structure
from projects.models import Project

from ..enums import OriginKind, Priority
from ..models import Recommendation
from ..notifications import tell_addressee

if TYPE_CHECKING:
    from foundation.accounts.models import User

TELL_ADDRESSEES = "tell_addressees"


def addressee_scope_of(
    commission: Commission,
    *,
    seat: Seat | None,
    structure: Structure | None,
    ministry: Ministry | None,
    commune: Commune | None,
    project: Project | None,
) -> UUID:
    """Return the scope whose DSI (or RSI) answers: the addressee's; without one, the project's, then the
    commission's.
    """
    for addressee in (seat, structure, ministry, commune, project):
        if addressee is not None:
            return addressee.scope_id
    return commission.scope_id


@transaction.atomic
def issue(
    *,
    commission: Commission,
    year: int,
    text: str,
    addressee_label: str,
    seat: Seat | None = None,
    structure: Structure | None = None,
    ministry: Ministry | None = None,
    commune: Commune | None = None,
    is_for_asin: bool = False,
    due_on: date | None = None,
    priority: Priority | str = Priority.NORMAL,
    project: Project | None = None,
    origin_kind: OriginKind | str = OriginKind.SESSION,
    origin_label: str,
    issued_on: date,
    theme: str = "",
    is_closed_doors: bool = False,
    is_draft: bool = False,
    numbered: bool = True,
    source: str = "",
    is_fictitious: bool = False,
    by: "User | None",
) -> Recommendation:
    """Write a recommendation and give it its number; one written during a session (`is_draft`) gets it when the session
    is lifted.

    `numbered=False` records one of the past whose number no source gives. Raise InvalidInput for an empty text, two
    addressees or a due date before the day of issue.
    """
    addressees = [addressee for addressee in (seat, structure, ministry, commune) if addressee is not None]
    errors: dict[str, list[str]] = {}
    if not text.strip():
        errors["text"] = ["Écrivez ce qui est recommandé."]
    if len(addressees) + is_for_asin > 1:
        errors["addressee"] = [
            "Une recommandation a un seul destinataire : gardez le siège, la structure, le ministère, la commune ou"
            " l’ASIN."
        ]
    if due_on is not None and due_on < issued_on:
        errors["due_on"] = ["L’échéance précède le jour où la recommandation est émise : corrigez-la."]
    if errors:
        raise InvalidInput(errors)
    recommendation = Recommendation.objects.create(
        scope_id=commission.scope_id,
        commission=commission,
        year=year,
        number=next_number(commission, SeriesKind.RECOMMENDATION, year) if numbered and not is_draft else None,
        text=text.strip(),
        seat=seat,
        structure=structure,
        ministry=ministry,
        commune=commune,
        is_for_asin=is_for_asin,
        addressee_scope_id=None
        if is_for_asin
        else addressee_scope_of(
            commission, seat=seat, structure=structure, ministry=ministry, commune=commune, project=project
        ),
        addressee_label=(
            addressee_label.strip() or ("ASIN" if is_for_asin else str(addressees[0]) if addressees else "")
        )[:300],
        due_on=due_on,
        priority=priority,
        theme=theme,
        project=project,
        origin_kind=origin_kind,
        origin_label=origin_label[:500],
        issued_on=issued_on,
        is_closed_doors=is_closed_doors,
        is_draft=is_draft,
        is_fictitious=is_fictitious or commission.is_fictitious,
        source=source,
    )
    record(
        "issue", recommendation, by=by, after={"number": recommendation.number, "due_on": due_on, "is_draft": is_draft}
    )
    if numbered and not is_draft:
        tell_addressee(recommendation, by=by)
    return recommendation


def issue_outside_session(*, by: "User", **said: Any) -> Recommendation:
    """Issue one that no session wrote (a letter, a meeting, a conference), today; see issue()."""
    today = clock.today()
    return issue(**said, year=today.year, origin_kind=OriginKind.OTHER, issued_on=today, by=by)


@transaction.atomic
def confirm_drafts(ids: Sequence[UUID], *, by: "User | None") -> list[Recommendation]:
    """Number the recommendations written during a session, in the order given; one already confirmed is
    left as it is. Their addressees are told after the act (5 queries, whatever their number).
    """
    places = {key: place for place, key in enumerate(ids)}
    drafts = sorted(
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("commission")
        .filter(pk__in=places, is_draft=True)
        .order_by("pk"),
        key=lambda row: places[row.pk],
    )
    series: dict[tuple[UUID, int], list[Recommendation]] = {}
    for draft in drafts:
        series.setdefault((draft.commission_id, draft.year), []).append(draft)
    for (_, year), rows in series.items():
        numbers = next_numbers(rows[0].commission, SeriesKind.RECOMMENDATION, year, len(rows))
        for draft, number in zip(rows, numbers, strict=True):
            draft.number, draft.is_draft, draft.version = number, False, draft.version + 1
    if drafts:
        Recommendation.objects.bulk_update(drafts, ["number", "is_draft", "version"])
        record_each("confirm", ((draft, {"number": draft.number}) for draft in drafts), by=by)
        if is_telling():
            keys, scope = [draft.pk for draft in drafts], drafts[0].scope_id
            enqueue(TELL_ADDRESSEES, by.pk if by is not None else "", *keys, by=by, scope=scope)
    return drafts


def tell_addressees(ids: Sequence[UUID], *, by: "User | None") -> None:
    """Tell each recommendation to who answers for it."""
    for row in Recommendation.objects.filter(pk__in=ids, is_draft=False).order_by("number", "pk"):
        tell_addressee(row, by=by)
