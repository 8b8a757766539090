"""A stranger's XML: `decode` a body into a tree of bounded size, then read texts of its elements."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_LONGEST = 200_000  # characters: three thousand authors


def decode(body: bytes, host: str, charset: str = "") -> Element:
    """The tree of a body, as `xml_body.decode` reads it. Raises SourceError."""
    from bot.sources.bodies import xml_body  # with its parsers a megabyte, which Hugging Face alone does not need

    return xml_body.decode(body, host, charset)


def local_name(element: Element) -> str:
    """The name without its namespace, in lower case: feeds are careless with both."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower()


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children of these names (in lower case, without namespace), in order."""
    return (child for child in element if local_name(child) in names)


def whole_text(element: Element | None) -> str:
    """The text within an element, with that of elements in it: as much as anything that is read may have."""
    return "" if element is None else "".join(element.itertext())[:_LONGEST]


def text_of(element: Element, *names: str) -> str:
    """The text of the first child of one of these names that has any, names in order of preference.

    Those of the element's own namespace come first: `title` before `media:title`.
    """
    space = element.tag.rpartition("}")[0]
    for name in names:
        for child in sorted(children(element, name), key=lambda child: child.tag.rpartition("}")[0] != space):
            if text := whole_text(child).strip():
                return text
    return ""
