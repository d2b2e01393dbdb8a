from .accounts import close, invite_person, link, reopen
from .me import choose_capacity, me, new_token, revoke, tokens
from .persons import PERSONS, edit, new, person
from .resuming import give_up, resume

__all__ = [
    "PERSONS",
    "choose_capacity",
    "close",
    "edit",
    "give_up",
    "invite_person",
    "link",
    "me",
    "new",
    "new_token",
    "person",
    "reopen",
    "resume",
    "revoke",
    "tokens",
]
