from .commission import Commission
from .seat import Mandate, Seat
from .series import NumberSeries
from .statute import Statute

__all__ = ["Commission", "Mandate", "NumberSeries", "Seat", "Statute"]
