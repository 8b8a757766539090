"""Make hostile text and addresses safe for Discord: no pings, no hidden links, no formatting.

`clean` returns plain text, `escape` Markdown, `safe` both within a limit, `in_code` code between backticks, and
`safe_url` an address for a link.

Markdown is escaped by a single pass of our own. `discord.utils.escape_markdown` needs a minute for 16,000
characters of `[a](` and lets `<#…>`, `</…:…>` and `<t:…>` through.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from bot.text.graphemes import clip, utf16_length

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["clean", "clip", "escape", "escape_outside_code", "in_code", "safe", "safe_url", "without_backticks"]

_RAW_FACTOR = 8  # raw characters read for each one shown, as line breaks and invisible ones are dropped
_MAX_MARKS = 4  # on one letter; living scripts need no more, "zalgo" text has dozens
_BLANK_CHARACTERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
)  # invisible, whatever their category
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})

_MARKDOWN = re.compile(
    r"""
      (?P<quote> ^[ \t]* (?= > | \#{1,3}(?:\s|$) | [-+](?:[\s\#]|$) ))  # quote, heading, list, small print
        # at a line's start; `$`, because more text may follow on the line
    | (?P<number> ^[ \t]* \d{1,9} (?= \.(?:\s|$) ))         # numbered list
    | (?= [\\*`] )
    | (?= _ ) (?: (?<![A-Za-z0-9]) | (?!_[A-Za-z0-9]) )     # not inside snake_case
    | (?= ~~ ) | (?<=~) (?= ~ )                             # struck out; not ~35%
    | (?= \|\| ) | (?<=\|) (?= \| )                         # spoiler; not |r|
    | (?= < [@\#:/A-Za-z&!+] )                              # mention, channel, command, emoji, time, link
    | (?= @ (?:everyone|here) )
    | (?= :// )                                             # a bare link
    | (?= : (?: [A-Za-z_+-] [\w+-]* | 100 | 1234 ) : )      # emoji by name; not 12:30:45
    | (?<=\]) (?= \( )                                      # [label](address) ends here
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)

_CODE_SPAN = re.compile(r"`([^`]+)`")

URL_LIMIT = 512  # of a link button; an embed's own may be longer
_URL_PUNCTUATION = "/?&=;:@!$*,+~%-._"  # not the parentheses and quotes that would end a Markdown link
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_FORBIDDEN_CATEGORIES = frozenset(
    {"Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Zs"}
)  # which no address may have: invisible, private, spaces
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def clean(text: str) -> str:
    """Return the text as one line of visible characters in NFC.

    White space is folded to single spaces. Control, bidirectional, zero-width, private and blank characters are
    dropped, as are more than four marks on one letter. The text is not shortened: cut it before, or use `safe`.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = "".join(_visible(char) for char in unicodedata.normalize("NFC", " ".join(text.split())))
    return " ".join(unicodedata.normalize("NFC", _fewer_marks(visible)).split())


def escape(text: str) -> str:
    """Return the text with a backslash before each character that Discord would read as Markdown there.

    Characters without such a meaning stay bare: `C++`, `k-means`, `3:1`, `~35%`, `snake_case`. The result can be
    joined with more text on its line: an author named "#" opens no heading before " · Paris".
    """
    escaped = _MARKDOWN.sub(lambda match: f"{match.group()}\\", text)
    return escaped.replace("[", "\\[") if "](" in text else escaped


def safe(text: str, limit: int) -> str:
    """Clean, cut and escape a text: at most `limit` UTF-16 code units, backslashes included.

    The raw text is cut first, so that `limit` bounds the work.
    """
    plain = clip(clean(text[: limit * _RAW_FACTOR]), limit)
    budget = limit
    while utf16_length(escaped := escape(plain)) > limit:
        budget -= max(1, (utf16_length(escaped) - limit) // 2)  # each cut character has at most one backslash
        plain = clip(plain, budget)
    return escaped


def without_backticks(text: str) -> str:
    """Return text with apostrophes for its backticks, which would end the code that it is put into."""
    return text.replace("`", "'")


def in_code(text: str) -> str:
    """Return the text as code between backticks."""
    return f"`{without_backticks(text)}`"


def escape_outside_code(sentence: str, code: Callable[[str], str]) -> str:
    """Escape a sentence except for its code: `code` renders each part between backticks."""
    parts = _CODE_SPAN.split(sentence)
    return "".join(code(part) if number % 2 else escape(part) for number, part in enumerate(parts))


def _visible(char: str) -> str:
    """Return the character; "" if it is dropped."""
    if (
        unicodedata.category(char) in _DROPPED_CATEGORIES
        or char in _BLANK_CHARACTERS
        or "\U000e0100" <= char <= "\U000e01ef"  # variation selectors, which are invisible marks
    ):
        return ""
    return char


def _fewer_marks(text: str) -> str:
    """Drop the marks on a letter after the fourth."""
    if not any(unicodedata.combining(char) for char in text):
        return text
    result: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MAX_MARKS:
            result.append(char)
    return "".join(result)


@lru_cache(2048)  # about 0.5 MB: each post of a paper has the same addresses
def safe_url(url: str | None) -> str | None:
    """Return the address for an embed, a link button or a Markdown link; None if it is not trustworthy.

    It must be absolute http(s), with a dotted host name or an IP address, and without user name, spaces, control
    or invisible characters. A private address is accepted: readers may follow it, we never fetch it. Characters
    that could end a Markdown link are percent-encoded, an international host gets its ASCII form, and the result
    has at most 512 characters.
    """
    text = (url or "").strip(" ")
    if (
        not text
        or len(text) > URL_LIMIT
        or "\\" in text
        or any(unicodedata.category(c) in _FORBIDDEN_CATEGORIES for c in text)
    ):
        return None
    try:
        return _rebuilt(urlsplit(text))
    except ValueError:  # a malformed port or IPv6 address, a host that has no ASCII form
        return None


def _rebuilt(parts: SplitResult) -> str | None:
    """Return the address written anew from its parts; None if it is not trustworthy."""
    host = parts.hostname or ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return None
    address = f"[{ipaddress.IPv6Address(host)}]" if "[" in parts.netloc else _host(host)
    if address is None or "%" in host:
        return None
    netloc = f"{address}:{parts.port}" if parts.port is not None else address
    path, query, fragment = (
        quote(_BROKEN_ESCAPE.sub("%25", part), safe=_URL_PUNCTUATION)
        for part in (parts.path, parts.query, parts.fragment)
    )
    url = urlunsplit((parts.scheme, netloc, path, query, fragment))
    return url if len(url) <= URL_LIMIT else None


def _host(host: str) -> str | None:
    """Return a dotted name or an IPv4 address in ASCII; None for any other host, such as `localhost`."""
    name = host.encode("idna").decode("ascii").lower() if not host.isascii() else host
    labels = name.removesuffix(".").split(".")
    is_name = len(labels) > 1 and len(name) <= 253 and all(_HOST_LABEL.fullmatch(label) for label in labels)  # noqa: PLR2004 - RFC 1035
    if is_name and labels[-1].isdigit():
        return str(ipaddress.IPv4Address(name))
    return name if is_name else None
