"""A stranger's XML, a whole body of it, to a tree of bounded size."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from typing_extensions import override

from bot.domain.errors import SourceError

_MOST_ELEMENTS = 200_000  # an arXiv day of 2,800 papers has 34,000; each takes some 200 bytes
_MOST_DEPTH = 100
_PIECE = 64 * 1024  # parsed at once: the event loop's thread gets its turn in between
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]{0,100}\?>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
# What expat reads by itself; the others are decoded by us. An unknown name is read as UTF-8.
_EXPAT = frozenset({"utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1"})
_OTHERS = frozenset(
    {"iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-15", "windows-1250", "windows-1251"}
    | {
        "windows-1252",
        "windows-1253",
        "windows-1254",
        "windows-1256",
        "koi8-r",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
    }
    | {"shift_jis", "shift-jis", "euc-jp", "iso-2022-jp", "euc-kr"}
)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")  # UTF-16, with and without a mark
_BOM = b"\xef\xbb\xbf"
_PAGE = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_BARE = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)")


class _TooMuchError(ValueError):
    pass


class _Bounded(TreeBuilder):
    """Builds a tree of at most so many elements, not too deep."""

    def __init__(self) -> None:
        super().__init__()
        self._elements = 0
        self._depth = 0

    @override
    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._elements += 1
        self._depth += 1
        if self._elements > _MOST_ELEMENTS or self._depth > _MOST_DEPTH:
            raise _TooMuchError
        return super().start(tag, attrs)

    @override
    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def decode(body: bytes, host: str) -> Element:
    """The tree of a body; `host` names who sent it. Raises SourceError.

    What many feeds do wrong is mended: white space before the declaration, control characters, HTML's named
    entities and bare ampersands. Declarations of entities are refused, whatever for.
    """
    if _is_page(body):
        raise SourceError(f"{host} answered with a web page instead of a feed; check its address in the settings.")
    try:
        return _parsed(_readable(body))
    except ParseError:
        pass  # mended and tried again
    except (DefusedXmlException, _TooMuchError, ValueError, LookupError) as error:
        raise _refused(host, error) from error
    try:
        return _parsed(_mended(body))
    except ParseError as error:
        what = f"{host} answered with XML that is broken or was cut off ({error})"
        raise SourceError(f"{what}; a running bot asks again by itself.") from error
    except (DefusedXmlException, _TooMuchError, ValueError, LookupError) as error:
        raise _refused(host, error) from error


def _refused(host: str, error: Exception) -> SourceError:
    if isinstance(error, DefusedXmlException):
        return SourceError(f"{host} answered with XML that declares entities; that was not read.")
    if isinstance(error, _TooMuchError):
        return SourceError(f"{host} answered with XML that has too many parts to be what was asked for.")
    return SourceError(f"{host} answered with XML whose characters cannot be read.")


def _parsed(body: bytes) -> Element:
    parser = DefusedXMLParser(target=_Bounded())
    for start in range(0, len(body), _PIECE):
        parser.feed(body[start : start + _PIECE])
    return parser.close()


def _is_page(body: bytes) -> bool:
    return _PAGE.match(body[:4096].decode("utf-8", errors="replace").lstrip("\ufeff")) is not None


def _readable(body: bytes) -> bytes:
    """The body as expat can read it: an encoding that it does not know becomes UTF-8."""
    if body.startswith(_WIDE):
        return body
    body = body.removeprefix(_BOM).lstrip()
    if _declared(body) in _EXPAT:
        return body
    return _DECLARATION.sub("", body.decode(_encoding(body), errors="replace")).encode()


def _declared(body: bytes) -> str:
    """What the declaration calls the encoding; UTF-8 where it says nothing."""
    match = _DECLARED.match(body[:600])
    return match[1].decode().lower() if match else "utf-8"


def _encoding(body: bytes) -> str:
    """What the declaration says, if it is one that we know: Python's codecs do more than read texts."""
    name = _declared(body)
    return name if name in _EXPAT | _OTHERS else "utf-8"


def _mended(body: bytes) -> bytes:
    if body.startswith(_WIDE):
        text = body.decode("utf-16" if body[:2] in _WIDE[:2] else _wide(body), errors="replace")
    else:
        body = body.removeprefix(_BOM)
        text = body.decode(_encoding(body.lstrip()), errors="replace")
    text = _CONTROLS.sub("", _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n")))
    return _BARE.sub("&amp;", _NAMED.sub(_named, text)).encode(errors="replace")


def _wide(body: bytes) -> str:
    return "utf-16-le" if body.startswith(b"<\x00") else "utf-16-be"


def _named(match: re.Match[str]) -> str:
    """HTML's `&nbsp;` as the character; a name that is none is text."""
    character = html.unescape(match[0])
    return match[0].replace("&", "&amp;") if character == match[0] else html.escape(character)
