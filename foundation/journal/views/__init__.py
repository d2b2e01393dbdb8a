from .journal import journal, row, verify, verify_national

__all__ = ["journal", "row", "verify", "verify_national"]
