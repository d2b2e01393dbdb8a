"""What the apps above show on the page of a recommendation, and the acts they add to it."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from foundation.common.extensions import ExtensionPoint
from foundation.common.lists import Button

if TYPE_CHECKING:
    from foundation.accounts.models import User
    from ministries.extensions import Panel

    from .models import Recommendation

recommendation_panels: "ExtensionPoint[Callable[[Recommendation, User], Panel | None]]" = ExtensionPoint(
    "recommendation_page_panels", "parties de la page d’une recommandation : d’où elle vient, où elle est montée"
)
recommendation_buttons: "ExtensionPoint[Callable[[Recommendation, User], Iterable[Button]]]" = ExtensionPoint(
    "recommendation_buttons", "ce que l’on fait d’une recommandation ailleurs : la faire monter à un organe national"
)
