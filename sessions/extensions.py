"""What the live sheet of a session asks of the parts above it, without importing them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from foundation.common.extensions import ExtensionPoint

if TYPE_CHECKING:
    from foundation.accounts.models import User

    from .models import CommissionSession

session_lifted: ExtensionPoint[Callable[["CommissionSession", "User | None"], None]] = ExtensionPoint(
    "session_lifted",
    "Inside the transaction that lifts a session or states its carence: f(session, by) prepares the procès-verbal.",
)
