from .accounts import close_account, invite, link_account, reopen_account
from .persons import create_person, edit_person
from .tokens import create_token, revoke_token

__all__ = [
    "close_account",
    "create_person",
    "create_token",
    "edit_person",
    "invite",
    "link_account",
    "reopen_account",
    "revoke_token",
]
