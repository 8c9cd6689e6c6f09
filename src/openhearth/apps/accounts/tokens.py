"""Secrets in links. The house keeps their hash only, so a copy of the database opens nothing."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    # 256 random bits cannot be guessed, so a fast hash is enough.
    return sha256(token.encode()).hexdigest()
