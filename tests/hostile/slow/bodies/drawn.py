"""Bodies of any size that repeat short tokens, in the formats of the bot's sources."""

import random
from collections.abc import Callable
from typing import Final

_TOKENS: Final = (
    *(b"a", b" ", b"\n", b"1", b"\xff", b"\x80", "\N{GRINNING FACE}".encode(), b"\x01", b"\x00"),
    *(
        b",",
        b'"',
        b'"",',
        b"[",
        b"]",
        b"[],",
        b"{",
        b"}",
        b"{},",
        b":",
        b'"a":',
        b"1.5,",
        b"-",
        b"\\u0041",
        b"\\n",
        b"\\",
    ),
    *(
        b"&",
        b"& ",
        b"&amp;",
        b"&nbsp;",
        b"&#65;",
        b"&x",
        b";",
        b"<",
        b"<a>",
        b"</a>",
        b"<a/>",
        b"<a b=''/>",
        b" b=''",
    ),
    *(
        b"<!--",
        b"-->",
        b"<!---->",
        b"<?a?>",
        b"<![CDATA[",
        b"]]>",
        b"<item>",
        b"</item>",
        b"<item",
        b"<!DOCTYPE a [",
        b"=",
    ),
)
_NUMBERED: Final = (
    b'"%x",',
    b'"%x":[],',
    b'"%x":"",',
    b"<a%x/>",
    b"a%x='' ",
    b"%d,",
    b"&a%x;",
    b"<!ATTLIST a a%x CDATA ''>",
)
_AROUND: Final = (
    (b"", b""),
    (b"<rss>", b"</rss>"),
    (b"<rss ", b"/>"),
    (b"<rss><channel><item><title>", b"</title></item></channel></rss>"),
    (b"<rss><channel><item><link>", b"</link></item></channel></rss>"),
    (b"<feed><entry><id>", b"</id></entry></feed>"),
    (b"<rss><![CDATA[", b"]]></rss>"),
    (b"<?xml version='1.0' encoding='windows-1253'?><rss>", b"</rss>"),
    (b"<?xml version='1.0' encoding='iso-2022-jp'?><rss>", b"</rss>"),
    (b"<!DOCTYPE rss [", b"]><rss/>"),
    (b"\xff\xfe<\x00a\x00>\x00", b"<\x00/\x00a\x00>\x00"),
    (b"[", b"0]"),
    (b'{"items":[', b"0]}"),
    (b'{"items":[{"id":"', b'"}]}'),
    (b'[{"paper":{"id":"2503.02130","title":"', b'"}}]'),
    (b'{"messages":[{"status":"ok","total":"1"}],"collection":[', b"0]}"),
    (b'{"choices":[{"message":{"content":"', b'"}}]}'),
)


def numbered(token: bytes, length: int) -> bytes:
    """Return a token with a new number at each use."""
    count = length // (len(token) + 3)
    return token * count % tuple(range(count))


def draw(rng: random.Random, length: int) -> bytes:
    """Return a body of about this many bytes."""
    before, after = rng.choice(_AROUND)
    if rng.random() < 1 / 3:
        return before + numbered(rng.choice(_NUMBERED), length) + after
    token = b"".join(rng.choices(_TOKENS, k=rng.choice((1, 1, 2, 3))))
    return before + token * (length // len(token)) + after


# Those that once held everybody up, or nearly, by a length in bytes.
WORST: Final[dict[str, Callable[[int], bytes]]] = {
    "bare ampersands": lambda n: b"<rss>" + b"& " * (n // 2) + b"</rss>",
    "attributes": lambda n: b"<rss " + numbered(b'a%d="" ', n) + b"/>",
    "tags with attributes": lambda n: (
        b"<rss>" + (b"<a " + numbered(b'a%d="" ', 20_000) + b"/>") * (n // 24_000) + b"</rss>"
    ),
    "default attributes": lambda n: (
        b"<!DOCTYPE a [" + numbered(b"<!ATTLIST a a%d CDATA ''>", n // 2) + b"]><a>" + b"<a/>" * 9 + b"</a>"
    ),
    "a long namespace": lambda n: b"<a xmlns='" + b"u" * 30_000 + b"'>" + numbered(b"<a%d/>", n) + b"</a>",
    "attributes of a long namespace": lambda n: (
        b"<a xmlns:p='"
        + b"u" * 290
        + b"'>"
        + (b"<a " + numbered(b"p:a%x='' ", 90_000) + b"/>") * (n // 100_000)
        + b"</a>"
    ),
    "names of a long namespace": lambda n: (
        b"<a xmlns:p='" + b"u" * 290 + b"'>" + numbered(b"<p:a%x/>", n) + b"</a>"
    ),
    "a comment": lambda n: b"<rss><!--" + b"x" * n + b"--></rss>",
    "comments": lambda n: b"<!---->" * (n // 7) + b"<rss/>",
    "bad characters": lambda n: b"<?xml version='1.0' encoding='windows-1253'?><rss>" + b"\xff" * n + b"</rss>",
    "bad UTF-8": lambda n: b"<rss>" + b"\xff" * n + b"</rss>",
    "a long text": lambda n: (
        b"<rss><channel><item><guid>" + b"doi: " * (n // 5) + b"</guid></item></channel></rss>"
    ),
    "a citation": lambda n: (
        b"<rss><channel><item><title>A</title><link>https://a.example/</link><description>"
        + b"doi10.1234/" * 9
        + b"a" * min(n, 59_000)
        + b" "
        + b"b" * 60
        + b"</description></item></channel></rss>"
    ),
    "commas": lambda n: b'{"items":[' + numbered(b'"%x",', n) + b"0]}",
    "keys": lambda n: b'{"items":{' + numbered(b'"%x":[],', n) + b'"":0}}',
    "escapes": lambda n: b'{"items":["' + b"\\n" * (n // 2) + b'"]}',
    "bad UTF-8 in JSON": lambda n: b'{"items":["' + b"\xff" * n + b'"]}',
    "an ampersand in JSON": lambda n: b'{"items":[{"content_text":"' + b"&" * n + b'"}]}',
    "wide characters in JSON": lambda n: b'{"items":["' + "\N{GRINNING FACE}".encode() + b"a" * n + b'"]}',
    "blanks": lambda n: b"[" + b" " * n + b"]",
    "digits": lambda n: b"[0." + b"1" * n + b"]",
}
