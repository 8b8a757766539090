"""Keeps the secrets of an address, which a server may repeat, out of what is logged and shown."""

from __future__ import annotations

from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit

HIDDEN = "…"
_SHORTEST = 4  # characters of a value: a shorter one stands in any sentence


def secrets_of(address: str) -> tuple[str, ...]:
    """The query of an address, its values, its user and password, in each form in which they may be written."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ()
    written = [parts.query, *(part.partition("=")[2] for part in parts.query.split("&"))]
    written += [parts.username or "", parts.password or ""]
    forms = {form for text in written for form in (text, unquote(text), unquote_plus(text))}
    forms |= {escape(form, safe="") for form in forms for escape in (quote, quote_plus)}
    return tuple(sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True))


def without_secrets(text: str, address: str) -> str:
    """A text in which nothing of `secrets_of` the address is left."""
    for secret in secrets_of(address):
        text = text.replace(secret, HIDDEN)
    return text
