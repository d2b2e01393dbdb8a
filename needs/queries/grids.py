"""The criteria by which the needs of a commission are scored."""

from typing import Any

from ..models import CriteriaGrid


def grid_in_force(commission_id: Any) -> CriteriaGrid | None:
    return CriteriaGrid.objects.filter(commission_id=commission_id).order_by("-number").first()
