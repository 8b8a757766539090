"""What a bot's token looks like."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_PARTS = 3


def token_problem(token: str) -> str | None:
    """Why this cannot be a bot's token, without a word of it; None when it may be one."""
    if _SHAPE.fullmatch(token):
        return None
    parts = token.count(".") + 1
    shape = (
        "it has another character than letters, digits, - and _"
        if parts == _PARTS
        else f"it has {parts} of {_PARTS} parts"
    )
    return (
        f"is not the token of a bot ({shape} joined by dots); allowed: what the Developer Portal shows under "
        "Bot > Reset Token, not the application's id, its public key or its client secret"
    )
