"""Tell persons of something: in the page, at once by mail or in the digest, as each chose.

Called inside the act that is told.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise

from foundation.accounts.enums import NATIONAL_ROLES, Role, ScopeKind
from foundation.accounts.models import Grant, Person, Scope, User
from foundation.common import clock
from foundation.common.exceptions import Refused

from ..addresses import unsubscribe_address
from ..enums import DEFAULT_CHANNELS, Channel, NoticeKind
from ..models import Notice, NoticePreference
from .sending import send_mail

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def accounts_of(*roles: Role, scope: UUID | None = None, commission: UUID | None = None) -> "QuerySet[User]":
    """The accounts that hold one of these roles today, in a scope or in a commission."""
    return _holding(roles, **({"commission_id": commission} if commission is not None else {"scope_id": scope}))


def national_accounts_of(*roles: Role) -> "QuerySet[User]":
    """The accounts that hold one of these national roles today, whatever body it is of."""
    return _holding(NATIONAL_ROLES.intersection(roles))


def _holding(roles: Iterable[Role], **where: Any) -> "QuerySet[User]":
    grants = Grant.objects.in_force(clock.today()).filter(role__in=roles, **where)
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True)


def channels_of(user: User) -> dict[NoticeKind, Channel]:
    """Where each kind reaches this person: what he chose, else the default (1 query)."""
    chosen = dict(NoticePreference.objects.filter(user=user).values_list("kind", "channel"))
    return {kind: Channel(chosen.get(kind.value, DEFAULT_CHANNELS[kind])) for kind in NoticeKind}


_telling: ContextVar[bool] = ContextVar("cmsic_telling", default=True)


@contextmanager
def telling_nobody() -> Iterator[None]:
    """What is done here is told to nobody: the past that a demonstration invents."""
    token = _telling.set(False)
    try:
        yield
    finally:
        _telling.reset(token)


def is_telling() -> bool:
    """Whether what is done here is told at all."""
    return _telling.get()


@transaction.atomic
def choose_channels(user: User, channels: dict[NoticeKind, Channel]) -> None:
    """Keep where each kind shall reach this person."""
    rows = [NoticePreference(user=user, kind=kind, channel=channel) for kind, channel in channels.items()]
    NoticePreference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["channel"]
    )


@transaction.atomic
def notify(
    users: Iterable[User],
    kind: NoticeKind,
    *,
    title: str,
    text: str = "",
    href: str | Promise = "",
    by: User | None,
    scope: Scope | UUID | None = None,
    commission_id: UUID | None = None,
    origin: UUID | None = None,
) -> list[Notice]:
    """Tell each of `users` but who does it, once each; return the notices written. Costs two queries, and those of the
    mails.

    `scope` and `commission_id` say where the reader must belong to go on reading it. The mail says title and text: what
    is behind closed doors must not be given here. `origin` is the scope it comes from when that is another one: a
    rehearsal tells nobody. `href` may be a lazy one: the pages are not looked for when there is nobody to tell.
    """
    told = {user.pk: user for user in users if user.is_active and (by is None or user.pk != by.pk)}
    if not told or not _telling.get():
        return []
    chosen = dict(NoticePreference.objects.filter(user__in=told, kind=kind).values_list("user_id", "channel"))
    now, scope_id = clock.now(), scope.pk if isinstance(scope, Scope) else scope
    if Scope.objects.filter(
        pk__in=[key for key in (scope_id, origin) if key is not None], kind=ScopeKind.REHEARSAL
    ).exists():
        return []
    rows = []
    for pk, user in told.items():
        channel = Channel(chosen.get(pk, DEFAULT_CHANNELS[kind]))
        if channel != Channel.NONE:
            rows.append(
                Notice(
                    user=user,
                    kind=kind,
                    channel=channel,
                    scope_id=scope_id,
                    commission_id=commission_id,
                    title=title[:300],
                    text=text,
                    href=str(href),
                    at=now,
                )
            )
    Notice.objects.bulk_create(rows)
    User.objects.filter(pk__in=[row.user_id for row in rows]).update(unread_notices=F("unread_notices") + 1)
    for row in rows:
        if row.channel == Channel.MAIL:
            _write(row, by=by)
    return rows


def _write(notice: Notice, *, by: User | None) -> None:
    """One letter for one notice; without a usable address the notice stays in the page."""
    try:
        notice.mail = send_mail(
            subject=notice.title[:250],
            template="notice",
            context={"notice": notice, "address": address_of(notice)},
            by=by,
            unsubscribe_address=unsubscribe_address(notice.user, NoticeKind(notice.kind)),
            **addressee(notice.user),
        )
    except Refused:
        return
    notice.save(update_fields=["mail"])


def addressee(user: User) -> dict[str, Any]:
    """To whom a letter for this account goes: the person's own address, else the account's."""
    person = Person.objects.filter(user=user).exclude(email="").first()
    return {"to_person": person} if person is not None else {"to_email": user.email, "to_name": user.full_name}


def address_of(notice: Notice) -> str:
    return f"{settings.SITE_URL}{notice.href}" if notice.href else ""


@transaction.atomic
def mark_read(user: User, notice_id: UUID | None = None, *, at: "datetime | None" = None) -> int:
    """Mark one notice, or all of them, as read; return how many were not. The count of the top bar is counted anew."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    rows = Notice.objects.filter(user=user).unread()
    changed = (rows.filter(pk=notice_id) if notice_id is not None else rows).update(read_at=at or clock.now())
    User.objects.filter(pk=user.pk).update(unread_notices=Notice.objects.visible_to(user).unread().count())
    return changed
