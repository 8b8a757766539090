"""Parse an untrusted XML body into a tree of bounded size."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException, DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser
from typing_extensions import override

from bot.domain.errors import SourceError
from bot.text.decoding import decoded_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Elements, attributes and namespaces, or bare ampersands; an arXiv day of 2,800 papers has some 40,000
_MAX_PARTS = 150_000
_MAX_TAG_BYTES = 128 * 1024  # bytes of a tag or comment, during which expat blocks; the longest real one has 4 KB
# Characters of a namespace's name, which is repeated in the name of each of its elements
_MAX_NAMESPACE_LENGTH = 300
_NAME_LENGTH_PER_PART = 100  # characters of an element's name; each so many count as one more part
_MAX_ENTITY_NAME_LENGTH = 32  # characters of an entity's name; CDATA's marks are shorter
_DECLARED_ENCODING = re.compile(
    rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]{0,100}\?>"
)
# The encodings that are read. Others are ignored, as some of Python's codecs are no text encodings.
_ENCODINGS = frozenset(
    {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-7", "iso-8859-9", "iso-8859-15"}
    | {"windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1256", "koi8-r"}
    | {"gb2312", "gbk", "gb18030", "big5", "shift_jis", "shift-jis", "euc-jp", "iso-2022-jp", "euc-kr"}
)
# By the beginnings of bodies, with and without a mark
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
_BOM = b"\xef\xbb\xbf"
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_BARE_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)")
_CDATA = re.compile(r"(<!\[CDATA\[|\]\]>)")
# The end of a piece that may continue in the next one: an entity, or a mark of a CDATA section.
_UNFINISHED_END = re.compile(r"(?:&[#A-Za-z0-9]{0,31}|<[!\[CDAT]{0,7}|\]{1,2})\Z")


class _TooMuchError(Exception):
    pass


class _BoundedTreeBuilder(TreeBuilder):
    """A tree builder that raises _TooMuchError for too many elements, attributes and namespaces."""

    def __init__(self) -> None:
        super().__init__()
        self._parts = 0

    @override
    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._count(1 + len(attrs) + len(tag) // _NAME_LENGTH_PER_PART)
        return super().start(tag, attrs)

    def start_ns(self, _prefix: str, uri: str) -> None:
        """Count a declared namespace; one with too long a name is too much by itself."""
        self._count(1 if len(uri) <= _MAX_NAMESPACE_LENGTH else _MAX_PARTS)

    def _count(self, parts: int) -> None:
        self._parts += parts
        if self._parts >= _MAX_PARTS:
            raise _TooMuchError


def decode(body: bytes, host: str, charset: str = "") -> Element:
    """Parse an XML body; `host` is named in errors, `charset` is the HTTP header's. Raises SourceError.

    Common mistakes of feeds are repaired: white space before the declaration, control characters, and, outside
    of CDATA sections, HTML's named entities and bare ampersands. Any declaration of entities is refused.
    """
    if _is_web_page(body):
        raise SourceError(f"{host} answered with a web page instead of a feed; check its address in the settings.")
    try:
        try:
            return _parsed(_texts(body, charset))
        except ParseError:
            return _parsed(_repaired(_texts(body, charset)))
    except ParseError as error:
        what = f"{host} answered with XML that is broken or was cut off ({error})"
        raise SourceError(f"{what}; a running bot retries by itself.") from error
    except DefusedXmlException as error:
        raise SourceError(f"{host} answered with XML that declares entities, which is not allowed.") from error
    except _TooMuchError as error:
        what = f"{host} answered with XML that has too many parts"
        raise SourceError(f"{what} to be what was asked for.") from error


def _parsed(texts: Iterable[str]) -> Element:
    """Parse texts into a tree, in pieces, and stop at a tag or comment that is too long."""
    parser = DefusedXMLParser(target=_BoundedTreeBuilder(), encoding="utf-8")
    expat = parser.parser
    expat.StartDoctypeDeclHandler = _no_subset
    expat.CommentHandler = expat.ProcessingInstructionHandler = None  # left out, at no cost
    bytes_fed = 0
    for text in texts:
        piece = text.encode(errors="replace")
        parser.feed(piece)
        bytes_fed += len(piece)
        if bytes_fed - expat.CurrentByteIndex > _MAX_TAG_BYTES:
            raise _TooMuchError
    return parser.close()


def _no_subset(name: str, system: str | None, public: str | None, has_subset: int) -> None:
    """Refuse an internal document type: default attributes could give each element thousands."""
    if has_subset:
        raise DTDForbidden(name, system, public)


def _is_web_page(body: bytes) -> bool:
    """True for a body that starts like a web page, after comments."""
    text = body[:4096].decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    while text.startswith("<!--"):
        text = text.partition("-->")[2].lstrip()
    return _WEB_PAGE.match(text) is not None


def _texts(body: bytes, charset: str) -> Iterator[str]:
    """Decode a body in pieces, without leading white space and byte order mark."""
    encoding = _encoding(body, charset.lower())
    texts = decoded_pieces(body if encoding.startswith("utf-16") else body.removeprefix(_BOM).lstrip(), encoding)
    yield next(texts).lstrip("\ufeff \t\r\n")
    yield from texts


def _encoding(body: bytes, charset: str) -> str:
    """Return the encoding: by byte order mark, else the header, else the declaration (RFC 7303, section 3).

    A header that does not fit the body gives way to the declaration, because some servers always claim UTF-8.
    """
    if utf16 := _UTF16.get(body[:2]):
        return utf16
    if body.startswith(_BOM):
        return "utf-8"
    match = _DECLARED_ENCODING.match(body.lstrip()[:600])
    encodings = [name for name in (charset, match[1].decode().lower() if match else "") if name in _ENCODINGS]
    if len(set(encodings)) > 1 and not _is_text(body, charset):
        return encodings[1]
    return encodings[0] if encodings else "utf-8"


def _is_text(body: bytes, encoding: str) -> bool:
    try:
        for _ in decoded_pieces(body, encoding, "strict"):
            pass
    except UnicodeError:
        return False
    return True


def _repaired(texts: Iterable[str]) -> Iterator[str]:
    """Remove control characters everywhere, and the other mistakes outside of CDATA: within, `&` is text.

    Raises _TooMuchError for too many bare ampersands: expat makes of each a text of its own.
    """
    rest, in_cdata, repaired = "", False, 0
    for text in texts:
        whole = rest + _CONTROLS.sub("", text)
        unfinished = _UNFINISHED_END.search(whole, max(0, len(whole) - _MAX_ENTITY_NAME_LENGTH))
        rest = unfinished[0] if unfinished else ""
        parts: list[str] = []
        for part in _CDATA.split(whole.removesuffix(rest)):
            fixed, count = (part, 0) if in_cdata else _repaired_text(part)
            parts.append(fixed)
            repaired += count
            in_cdata = part == "<![CDATA[" or (in_cdata and part != "]]>")
        if repaired > _MAX_PARTS:
            raise _TooMuchError
        yield "".join(parts)
    yield rest if in_cdata else _repaired_text(rest)[0]


def _repaired_text(text: str) -> tuple[str, int]:
    """Return the text without named entities and bare ampersands, and how many ampersands were bare."""
    return _BARE_AMPERSAND.subn("&amp;", _NAMED_ENTITY.sub(_as_character, text))


def _as_character(match: re.Match[str]) -> str:
    """Replace an entity of HTML, such as `&nbsp;`, by its character; an unknown name stays as text."""
    character = html.unescape(match[0])
    return match[0].replace("&", "&amp;") if character == match[0] else html.escape(character)
