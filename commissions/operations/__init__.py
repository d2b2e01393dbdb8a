from .founding import close_commission, create_commission, edit_commission
from .numbering import next_number, next_numbers
from .ruling import correct_statute, create_statute_version
from .seating import (
    add_seat,
    appoint_to_seat,
    cancel_interim,
    delegate_seat,
    edit_seat,
    end_mandate,
    seat_person,
    suppress_seat,
)

__all__ = [
    "add_seat",
    "appoint_to_seat",
    "cancel_interim",
    "close_commission",
    "correct_statute",
    "create_commission",
    "create_statute_version",
    "delegate_seat",
    "edit_commission",
    "edit_seat",
    "end_mandate",
    "next_number",
    "next_numbers",
    "seat_person",
    "suppress_seat",
]
