"""The look `card`: all that is known of a paper, in the order in which people decide whether to read it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.discord_io.render import paper_text
from bot.discord_io.render.common import BLANK, Gist, Json, Spans, Style, headed, weight
from bot.discord_io.render.components import address, card_rows
from bot.domain.discord.limits import OPTION_TEXT
from bot.language.current import current
from bot.text.safe import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Item
    from bot.domain.paper import Paper
    from bot.domain.ports.catalogue import Catalogue

_GIST, _DIGEST_GIST = 480, 240  # UTF-16 code units
_DIGEST_TITLE = 200
_ENTRIES = 512  # a digest is measured before it is made, with all that is due in its channel


class CardStyle(Style):
    """The look `card`."""

    def __init__(self, spans: Spans, gist: Gist, catalogue: Catalogue) -> None:
        super().__init__(spans, gist, catalogue)
        self._entries = lru_cache(_ENTRIES)(self._made_entry)

    def card(self, item: Item, marker: str) -> tuple[Json, list[Json]]:
        """A card: the gist, the facts apart from it under their numbers, the picture, and all buttons."""
        paper = item.sighting.paper
        head = headed(paper, self._gist(item, _GIST), self._catalogue)
        embed = _with_facts(head, item, paper_text.people(paper), "\n")
        if footer := paper_text.footer(item.sighting, self._catalogue):
            embed["footer"] = {"text": footer}
        return _pictured(embed, paper), card_rows(paper, marker)

    def size(self, item: Item) -> int:
        """How much of `common.digest_text` a paper uses up in a digest."""
        return weight(self._entry(item))

    def digest(self, items: Sequence[Item]) -> list[Json]:
        """An embed for each paper."""
        return [self._entry(item) for item in items]

    def _entry(self, item: Item) -> Json:
        """The embed of a paper in a digest; not to be changed."""
        return self._entries(item, current().tag)

    def _made_entry(self, item: Item, _language: str) -> Json:
        paper = item.sighting.paper
        embed = headed(paper, self._gist(item, _DIGEST_GIST), self._catalogue, _DIGEST_TITLE)
        return _pictured(
            _with_facts(embed, item, escape(paper_text.first_author(paper, OPTION_TEXT)), paper_text.DOT), paper
        )


def _with_facts(embed: Json, item: Item, people: str, between: str) -> Json:
    """The embed with a field headed by the heat, which sets it off from the gist: who wrote it, what matched.

    Without heat this follows the gist after an empty line, since a field needs a heading.
    """
    heat = paper_text.heat(item.sighting)
    rest = between.join(text for text in (people, paper_text.matched(item)) if text)
    if heat:
        return {**embed, "fields": [{"name": heat, "value": rest or BLANK}]}
    text = "\n\n".join(part for part in (embed.get("description", ""), rest) if part)
    return {**embed, "description": text} if text else embed


def _pictured(embed: Json, paper: Paper) -> Json:
    thumbnail = address(paper, "thumbnail")
    return {**embed, "thumbnail": {"url": thumbnail}} if thumbnail else embed
