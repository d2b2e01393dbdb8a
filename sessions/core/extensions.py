"""What the rooms below ask of those above them, without importing them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from foundation.accounts.models import User

    from .models import AgendaItem, CommissionSession, Convocation

session_lifted: ExtensionPoint[Callable[["CommissionSession", "User | None"], None]] = ExtensionPoint(
    "session_lifted",
    "Inside the transaction that lifts a session or states its carence: f(session, by) asks for its procès-verbal.",
)

session_changing: ExtensionPoint[Callable[["CommissionSession", "User | None"], None]] = ExtensionPoint(
    "session_changing",
    "Inside a transaction that is about to change a session that is over: f(session, by) makes first what waits to be"
    " made of it as it stands.",
)

session_corrected: ExtensionPoint[Callable[["CommissionSession", "User | None"], None]] = ExtensionPoint(
    "session_corrected",
    "Inside the transaction that corrects a session that is over: f(session, by) makes anew what was made of it.",
)

session_parts: ExtensionPoint[Callable[["User", "CommissionSession"], tuple[str, Any]]] = ExtensionPoint(
    "session_parts", "On the page of a session: f(user, session) gives (name, value) of what its template shows."
)

link_parts: ExtensionPoint[Callable[["Convocation", str], tuple[str, Any]]] = ExtensionPoint(
    "link_parts", "Behind the link of a letter: f(convocation, secret) gives (name, value) of what its template shows."
)

agenda_told: ExtensionPoint[Callable[["CommissionSession", "User | None"], None]] = ExtensionPoint(
    "agenda_told",
    "Inside the transaction that tells the members of an agenda: f(session, by) prepares what they will read with it.",
)

agenda_parts: ExtensionPoint[Callable[["CommissionSession"], tuple[str, Any]]] = ExtensionPoint(
    "agenda_parts",
    "Beside an agenda in preparation, for who keeps it: f(session) gives (name, value) of what its template shows.",
)

items_carried: ExtensionPoint[Callable[[Sequence[tuple["AgendaItem", "AgendaItem"]]], None]] = ExtensionPoint(
    "items_carried",
    "Inside the transaction that writes items again in another session: f(pairs of an item and its copy) takes along"
    " what hangs on them.",
)
