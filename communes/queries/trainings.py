"""The sessions of a training, with how many came of those that the reader may see."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.database import SortKey
from foundation.common.keyset import Page, Sort, paginate
from ministries.models import Commune

from ..enums import Presence
from ..models import Attendance, Training, TrainingSession
from ..rules import can_keep_commune


def sessions_of(training: Training, user: User) -> list[TrainingSession]:
    """1 query."""
    seen = Q(attendances__in=Attendance.objects.visible_to(user))
    return list(
        training.sessions.annotate(
            told=Count("attendances", filter=seen, distinct=True),
            came=Count("attendances", filter=seen & Q(attendances__presence=Presence.PRESENT), distinct=True),
        ).order_by("-held_on", "pk")
    )


LISTED, ON_A_PAGE = 100, 50


@dataclass(frozen=True)
class Came:
    """Who is told to come to a session, and who came, of the communes that the reader sees."""

    count: int
    present: int
    absent: int
    rows: tuple[Attendance, ...]  # the first of them, by commune

    @property
    def waiting(self) -> int:
        return self.count - self.present - self.absent


def came_to(session: TrainingSession, user: User) -> dict[str, Any]:
    """For its page: who came, and whether one may say more (2 queries)."""
    seen = Attendance.objects.visible_to(user).filter(session=session)
    counts = dict(seen.order_by().values_list("presence").annotate(count=Count("pk")))
    rows = seen.select_related("commune").order_by(SortKey("commune__name"), "function", "pk")
    present, absent = (counts.get(presence, 0) for presence in (Presence.PRESENT, Presence.ABSENT))
    came = Came(sum(counts.values()), present, absent, tuple(rows[:LISTED]))
    return {"came": came, "keeps_one": can_keep_commune(user)}


def kept_by(user: User, rows: Any) -> Any:
    """Among rows of communes, or communes themselves, those of the communes that he keeps."""
    return rows if user.has_role(Role.ASIN_ADMIN) else rows.filter(scope_id__in=user.access.scopes(Role.RSI))


def attendances_kept(session: TrainingSession, user: User, asked: Any) -> Page:
    """A page of those that he may correct, by commune (1 query)."""
    rows = kept_by(user, Attendance.objects.filter(session=session)).select_related("commune")
    return paginate(rows, {"commune": Sort(SortKey("commune__name"))}, asked, default="commune", size=ON_A_PAGE)


def communes_kept(user: User) -> dict[str, str]:
    """Their names, by their keys (1 query)."""
    rows = kept_by(user, Commune.objects.all()).order_by(SortKey("name"), "pk").values_list("pk", "name")
    return {str(key): name for key, name in rows}
