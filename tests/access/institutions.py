"""What the world holds besides: texts, persons, appointments, and rows on which an act may really succeed."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from commissions.enums import CommissionKind, HolderKind, SeatRole
from foundation.accounts.enums import Role
from foundation.accounts.models import ApiToken
from foundation.accounts.models.token import digest, new_secret
from foundation.documents.operations.storing import store_bytes
from foundation.saved_views.models import SavedView
from ministries.enums import CouncilRecordKind, LegalLinkKind
from ministries.models import Appointment, CouncilRecord, LegalTextLink
from tests.factories import (
    CommissionFactory,
    LegalTextFactory,
    MandateFactory,
    MinistryFactory,
    PersonFactory,
    SeatFactory,
    StatuteFactory,
    UserFactory,
)
from tests.factories.access import LONG_AGO

END = timezone.localdate() + timedelta(days=20)


def plant_institutions(world: Any) -> None:
    for variant in ("own", "foreign"):
        commission = world["commission", variant]
        text = LegalTextFactory(ministry=commission.ministry)
        function = Appointment.objects.create(
            scope=commission.scope,
            person=PersonFactory(scope=commission.scope),
            role=Role.DSI,
            title="DSI",
            valid_from=LONG_AGO,
        )
        world.objects |= {
            ("legal_text", variant): text,
            ("legal_link", variant): LegalTextLink.objects.create(
                source_text=text, target_text=LegalTextFactory(), kind=LegalLinkKind.CITES
            ),
            ("person", variant): PersonFactory(scope=commission.scope),
            ("person_with_account", variant): PersonFactory(scope=commission.scope, user=UserFactory()),
            ("closed_account", variant): PersonFactory(scope=commission.scope, user=UserFactory(is_active=False)),
            ("interim", variant): MandateFactory(
                seat=SeatFactory(commission=commission, position=91),
                kind=HolderKind.INTERIM,
                valid_from=timezone.localdate() + timedelta(days=1),  # a session was held today
                valid_to=END,
            ),
            ("delegation", variant): Appointment.objects.create(
                scope=commission.scope,
                person=PersonFactory(scope=commission.scope),
                role=Role.DSI,
                title="DSI, par intérim",
                interim_of=function,
                valid_from=timezone.localdate(),
                valid_to=END,
            ),
            # A member of it has an address and no account.
            ("starting_commission", variant): MandateFactory(
                seat__commission=CommissionFactory(ministry=commission.ministry, kind=CommissionKind.COMMITTEE)
            ).seat.commission,
            # Its file has never been read: asking for that may succeed.
            ("filed_text", variant): LegalTextFactory(
                ministry=commission.ministry,
                file=store_bytes(
                    b"%PDF-", name="acte.pdf", content_type="application/pdf", scope=commission.scope, by=None
                ),
            ),
            ("mandate", variant): world["seat", variant].mandates.get(),
            ("appointment", variant): function,
            # Nobody sits there, no session stands on it, nothing is open in it: these acts may succeed.
            ("vacant_seat", variant): SeatFactory(
                commission=commission, role=SeatRole.OBSERVER, has_vote=False, position=90
            ),
            ("quiet_commission", variant): CommissionFactory(
                ministry=commission.ministry, kind=CommissionKind.COMMITTEE
            ),
        }
    world.objects |= {
        ("legal_text", "national"): LegalTextFactory(ministry=None),
        ("council_record", "own"): CouncilRecord.objects.create(
            held_on=LONG_AGO, kind=CouncilRecordKind.DECISION, title="Refonte"
        ),
        ("successor", "own"): MinistryFactory(valid_from=LONG_AGO),
        ("saved_view", "own"): SavedView.objects.create(
            user=world.users["secretary"], name="En retard", address="/projets/", title="Projets", query="stale=1"
        ),
        ("token", "own"): ApiToken.objects.create(
            user=world.users["secretary"], name="autre", secret_hash=digest(new_secret()), abilities=["read"]
        ),
    }


def unused_statute(world: Any, variant: str) -> dict[str, Any]:
    """A version that no session of the world stands on, made for one cell and undone with it."""
    statute = StatuteFactory(
        commission=world["commission", variant], number=99, valid_from=date(1990, 1, 1), valid_to=LONG_AGO
    )
    return {"pk": statute.pk}
