"""Read untrusted XML: `decode` a body into a tree of bounded size, then read texts of its elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_MAX_LENGTH = 200_000  # characters: three thousand authors


def decode(body: bytes, host: str, charset: str = "") -> Element:
    """Parse a body with `xml_body.decode`. Raises SourceError."""
    from bot.sources.bodies import xml_body  # its parsers take a megabyte, and Hugging Face alone needs none

    return xml_body.decode(body, host, charset)


def local_name(element: Element) -> str:
    """Return the element's name in lower case, without its namespace."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower()


def children(element: Element, *names: str) -> Iterator[Element]:
    """Iterate over the children with one of these local names, in order."""
    return (child for child in element if local_name(child) in names)


def whole_text(element: Element | None) -> str:
    """Return the text of an element and its descendants, cut at 200,000 characters."""
    return "" if element is None else "".join(element.itertext())[:_MAX_LENGTH]


def text_of(element: Element, *names: str) -> str:
    """Return the first non-empty text of the children with these names, in order of the names.

    Children in the element's own namespace are preferred: `title` before `media:title`.
    """
    namespace = element.tag.rpartition("}")[0]
    for name in names:
        for child in sorted(children(element, name), key=lambda child: child.tag.rpartition("}")[0] != namespace):
            if text := whole_text(child).strip():
                return text
    return ""
