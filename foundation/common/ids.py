"""Identifiers: time-ordered, made in Python so that an unset key never reaches the database."""

import uuid

import uuid6


def new_id() -> uuid.UUID:
    return uuid.UUID(bytes=uuid6.uuid7().bytes)
