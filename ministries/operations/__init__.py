from .appointing import appoint, end_appointment

__all__ = ["appoint", "end_appointment"]
