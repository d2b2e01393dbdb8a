from .signin import sign_in_slowed_down

__all__ = ["sign_in_slowed_down"]
