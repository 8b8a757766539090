"""The look `compact`: a line or two, for channels in which much is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render import paper_text
from bot.discord_io.render.common import BLANK, Json, Style, colour, digest_text, headed
from bot.discord_io.render.components import compact_row, page
from bot.discord_io.render.optional import optional
from bot.language.formats import number
from bot.language.translating import gettext
from bot.text.graphemes import units

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
        text = "\n".join(part for part in (self._gists.gist(item, _GIST), _facts(item)) if part)
        return headed(paper, text, self._catalogue, _TITLE), [compact_row(paper, marker)]

    def size(self, item: Item) -> int:
        """How much of `digest_text` a paper uses up in a digest."""
        return _weight(_field(item))

    def digest(self, items: Sequence[Item]) -> list[Json]:
        """One embed with two lines for each paper; with the titles alone when more does not fit.

        What all of them matched stands once, above them.
        """
        matched = {paper_text.matched(item) for item in items}
        common = matched.pop() if len(matched) == 1 and len(items) > 1 else ""
        fields = [_field(item, with_matched=not common) for item in items]
        if sum(map(_weight, fields)) > digest_text() - units(common):
            fields = [{**field, "value": BLANK} for field in fields]
        embed: Json = {"fields": fields, "color": colour(items[0].sighting.paper, self._catalogue)}
        return [{**embed, "description": common} if common else embed]


def _field(item: Item, *, with_matched: bool = True) -> Json:
    """The title is not the label of its link: that is never a stranger's text."""
    address = page(item.sighting.paper)
    link = gettext("[Page]({address})", address=address) if address and len(address) <= _ADDRESS else ""
    facts = _facts(item, link, with_matched=with_matched)
    return {"name": paper_text.title(item.sighting.paper, _TITLE), "value": facts or BLANK}


def _weight(field: Json) -> int:
    return units(field["name"]) + units(field["value"])


def _facts(item: Item, link: str = "", *, with_matched: bool = True) -> str:
    """`▲ 45 · Ada Lovelace +3 · Matched: …`."""
    matched = paper_text.matched(item) if with_matched else ""
    return paper_text.joined(
        _upvotes(item), paper_text.escaped_author(item.sighting.paper, _AUTHOR), matched, link
    )


@optional("")
def _upvotes(item: Item) -> str:
    upvotes = item.sighting.signals.upvotes
    return f"▲ {number(upvotes)}" if upvotes > 0 else ""
