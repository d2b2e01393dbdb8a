from .accounts import close, invite_person, link, reopen
from .me import choose_capacity, me, new_token, revoke, tokens
from .persons import edit, export, new, person, persons

__all__ = [
    "choose_capacity",
    "close",
    "edit",
    "export",
    "invite_person",
    "link",
    "me",
    "new",
    "new_token",
    "person",
    "persons",
    "reopen",
    "revoke",
    "tokens",
]
