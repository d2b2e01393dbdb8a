from .numbering import next_number
from .seating import appoint_to_seat, end_mandate

__all__ = ["appoint_to_seat", "end_mandate", "next_number"]
