"""What an operation may answer instead of doing the work."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent

# What Django raises before any view reads what was sent.
TooBig = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def too_big_sentence() -> str:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
    return (
        f"Ce qui est envoyé d’un coup dépasse {limit} Mo, pièces jointes non comprises. Rien n’a été enregistré :"
        " découpez l’envoi."
    )


class Refused(Exception):
    """The act is not legal now. The message is a French sentence: what is refused, why, what to do."""

    def __init__(self, message: str, *, blockers: Sequence[str] = (), article: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.blockers = list(blockers)
        self.article = article


class Conflict(Refused):
    """Somebody saved in between. `sides` maps a field to (what is stored, what was typed): both are shown."""

    def __init__(
        self,
        message: str,
        *,
        current_version: int,
        sides: dict[str, tuple[str, str]],
        author: str = "",
        labels: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.current_version = current_version
        self.sides = sides
        self.author = author
        self.labels = labels or {}  # field → what the screen calls it


class InvalidInput(Refused):
    """What was typed cannot be accepted. `errors` maps a field to French sentences."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(" ".join(sentence for sentences in errors.values() for sentence in sentences))
        self.errors = errors
