"""The looks of a post: `card`, all that helps to decide whether to read a paper, and `compact`, a line or two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

from bot.discord_io.render import paper_text
from bot.discord_io.render.buttons import Json, address, card_rows, compact_row, page
from bot.discord_io.render.optional import optional
from bot.domain.discord.limits import EMBED_TEXT, EMBEDS, OPTION_TEXT, TITLE
from bot.language.current import current
from bot.language.translating import gettext, ngettext
from bot.text.graphemes import units
from bot.text.safe import escape
from bot.text.summary import shown_summary

if TYPE_CHECKING:
    from bot.domain.alert import Item
    from bot.domain.paper import Paper
    from bot.domain.ports.catalogue import Catalogue

Spans: TypeAlias = Callable[[str, str], Sequence[tuple[int, int]]]
Gist: TypeAlias = "Callable[[Paper], str]"

_GIST, _DIGEST_GIST, _SHORT_GIST = 480, 240, 140  # UTF-16 code units, as all lengths here
_DIGEST_TITLE, _SHORT_TITLE = 200, 180
_AUTHOR = 50
_ADDRESS = 150  # a longer one is left out of a compact digest, where it counts as text
_HEAD = 16  # units that are kept free for the head of a digest at least
_BLANK = "\N{ZERO WIDTH SPACE}"  # where Discord wants something and there is nothing
_OTHER_COLOUR = 0x5B6EE1
_ENTRIES = 512  # a digest is measured before it is made, with all that is due in its channel


def digest_head(papers: int) -> str:
    """The heading of a digest."""
    return ngettext("{number} paper", "{number} papers", papers)


def digest_text() -> int:
    """The code units that a digest has room for below its heading, in the current language."""
    return EMBED_TEXT - max(_HEAD, units(digest_head(EMBEDS)))


def headed(paper: Paper, description: str, catalogue: Catalogue, title_limit: int = TITLE) -> Json:
    """An embed with the title, linked to the paper's page, in the colour of its source."""
    embed: Json = {"title": paper_text.title(paper, title_limit), "color": _colour(paper, catalogue)}
    if address := page(paper):
        embed["url"] = address
    if description:
        embed["description"] = description
    return embed


def _colour(paper: Paper, catalogue: Catalogue) -> int:
    """The colour of the paper's source, 0xRRGGBB."""
    spec = catalogue.get(paper.source)
    return _OTHER_COLOUR if spec is None else spec.colour


class Style:
    """A look's way to show papers, in the language that is current. Lengths are in UTF-16 code units.

    `spans`, `gist` and `catalogue` are those of `bot.discord_io.render.DiscordRenderer`.
    """

    def __init__(self, spans: Spans, gist: Gist, catalogue: Catalogue) -> None:
        self._spans = spans
        self._make_gist = gist
        self._catalogue = catalogue
        self._entries = lru_cache(_ENTRIES)(self._made_entry)

    def size(self, item: Item) -> int:
        """The part of `digest_text` that a paper uses in a digest: never less than Discord counts."""
        entry = self._entry(item)
        texts = [entry.get("title", ""), entry.get("description", "")]
        texts += [text for field in entry.get("fields", ()) for text in (field["name"], field["value"])]
        return sum(map(units, texts))

    def digest(self, items: Sequence[Item]) -> list[Json]:
        """An embed for each paper."""
        return [self._entry(item) for item in items]

    def _entry(self, item: Item) -> Json:
        """The embed of a paper in a digest; not to be changed."""
        return self._entries(item, current().tag)

    def _made_entry(self, item: Item, _language: str) -> Json:
        raise NotImplementedError

    @optional("")
    def _gist(self, item: Item, limit: int) -> str:
        """The gist, matches bold; `limit` counts its units without escaping, bold and a model's mark."""
        shown = shown_summary(item.sighting.paper, self._make_gist)
        text = paper_text.plain_gist(shown.text, limit)
        bold = paper_text.highlighted(text, self._matched(item, text))
        return bold if shown.model is None else paper_text.marked(bold)

    @optional(())
    def _matched(self, item: Item, text: str) -> Sequence[tuple[int, int]]:
        queries = dict.fromkeys(query for _, query in item.matched)
        return [span for query in queries for span in self._spans(query, text)]


class CardStyle(Style):
    """All that is known of a paper, in the order in which people decide whether to read it."""

    def card(self, item: Item, marker: str) -> tuple[Json, list[Json]]:
        """A card: the gist, a field of facts headed by upvotes and stars, the picture, and all buttons."""
        paper = item.sighting.paper
        head = headed(paper, self._gist(item, _GIST), self._catalogue)
        embed = _with_facts(head, item, paper_text.people(paper), "\n")
        if footer := paper_text.footer(item.sighting, self._catalogue):
            embed["footer"] = {"text": footer}
        return _pictured(embed, paper), card_rows(paper, marker)

    @override
    def _made_entry(self, item: Item, _language: str) -> Json:
        paper = item.sighting.paper
        embed = headed(paper, self._gist(item, _DIGEST_GIST), self._catalogue, _DIGEST_TITLE)
        return _pictured(
            _with_facts(embed, item, escape(paper_text.first_author(paper, OPTION_TEXT)), paper_text.DOT), paper
        )


def _with_facts(embed: Json, item: Item, people: str, between: str) -> Json:
    """The embed with a field headed by upvotes and stars, apart from the gist: who wrote it, what matched.

    Without heat this follows the gist after an empty line, since a field needs a heading.
    """
    popularity = paper_text.popularity(item.sighting)
    rest = between.join(text for text in (people, paper_text.matched(item)) if text)
    if popularity:
        return {**embed, "fields": [{"name": popularity, "value": rest or _BLANK}]}
    text = "\n\n".join(part for part in (embed.get("description", ""), rest) if part)
    return {**embed, "description": text} if text else embed


def _pictured(embed: Json, paper: Paper) -> Json:
    thumbnail = address(paper, "thumbnail")
    return {**embed, "thumbnail": {"url": thumbnail}} if thumbnail else embed


class CompactStyle(Style):
    """A line or two, for channels in which much is posted."""

    def card(self, item: Item, marker: str) -> tuple[Json, list[Json]]:
        """The linked title, a short gist and a line of facts, over the buttons that the link does not replace."""
        paper = item.sighting.paper
        text = "\n".join(part for part in (self._gist(item, _SHORT_GIST), _facts(item)) if part)
        return headed(paper, text, self._catalogue, _SHORT_TITLE), [compact_row(paper, marker)]

    @override
    def digest(self, items: Sequence[Item]) -> list[Json]:
        """One embed with two lines for each paper."""
        fields = [field for item in items for field in self._entry(item)["fields"]]
        return [{"fields": fields, "color": _colour(items[0].sighting.paper, self._catalogue)}]

    @override
    def _made_entry(self, item: Item, _language: str) -> Json:
        """The title is not the label of its link: that is never a stranger's text."""
        address = page(item.sighting.paper)
        link = gettext("[Page]({address})", address=address) if address and len(address) <= _ADDRESS else ""
        title = paper_text.title(item.sighting.paper, _SHORT_TITLE)
        return {"fields": [{"name": title, "value": _facts(item, link) or _BLANK}]}


def _facts(item: Item, link: str = "") -> str:
    """`▲ 45 · Ada Lovelace +3 · Matched: …`."""
    author = escape(paper_text.first_author(item.sighting.paper, _AUTHOR))
    popularity = paper_text.popularity(item.sighting, brief=True)
    return paper_text.joined(popularity, author, paper_text.matched(item), link)
