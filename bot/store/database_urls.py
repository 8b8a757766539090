"""Reading the URLs of databases, so that no part of a password is ever taken for something that may be shown.

The parsers of Python and of the driver disagree on a URL whose password holds a character with a meaning of its
own, and each takes a part of the password for a host, a port or a database. Such a URL is refused.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_AUTHORITY = re.compile(r"[a-z]+://([^/?#]*)(.*)", re.DOTALL)
_PASSWORDS = ("password", "sslpassword")
ESCAPED = (
    "holds one of the characters @ / ? # where it has a meaning of its own; in a user or a password write them "
    "as %40 %2F %3F %23"
)


def url_problem(url: str) -> str | None:
    """The end of a sentence that begins with "the URL …", without any part of it; None if it is valid."""
    match = _AUTHORITY.fullmatch(url)
    if match is None:
        return "is not an address"
    authority, rest = match.groups()
    if authority.count("@") > 1 or "@" in rest or "#" in rest:
        return ESCAPED
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it checks it
        options = dict(parse_qsl(parts.query, strict_parsing=True) if parts.query else ())
    except ValueError:
        return "is not an address"
    if re.search(r"[\s\0]", url):
        return "names no database"
    return None if re.fullmatch(r"[\d,]*", options.get("port", "")) else "is not an address"


def passwords(url: str) -> frozenset[str]:
    """Every password in a URL without a problem, as it is written and as it is meant; none in a folder's URL."""
    if url_problem(url) is not None:
        return frozenset()
    parts = urlsplit(url)
    written = [part.partition("=") for part in parts.query.split("&")]
    found = {value for name, _, value in written if name in _PASSWORDS} | {parts.password or ""}
    read = {value for name, value in parse_qsl(parts.query) if name in _PASSWORDS}  # as the driver
    return frozenset(found | set(map(unquote, found)) | read) - {""}
