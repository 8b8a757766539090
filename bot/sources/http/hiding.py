"""Keeps the secrets of an address, which a server may repeat, out of what is logged and shown."""

from __future__ import annotations

import re
from os.path import commonprefix
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "…"
_TELLTALE = 6  # characters at the beginning of a secret that give it away
_SHORTEST = 4  # characters of a value: a shorter one stands in any sentence


def secrets_of(address: str) -> tuple[str, ...]:
    """The query of an address, its values, its user and password, in each form in which they may be written."""
    parts = urlsplit(address)
    written = [parts.query, *(part.partition("=")[2] for part in parts.query.split("&"))]
    written += [parts.username or "", parts.password or ""]
    forms = {form for text in written for form in (text, unquote(text), unquote_plus(text))}
    forms |= {escape(form, safe="") for form in forms for escape in (quote, quote_plus)}
    return tuple(sorted((form for form in forms if len(form) >= _SHORTEST), key=len, reverse=True))


def logged_secrets_of(address: str) -> tuple[str, ...]:
    """The secrets that logs must not have; plain words are left out, as they occur in many lines."""
    return tuple(one for one in secrets_of(address) if not one.isalpha())


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """A text in which none of the secrets is left, nor the beginning of one that was cut."""
    for secret in secrets:
        begin, end = secret[:_TELLTALE], secret[_TELLTALE:].casefold()
        first, *rest = re.split(re.escape(begin), text, flags=re.IGNORECASE)
        cut = (one[len(commonprefix([one.casefold(), end])) :] for one in rest)  # noqa: RUF071 - of texts, no paths
        text = HIDDEN.join([first, *cut])
    return text
