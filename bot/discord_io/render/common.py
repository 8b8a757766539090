"""What all looks share: the protocol, the gist with the matched terms in bold, an embed with a linked title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.discord_io.render import paper_text
from bot.discord_io.render.components import page
from bot.discord_io.render.optional import optional
from bot.domain.discord.limits import EMBED_TEXT, EMBEDS, TITLE
from bot.language.translating import ngettext
from bot.text.graphemes import units
from bot.text.summary import shown_summary

if TYPE_CHECKING:
    from bot.domain.alert import Item
    from bot.domain.paper import Paper
    from bot.domain.ports.catalogue import Catalogue

Spans: TypeAlias = Callable[[str, str], "Sequence[tuple[int, int]]"]
Gist: TypeAlias = "Callable[[Paper], str]"
Json: TypeAlias = "dict[str, Any]"

_HEAD: Final = 16  # code units that are kept free for the head of a digest at least
BLANK: Final = "\N{ZERO WIDTH SPACE}"  # where Discord wants something and there is nothing
_OTHER_COLOUR = 0x5B6EE1


def digest_head(papers: int) -> str:
    """What stands above a digest."""
    return ngettext("{number} paper", "{number} papers", papers)


def digest_text() -> int:
    """How many code units a digest holds below its head, in the language that is current."""
    return EMBED_TEXT - max(_HEAD, units(digest_head(EMBEDS)))


class Style:
    """A look's way to show papers, in the language that is current. Lengths are in UTF-16 code units.

    `spans`, `gist` and `catalogue` are those of `bot.discord_io.render.DiscordRenderer`.
    """

    def __init__(self, spans: Spans, gist: Gist, catalogue: Catalogue) -> None:
        self._spans = spans
        self._make_gist = gist
        self._catalogue = catalogue

    @optional("")
    def _gist(self, item: Item, limit: int) -> str:
        """What matched is bold. At most `limit` units, not counting what escaping, bold and a model's mark add."""
        shown = shown_summary(item.sighting.paper, self._make_gist)
        text = paper_text.plain_gist(shown.text, limit)
        bold = paper_text.highlighted(text, self._matched(item, text))
        return bold if shown.model is None else paper_text.marked(bold)

    @optional(())
    def _matched(self, item: Item, text: str) -> Sequence[tuple[int, int]]:
        queries = dict.fromkeys(query for _, query in item.matched)
        return [span for query in queries for span in self._spans(query, text)]


def headed(paper: Paper, description: str, catalogue: Catalogue, title_limit: int = TITLE) -> Json:
    """An embed with the title, linked to the paper's page, in the colour of its source."""
    embed: Json = {"title": paper_text.title(paper, title_limit), "color": colour(paper, catalogue)}
    if address := page(paper):
        embed["url"] = address
    if description:
        embed["description"] = description
    return embed


def colour(paper: Paper, catalogue: Catalogue) -> int:
    """The colour of the paper's source, 0xRRGGBB."""
    spec = catalogue.get(paper.source)
    return _OTHER_COLOUR if spec is None else spec.colour


def weight(embed: Json) -> int:
    """What an embed uses up of `EMBED_TEXT`, in UTF-16 code units: never less than Discord counts."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [embed.get("footer", {}).get("text"), embed.get("author", {}).get("name")]
    texts += [text for field in embed.get("fields", ()) for text in (field["name"], field["value"])]
    return sum(units(text) for text in texts if text)
