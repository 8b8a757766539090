"""The look `compact`: a line or two, for channels in which much is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render import paper_text
from bot.discord_io.render.common import BLANK, Json, Style, colour, headed, weight
from bot.discord_io.render.components import compact_row, page
from bot.language.translating import gettext
from bot.text.safe import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Item

_GIST = 140  # UTF-16 code units, as all lengths here
_TITLE = 180
_AUTHOR = 50
_ADDRESS = 150  # a longer one is left out of a digest, where it counts as text


class CompactStyle(Style):
    """The look `compact`."""

    def card(self, item: Item, marker: str) -> tuple[Json, list[Json]]:
        """The linked title, a short gist and one line of facts, over the few buttons that the title is not."""
        paper = item.sighting.paper
        text = "\n".join(part for part in (self._gist(item, _GIST), _facts(item)) if part)
        return headed(paper, text, self._catalogue, _TITLE), [compact_row(paper, marker)]

    def size(self, item: Item) -> int:
        """How much of `common.digest_text` a paper uses up in a digest."""
        return weight({"fields": [_field(item)]})

    def digest(self, items: Sequence[Item]) -> list[Json]:
        """One embed with two lines for each paper."""
        return [{"fields": [*map(_field, items)], "color": colour(items[0].sighting.paper, self._catalogue)}]


def _field(item: Item) -> Json:
    """The title is not the label of its link: that is never a stranger's text."""
    address = page(item.sighting.paper)
    link = gettext("[Page]({address})", address=address) if address and len(address) <= _ADDRESS else ""
    return {"name": paper_text.title(item.sighting.paper, _TITLE), "value": _facts(item, link) or BLANK}


def _facts(item: Item, link: str = "") -> str:
    """`▲ 45 · Ada Lovelace +3 · Matched: …`."""
    author = escape(paper_text.first_author(item.sighting.paper, _AUTHOR))
    heat = paper_text.heat(item.sighting, brief=True)
    return paper_text.joined(heat, author, paper_text.matched(item), link)
