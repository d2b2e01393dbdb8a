from .access import Grant, Scope
from .idempotency import IdempotencyKey
from .person import Person
from .token import ApiToken
from .user import User

__all__ = ["ApiToken", "Grant", "IdempotencyKey", "Person", "Scope", "User"]
