"""Servers of strangers: what each answers to the request for a feed or a page."""

import asyncio
import gzip
import zlib
from collections.abc import Iterable
from typing import Final

from aiohttp import web

from tests.fake_sources import faults
from tests.fake_sources.faults import Fault

_MB: Final = 1024 * 1024
_ITEM: Final = "<item><title>{}</title><link>https://lab.example/1</link><description>{}</description></item>"


def feed(title: str = "A title", text: str = "A text", *, before: str = "", items: str = "") -> bytes:
    """Return an RSS feed."""
    found = items or _ITEM.format(title, text)
    return f"{before}<rss version='2.0'><channel><title>Lab</title>{found}</channel></rss>".encode()


def _xml(body: bytes, kind: str = "application/rss+xml", **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return faults.status(200, body, headers=named, kind="" if "Content-Type" in named else kind)


def _raw(head: str, body: bytes = b"") -> Fault:
    return faults.raw(f"HTTP/1.1 {head}\r\n".encode() + body)


def _stream(head: bytes, piece: bytes, pieces: int) -> Fault:
    """Send the piece so often, as fast as it is taken."""

    async def answer(request: web.Request) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        transport.write(head)
        for _ in range(pieces):
            if transport.is_closing():
                break
            transport.write(piece)
            await request.protocol._drain_helper()
        transport.close()
        return web.Response()

    return answer


def _bomb(encoding: str, piece: bytes, wbits: int) -> Fault:
    async def answer(_request: web.Request) -> web.StreamResponse:
        body = await asyncio.to_thread(_packed, piece, wbits)
        return web.Response(body=body, headers={"Content-Encoding": encoding})

    return answer


def _packed(piece: bytes, wbits: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join([*(packer.compress(piece) for _ in range(100)), packer.flush()])


async def _dripping_headers(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.write(b"HTTP/1.1 200 OK\r\nA: ")
    while not request.transport.is_closing():
        request.transport.write(b"a")
        await asyncio.sleep(0.01)
    return web.Response()


def _circle(locations: Iterable[str]) -> Fault:
    """Redirect to one after another."""
    found = iter(locations)

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": next(found)})

    return answer


def _entities() -> bytes:
    names = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    return f"<!DOCTYPE rss [<!ENTITY a0 'ha'>{names}]>".encode() + feed("&a9;")


_OK: Final = "200 OK\r\n"
_MANY: Final = 2_000

SERVERS: Final[dict[str, Fault]] = {
    # more than anybody wants
    "gzip bomb": _bomb("gzip", b" " * _MB, 31),
    "deflate bomb": _bomb("deflate", b"<a>" * (_MB // 3), 15),
    "raw deflate bomb": _bomb("deflate", b"\0" * _MB, -15),
    "gzip of gzip": _xml(gzip.compress(gzip.compress(b" " * 50 * _MB)), Content_Encoding="gzip"),
    "gzip of gzip of a feed": _xml(gzip.compress(gzip.compress(feed())), Content_Encoding="gzip"),
    "gzip twice, and says so": _xml(gzip.compress(gzip.compress(b" " * _MB)), Content_Encoding="gzip, gzip"),
    "a bomb that does not say that it is gzip": _xml(gzip.compress(b" " * 100 * _MB)),
    "many gzip members": _xml(gzip.compress(b"") * 50_000, Content_Encoding="gzip"),
    "gzip cut off": _xml(gzip.compress(feed() * 999)[:-99], Content_Encoding="gzip"),
    "no gzip": faults.broken_gzip(),
    "br": _xml(b"\x8b\x02\x80", Content_Encoding="br"),
    "zstd": _xml(b"\x28\xb5\x2f\xfd", Content_Encoding="zstd"),
    "an unknown encoding": _xml(feed(), Content_Encoding="rot13"),
    "50 MB": faults.huge(50),
    "50 MB, and says so": faults.huge(50, declared=True),
    "without an end": _stream(b"HTTP/1.1 200 OK\r\n\r\n", b"<rss>" * 20_000, _MANY),
    "a page without an end": _stream(b"HTTP/1.1 200 OK\r\n\r\n<html>", b"<link rel=alternate " * 5_000, _MANY),
    # slow
    "silence": faults.silence(),
    "drip": faults.drip(0.01),
    "headers that drip": _dripping_headers,
    # wrong lengths and framing
    "a length of petabytes": _raw("200 OK\r\nContent-Length: 9999999999999999\r\n", feed()),
    "a length of 5,000 digits": _raw(f"200 OK\r\nContent-Length: {'9' * 5_000}\r\n", feed()),
    "a longer length": faults.dropped(feed()),
    "a shorter length": _raw("200 OK\r\nContent-Length: 9\r\n", feed()),
    "a negative length": _raw("200 OK\r\nContent-Length: -1\r\n", feed()),
    "two lengths": _raw("200 OK\r\nContent-Length: 3\r\nContent-Length: 9\r\n", feed()),
    "a length, and chunks": _raw(
        "200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n", b"5\r\n<rss>\r\n0\r\n\r\n"
    ),
    "wrong chunks": _raw("200 OK\r\nTransfer-Encoding: chunked\r\n", b"zz\r\n<rss>\r\n0\r\n\r\n"),
    "a chunk of exabytes": _raw("200 OK\r\nTransfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\n<rss>"),
    "chunks of one byte": _stream(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 10_000, 40
    ),
    "an endless chunk extension": _stream(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"a" * _MB, 50
    ),
    "endless trailers": _stream(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"A: b\r\n" * 9_999, 99
    ),
    # headers
    "an endless header": _stream(b"HTTP/1.1 200 OK\r\nA: ", b"a" * _MB, 50),
    "endless headers": _stream(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 10_000, 100),
    "an endless status line": _stream(b"HTTP/1.1 200 ", b"a" * _MB, 50),
    "informed without an end": _stream(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1_000, _MANY),
    "another protocol": _raw(
        "101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n", b"\x81\x00"
    ),
    "HTTP/0.9": faults.raw(feed()),
    "HTTP/2": faults.raw(b"\0\0\x12\4\0\0\0\0\0"),
    "SSH": faults.raw(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "NULs in headers": _raw('200 OK\r\nA: \0\0\r\nETag: "\0"\r\n', feed()),
    "line breaks in headers": _raw('200 OK\r\nETag: "a\rSet-Cookie: b"\r\n', feed()),
    "a long ETag": _xml(feed(), ETag='"' + "e" * 8_000 + '"', Last_Modified="m" * 8_000),
    "an odd date": _xml(feed(), Date="Mon, 99 Foo 99999 99:99:99 GMT", Last_Modified="0"),
    "cookies": _raw(f"200 OK\r\n{'Set-Cookie: a=b; Domain=com' * 99}\r\n", feed()),
    "a next page that is private": _xml(
        feed(), Link="<http://10.0.0.1/>; rel=next", Refresh="0; url=http://10.0.0.1/"
    ),
    # statuses
    "304 that nobody asked for": _raw("304 Not Modified\r\n"),
    "304 with a body": _raw("304 Not Modified\r\nContent-Length: 9\r\n", feed()),
    "204": _raw("204 No Content\r\n"),
    "206": _raw("206 Partial Content\r\nContent-Range: bytes 0-9/99999999999\r\n", feed()),
    "999": _raw("999 No\r\n"),
    "0": _raw("0 \r\n"),
    "503 as HTML": faults.status(503, b"<html>" * 99_999, kind="text/html"),
    "a complaint with markup": faults.status(
        400, b'{"error":"@everyone [x](http://e.example)\\u202e\\u0000\\n<@1>"}'
    ),
    "a complaint without an end": faults.status(400, b'{"error":"' + b"x" * 9_000_000 + b'"}'),
    **{
        f"429, {wait[:9]!r}": faults.too_many(Retry_After=wait)
        for wait in (
            "-1",
            "soon",
            "1e9",
            "9" * 4_000,
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "nan",
            "",
            "0x10",
            "\u0663",
        )
    },
    # redirects
    "to itself": faults.redirect("/"),
    "back and forth": _circle(f"http://{'feed' if n % 2 else 'other'}.example/" for n in range(99)),
    "ever longer": _circle(f"/{'a' * 10 ** (n % 4)}/{n}" for n in range(99)),
    "ever new names": _circle(f"http://n{n}.feed.example/" for n in range(99)),
    "to nowhere": faults.status(302),
    "to a file": faults.redirect("file:///etc/passwd"),
    "to data": faults.redirect("data:application/rss+xml,<rss/>"),
    "to a script": faults.redirect("javascript:alert(1)"),
    "to a private address": faults.redirect("http://192.168.0.1/"),
    "to a private address without a scheme": faults.redirect("//169.254.169.254/latest/meta-data/"),
    "to a port": faults.redirect("http://feed.example:6379/"),
    "to a password": faults.redirect("http://user:secret@feed.example/"),
    "to a broken address": faults.redirect("http://[::1"),
    "to a megabyte": _raw(f"302 Found\r\nLocation: /{'a' * _MB}\r\n"),
    "to many places": _raw("300 Multiple Choices\r\nLocation: http://10.0.0.1/\r\n"),
    # XML
    "an entity bomb": _xml(_entities()),
    "one large entity": _xml(b"<!DOCTYPE rss [<!ENTITY a '" + b"a" * 99_999 + b"'>]>" + feed("&a;" * 9_999)),
    "a file as an entity": _xml(b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + feed("&a;")),
    "an address as an entity": _xml(b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'http://10.0.0.1/'>]>" + feed("&a;")),
    "a foreign DTD": _xml(b"<!DOCTYPE rss SYSTEM 'http://10.0.0.1/dtd'>" + feed()),
    "a foreign parameter": _xml(b"<!DOCTYPE rss [<!ENTITY % a SYSTEM 'http://10.0.0.1/'> %a;]>" + feed()),
    "a style sheet": _xml(feed(before="<?xml version='1.0'?><?xml-stylesheet href='http://10.0.0.1/'?>")),
    "included": _xml(
        feed(items="<i:include xmlns:i='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>")
    ),
    "nested": _xml(b"<rss>" + b"<a>" * 300_000),
    "a huge attribute": _xml(b"<rss a='" + b"a" * 3 * _MB + b"'/>"),
    "many attributes": _xml(b"<rss " + b" ".join(b"a%d=''" % n for n in range(200_000)) + b"/>"),
    "a huge text": _xml(feed(text="word " * 600_000)),
    "a huge comment": _xml(b"<!--" + b"-" * 3 * _MB + b"-->" + feed()),
    "many items": _xml(feed(items=_ITEM.format("a", "b") * 25_000)),
    "many small elements": _xml(feed(items="<item/>" * 500_000)),
    "cut off": _xml(feed()[:-20]),
    # charsets and characters
    **{
        f"charset {charset[:9]}": _raw(
            f"200 OK\r\nContent-Type: application/xml; charset={charset}\r\n", feed("Ünï")
        )
        for charset in (
            "utf-7",
            "hex",
            "zip",
            "idna",
            "utf-16",
            "utf-32-be",
            "../../etc",
            "x" * 5_000,
            "unicode_escape",
        )
    },
    "charset in the declaration": _xml(feed(before="<?xml version='1.0' encoding='rot13'?>")),
    "UTF-16 in the declaration alone": _xml(feed(before="<?xml version='1.0' encoding='utf-16'?>")),
    "a byte order mark alone": _xml(b"\xff\xfe"),
    "bad UTF-8": _xml(feed().replace(b"text", b"\xff\xc0\xaf" * 9_999)),
    "NULs": _xml(feed().replace(b"text", b"a\0b")),
    "NULs alone": _xml(b"\0" * 3 * _MB),
    "control characters": _xml(feed("a&#1;&#0;&#xFFFE;&#xD800;b")),
    "bidi": _xml(feed("\u202egpj.exe\u2066\u200f", "\u202e" * 9_999)),
    "combining": _xml(feed("Z" + "\u0301" * 9_999, "\u0301" * 99_999)),
    "markup": _xml(feed("@everyone &lt;@1&gt; ```", "&lt;script&gt;alert(1)&lt;/script&gt;" * 9_999)),
    # JSON and others
    "nested JSON": _xml(b'{"items":' + b"[" * 999_999, "application/feed+json"),
    "a number without an end": _xml(b'{"items":[' + b"9" * 999_999 + b"]}", "application/feed+json"),
    "lone surrogates": _xml(
        b'{"items":[{"id":"\\ud800","title":"\\udfff","url":"https://a.example/"}]}', "text/json"
    ),
    "many keys": _xml(b'{"items":{' + b'"a":1,' * 500_000 + b'"b":2}}', "application/feed+json"),
    "a picture": _xml(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 999, "image/png"),
    "a PDF": _xml(b"%PDF-1.7\n" + b"0 0 0 rg\n" * 99_999, "application/pdf"),
    "a page": _xml(b"<!doctype html><link rel=alternate type=application/rss+xml href=//10.0.0.1/>", "text/html"),
    "nothing": _xml(b""),
    "a blank": _xml(b" " * 3 * _MB),
}
