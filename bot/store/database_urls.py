"""Checking the URLs of databases, so that no part of a password is ever shown.

If a password holds `@`, `/`, `?` or `#` unescaped, Python's parser and the driver disagree on where it ends. Each
takes a part of it for a host, a port or a database, so such a URL is refused.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_AUTHORITY = re.compile(r"[a-z]+://([^/?#]*)(.*)", re.DOTALL)
_PASSWORD_OPTIONS = ("password", "sslpassword")
UNESCAPED_SIGNS_TEXT = "has an unescaped @ / ? or #. In a user name or password, write %40 %2F %3F %23 instead"


def url_problem(url: str) -> str | None:
    """Return the end of a sentence that begins with "the URL …", showing no part of it; None if it is valid."""
    match = _AUTHORITY.fullmatch(url)
    if match is None:
        return "is not an address"
    authority, rest = match.groups()
    if authority.count("@") > 1 or "@" in rest or "#" in rest:
        return UNESCAPED_SIGNS_TEXT
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it checks it
        options = dict(parse_qsl(parts.query, strict_parsing=True) if parts.query else ())
    except ValueError:
        return "is not an address"
    is_usable = not re.search(r"[\s\0]", url) and re.fullmatch(r"[\d,]*", options.get("port", ""))
    return None if is_usable else "is not an address"


def passwords(url: str) -> frozenset[str]:
    """Return every password in a valid URL, both as written and decoded; none for other URLs."""
    if url_problem(url) is not None:
        return frozenset()
    parts = urlsplit(url)
    written = [part.partition("=") for part in parts.query.split("&")]
    raw = {value for name, _, value in written if name in _PASSWORD_OPTIONS} | {parts.password or ""}
    decoded = {
        value for name, value in parse_qsl(parts.query) if name in _PASSWORD_OPTIONS
    }  # as the driver decodes
    return frozenset(raw | set(map(unquote, raw)) | decoded) - {""}
