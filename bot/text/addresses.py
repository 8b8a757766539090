"""Addresses from strangers: only those that Discord takes in an embed or a button."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

URL_LIMIT = 512  # of a link button; an embed's own may be longer
_KEPT = "/?&=;:@!$*,+~%-._"  # not the parentheses and quotes that would end a Markdown link
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"})
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def safe_url(url: str | None) -> str | None:
    """The address, ready for an embed, a link button or a Markdown link; None when it is not to be trusted.

    Only absolute http(s) with a public-looking host and no user name, spaces, control or invisible characters.
    What could end a Markdown link is percent-encoded, an international host becomes its ASCII form, and the
    result has at most 512 characters.
    """
    text = (url or "").strip(" ")
    if not text or len(text) > URL_LIMIT or "\\" in text or any(unicodedata.category(c) in _HIDDEN for c in text):
        return None
    try:
        return _rebuilt(urlsplit(text))
    except ValueError:  # a malformed port or IPv6 address, a host that has no ASCII form
        return None


def _rebuilt(parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return None
    address = _ip_literal(host) if "[" in parts.netloc else _host(host)
    if address is None:
        return None
    netloc = f"{address}:{parts.port}" if parts.port is not None else address
    path, query, fragment = (_encoded(part) for part in (parts.path, parts.query, parts.fragment))
    url = urlunsplit((parts.scheme, netloc, path, query, fragment))
    return url if len(url) <= URL_LIMIT else None


def _ip_literal(host: str) -> str | None:
    return None if "%" in host else f"[{ipaddress.IPv6Address(host)}]"


def _host(host: str) -> str | None:
    """A dotted name or an IPv4 address in ASCII; None for anything else, such as `localhost`."""
    name = host.encode("idna").decode("ascii").lower() if not host.isascii() else host
    labels = name.removesuffix(".").split(".")
    named = len(labels) > 1 and len(name) <= 253 and all(_LABEL.fullmatch(label) for label in labels)  # noqa: PLR2004 - RFC 1035
    if named and labels[-1].isdigit():
        return str(ipaddress.IPv4Address(name))
    return name if named else None


def _encoded(part: str) -> str:
    return quote(_BROKEN_ESCAPE.sub("%25", part), safe=_KEPT)
