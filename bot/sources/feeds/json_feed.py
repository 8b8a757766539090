"""JSON Feed 1.0 and 1.1 (jsonfeed.org), to entries. Pure."""

from __future__ import annotations

import html
from functools import partial

from bot.domain.errors import SourceError
from bot.sources.bodies.json_values import decode, line, mapping, moment, prose, sequence
from bot.sources.feeds.entry import Entry

_LONGEST = 4_000  # characters, as below
_LONGEST_TEXT = 60_000  # of which an abstract is made
_line = partial(line, most=_LONGEST)


def parse_json(body: bytes, title: str) -> list[Entry]:
    """Return the entries in order. Raises SourceError; `title` names the feed in it."""
    data = mapping(decode(body, title))
    if "items" not in data:
        raise SourceError(f"{title} answered with JSON that is no feed; check its address in the settings.")
    return [_entry(mapping(item)) for item in sequence(data["items"])]


def _entry(item: dict[str, object]) -> Entry:
    written = (prose(item.get(key), _LONGEST_TEXT) for key in ("summary", "content_text"))
    texts = (
        *(text and html.escape(text, quote=False) for text in written),
        prose(item.get("content_html"), _LONGEST_TEXT),
    )
    number = item.get("id")  # as text: JSON Feed asks readers to take numbers as well
    people = [*sequence(item.get("authors")), item.get("author")]
    names = (_line(mapping(one).get("name")) for one in people)
    return Entry(
        title=_line(item.get("title")) or "",
        guid=_line(str(number) if type(number) is int else number) or "",
        link=_line(item.get("url")) or _line(item.get("external_url")) or "",
        names=tuple(filter(None, (_line(item.get("external_url")), _line(item.get("doi"))))),
        texts=tuple(filter(None, texts)),
        authors=tuple(dict.fromkeys(filter(None, names))),
        subjects=tuple(filter(None, (_line(tag) for tag in sequence(item.get("tags"))))),
        date=moment(_line(item.get("date_published")) or ""),
    )
