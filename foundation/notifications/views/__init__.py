from .notices import NOTICES, choose, open_notice, read_all

__all__ = ["NOTICES", "choose", "open_notice", "read_all"]
