from .notices import NOTICES, choose, open_notice, read_all
from .unsubscribing import stop

__all__ = ["NOTICES", "choose", "open_notice", "read_all", "stop"]
