from .accounts import close, invite_person, link, reopen
from .me import choose_capacity, me, new_token, revoke, tokens
from .persons import edit, export, new, person, persons
from .resuming import give_up, resume

__all__ = [
    "choose_capacity",
    "close",
    "edit",
    "export",
    "give_up",
    "invite_person",
    "link",
    "me",
    "new",
    "new_token",
    "person",
    "persons",
    "reopen",
    "resume",
    "revoke",
    "tokens",
]
