from .notices import choose, notices, open_notice, read_all

__all__ = ["choose", "notices", "open_notice", "read_all"]
