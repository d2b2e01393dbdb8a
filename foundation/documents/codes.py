"""The code printed on each page, by which anybody finds that a paper is authentic. 140 random bits; only its hash is
kept.
"""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read aloud and typed without doubt
LENGTH = 28


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def printed(code: str) -> str:
    """ABCD-EFGH-…: in fours, as one reads them aloud."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def normalised(typed: str) -> str:
    text = "".join(character for character in typed.upper() if character.isalnum())
    return text.translate(str.maketrans("ILOU", "110V"))


def code_hash(code: str) -> str:
    return hashlib.sha256(normalised(code).encode()).hexdigest()
