"""Remove the secrets of a URL from texts that are logged or shown, since a server may repeat them."""

from __future__ import annotations

import re
from os.path import commonprefix
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, unquote_plus, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "…"
_PREFIX_LENGTH = 6  # characters that are enough to recognise a truncated secret
_MIN_LENGTH = 4  # characters; a shorter value occurs by chance in any sentence


def secrets_of(address: str) -> tuple[str, ...]:
    """Return the query of a URL, its values, its user and password, in every encoding they may appear in.

    Shorter ones than 4 characters are left out. The longest come first, as one may contain another.
    """
    parts = urlsplit(address)
    written = [parts.query, *(part.partition("=")[2] for part in parts.query.split("&"))]
    written += [parts.username or "", parts.password or ""]
    forms = {form for text in written for form in (text, unquote(text), unquote_plus(text))}
    forms |= {escape(form, safe="") for form in forms for escape in (quote, quote_plus)}
    return tuple(sorted((form for form in forms if len(form) >= _MIN_LENGTH), key=len, reverse=True))


def logged_secrets_of(address: str) -> tuple[str, ...]:
    """Return the secrets to redact in logs, without plain words, which occur in many lines."""
    return tuple(one for one in secrets_of(address) if not one.isalpha())


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Replace every secret in a text, including the beginning of a truncated one.

    Example: "no feed at ?token=abcdefgh" with the secret "abcdefgh" becomes "no feed at ?token=…".
    """
    for secret in secrets:
        begin, end = secret[:_PREFIX_LENGTH], secret[_PREFIX_LENGTH:].casefold()
        first, *rest = re.split(re.escape(begin), text, flags=re.IGNORECASE)
        cut = (one[len(commonprefix([one.casefold(), end])) :] for one in rest)  # noqa: RUF071 - of texts, no paths
        text = HIDDEN.join([first, *cut])
    return text
