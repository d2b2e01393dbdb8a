"""Notifications, « déjà vu » and its proposals, calendars."""

from typing import Any

from foundation.notifications.addresses import unsubscribe_address
from foundation.notifications.enums import DEFAULT_CHANNELS, NoticeKind
from foundation.notifications.operations.feeds import open_feed
from foundation.notifications.operations.notifying import notify
from tests.factories import ProjectFactory

from .lines_institutions import others
from .matrix import ASIN, INSIDE, MINISTRY, SIGNED_IN, Line
from .world import canary

PROPOSERS = "secretary dsi project_lead"


def _notice_of_secretary(world: Any, variant: str) -> dict[str, Any]:
    (row,) = notify(
        [world.users["secretary"]],
        NoticeKind.PV,
        title=f"Avis {canary('A', 'COMMISSION')}",
        by=None,
        scope=world["commission", "own"].scope_id,
    )
    return {"pk": row.pk}


def _partnered(world: Any, variant: str) -> dict[str, Any]:
    """A project of the other ministry that one's own is a partner of."""
    project = ProjectFactory(ministry=world["ministry", "foreign"], title="Projet partagé")
    project.partner_ministries.add(world["ministry", "own"])
    return {"pk": project.pk}


def _feed_of_secretary(world: Any, variant: str) -> dict[str, Any]:
    return {"pk": open_feed(world.users["secretary"])[0].pk}


def _address_of_stranger(world: Any, variant: str) -> dict[str, Any]:
    return {"secret": open_feed(world.users["stranger"])[1]}


def _unsubscribing(world: Any, variant: str) -> dict[str, Any]:
    return {"secret": unsubscribe_address(world.users["stranger"]).rsplit("/", 1)[1]}


CHANNELS = {kind.value: channel.value for kind, channel in DEFAULT_CHANNELS.items()}
SEE_IT = f"president member observer auditor foreign_secretary foreign_dsi {ASIN}"


def _foreseen(world):
    return {"ministry": str(world["ministry", "own"].pk), "planned_cost": "250000000"}


def _foreseen_call(world, variant):
    return {"project": str(world["project", "own"].pk), "planned_cost": 250_000_000}


READS_ALL = f"{INSIDE} {MINISTRY} {ASIN}"
BLIND = others(READS_ALL)  # the project named is unknown to them

LINES = [
    Line("notifications:list", variants={"": SIGNED_IN}),
    Line("notifications:read_all", method="POST", variants={"": SIGNED_IN}),
    Line("notifications:preferences", variants={"": SIGNED_IN}),
    Line("notifications:preferences", method="POST", variants={"": SIGNED_IN}, data=lambda w, v: CHANNELS),
    Line("notifications:unsubscribe", kwargs=_unsubscribing, variants={"": SIGNED_IN}, public=True),
    Line("notifications:unsubscribe", method="POST", kwargs=_unsubscribing, variants={"": SIGNED_IN}, public=True),
    Line("notifications:open", method="POST", kwargs=_notice_of_secretary, variants={"own": "secretary"}),
    Line(
        "projects:similar",
        method="POST",
        variants={"": SIGNED_IN},
        data=lambda w, v: {"title": "Projet CANARI PORTFOLIO", "description": "projet"},
    ),
    Line("projects:forecast", method="POST", variants={"": SIGNED_IN}, data=lambda w, v: _foreseen(w)),
    Line("api:projects-forecast", method="POST", variants={"": READS_ALL}, invalid={"": BLIND}, data=_foreseen_call),
    Line(
        "projects:propose",
        method="POST",
        kwargs=_partnered,
        variants={"own": PROPOSERS},
        see={"own": SEE_IT},
        data=lambda w, v: {"title": "Le nôtre"},
    ),
    Line(
        "api:projects-similar",
        method="POST",
        variants={"": SIGNED_IN},
        data=lambda w, v: {"title": "Projet CANARI PORTFOLIO", "text": "projet"},
    ),
    Line(
        "api:projects-propose-mutualisation",
        method="POST",
        kwargs=_partnered,
        variants={"own": PROPOSERS},
        see={"own": SEE_IT},
        data=lambda w, v: {"title": "Le nôtre"},
    ),
    Line("sessions:calendars", variants={"": SIGNED_IN}),
    Line("sessions:new_feed", method="POST", variants={"": SIGNED_IN}, data=lambda w, v: {"commission": ""}),
    Line("sessions:revoke_feed", method="POST", kwargs=_feed_of_secretary, variants={"own": "secretary"}),
    Line("sessions:feed", kwargs=_address_of_stranger, variants={"": SIGNED_IN}, public=True),
    Line("api:calendar-feeds-list", variants={"": SIGNED_IN}),
    Line("api:calendar-feeds-list", method="POST", variants={"": SIGNED_IN}),
    Line("api:calendar-feeds-detail", kwargs=_feed_of_secretary, variants={"own": "secretary"}),
    Line("api:calendar-feeds-revoke", method="POST", kwargs=_feed_of_secretary, variants={"own": "secretary"}),
    Line("api:notices-list", variants={"": SIGNED_IN}),
    Line("api:notices-detail", kwargs=_notice_of_secretary, variants={"own": "secretary"}),
    Line("api:notices-read", method="POST", kwargs=_notice_of_secretary, variants={"own": "secretary"}),
    Line("api:notices-read-all", method="POST", variants={"": SIGNED_IN}),
    Line("api:notices-channels", variants={"": SIGNED_IN}),
    Line(
        "api:notices-choose-channels",
        method="POST",
        variants={"": SIGNED_IN},
        data=lambda w, v: {"channels": [{"kind": kind, "channel": channel} for kind, channel in CHANNELS.items()]},
    ),
]
