"""The looks of a post: `card`, with all that helps to decide on reading a paper, and `compact`, a line or two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

from bot.discord_io.render import paper_text
from bot.discord_io.render.buttons import Json, card_rows, compact_row, link_url, page_url
from bot.discord_io.render.optional import optional
from bot.domain.discord.limits import EMBED_TEXT, EMBEDS, OPTION_TEXT, TITLE
from bot.language.current import current
from bot.language.translating import ngettext, pgettext
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
_ADDRESS = 150  # longer ones are left out of a compact digest, where they count as text
_HEAD = 16  # units kept free for the heading of a digest, at least
_BLANK = "\N{ZERO WIDTH SPACE}"  # where Discord requires a text
_DEFAULT_COLOUR = 0x5B6EE1
_ENTRIES = 512  # cached: a digest is measured with all due papers before it is made


def digest_head(papers: int) -> str:
    """Return the heading of a digest."""
    return ngettext("{number} paper", "{number} papers", papers)


def digest_text() -> int:
    """Return the code units that a digest has room for below its heading, in the current language."""
    return EMBED_TEXT - max(_HEAD, units(digest_head(EMBEDS)))


def titled_embed(paper: Paper, description: str, catalogue: Catalogue, title_limit: int = TITLE) -> Json:
    """Return an embed with the title, linked to the paper's page, in the colour of its source."""
    embed: Json = {"title": paper_text.title(paper, title_limit), "color": _colour(paper, catalogue)}
    if address := page_url(paper):
        embed["url"] = address
    if description:
        embed["description"] = description
    return embed


def _colour(paper: Paper, catalogue: Catalogue) -> int:
    """The colour of the paper's source, 0xRRGGBB."""
    spec = catalogue.get(paper.source)
    return _DEFAULT_COLOUR if spec is None else spec.colour


class Style:
    """One look of posts, in the current language. Lengths are in UTF-16 code units.

    `spans`, `gist` and `catalogue` are those of `DiscordRenderer`.
    """

    def __init__(self, spans: Spans, gist: Gist, catalogue: Catalogue) -> None:
        self._spans = spans
        self._make_gist = gist
        self._catalogue = catalogue
        self._entries = lru_cache(_ENTRIES)(self._make_entry)

    def size(self, item: Item) -> int:
        """Return the share of `digest_text` that a paper uses in a digest: never less than Discord counts."""
        entry = self._entry(item)
        texts = [entry.get("title", ""), entry.get("description", "")]
        texts += [text for field in entry.get("fields", ()) for text in (field["name"], field["value"])]
        return sum(map(units, texts))

    def digest(self, items: Sequence[Item]) -> list[Json]:
        """Return an embed for each paper."""
        return [self._entry(item) for item in items]

    def _entry(self, item: Item) -> Json:
        """Return a paper's embed in a digest; do not change it, it is cached."""
        return self._entries(item, current().tag)

    def _make_entry(self, item: Item, _language: str) -> Json:
        raise NotImplementedError

    @optional("")
    def _gist(self, item: Item, limit: int) -> str:
        """Return the gist, matches in bold; `limit` counts units without escaping, bold and a model's mark."""
        shown = shown_summary(item.sighting.paper, self._make_gist)
        text = paper_text.plain_gist(shown.text, limit)
        bold = paper_text.highlighted(text, self._matched(item, text))
        return bold if shown.model is None else paper_text.marked(bold)

    @optional(())
    def _matched(self, item: Item, text: str) -> Sequence[tuple[int, int]]:
        queries = dict.fromkeys(query for _, query in item.matched)
        return [span for query in queries for span in self._spans(query, text)]


class CardStyle(Style):
    """All facts about a paper, in the order in which people decide on reading it."""

    def card(self, item: Item, marker: str) -> tuple[Json, list[Json]]:
        """Return a card: gist, a field of facts headed by upvotes and stars, picture, all buttons."""
        paper = item.sighting.paper
        head = titled_embed(paper, self._gist(item, _GIST), self._catalogue)
        embed = _with_facts(head, item, paper_text.people(paper), "\n")
        if footer := paper_text.footer(item.sighting, self._catalogue):
            embed["footer"] = {"text": footer}
        return _with_thumbnail(embed, paper), card_rows(paper, marker)

    @override
    def _make_entry(self, item: Item, _language: str) -> Json:
        paper = item.sighting.paper
        embed = titled_embed(paper, self._gist(item, _DIGEST_GIST), self._catalogue, _DIGEST_TITLE)
        return _with_thumbnail(
            _with_facts(embed, item, escape(paper_text.first_author(paper, OPTION_TEXT)), paper_text.DOT), paper
        )


def _with_facts(embed: Json, item: Item, people: str, separator: str) -> Json:
    """Return the embed with a field, headed by upvotes and stars, of authors and matches.

    Without upvotes and stars the facts follow the gist after an empty line, since a field needs a heading.
    """
    popularity = paper_text.popularity(item.sighting)
    rest = separator.join(text for text in (people, paper_text.matched(item)) if text)
    if popularity:
        return {**embed, "fields": [{"name": popularity, "value": rest or _BLANK}]}
    text = "\n\n".join(part for part in (embed.get("description", ""), rest) if part)
    return {**embed, "description": text} if text else embed


def _with_thumbnail(embed: Json, paper: Paper) -> Json:
    thumbnail = link_url(paper, "thumbnail")
    return {**embed, "thumbnail": {"url": thumbnail}} if thumbnail else embed


class CompactStyle(Style):
    """A line or two, for channels with many posts."""

    def card(self, item: Item, marker: str) -> tuple[Json, list[Json]]:
        """Return the linked title, a short gist and a line of facts, with buttons for the rest."""
        paper = item.sighting.paper
        text = "\n".join(part for part in (self._gist(item, _SHORT_GIST), _facts(item)) if part)
        return titled_embed(paper, text, self._catalogue, _SHORT_TITLE), [compact_row(paper, marker)]

    @override
    def digest(self, items: Sequence[Item]) -> list[Json]:
        """Return one embed with two lines for each paper."""
        fields = [field for item in items for field in self._entry(item)["fields"]]
        return [{"fields": fields, "color": _colour(items[0].sighting.paper, self._catalogue)}]

    @override
    def _make_entry(self, item: Item, _language: str) -> Json:
        """Return a field; the paper's title is not the link's label, which is never a stranger's text."""
        address = page_url(item.sighting.paper)
        link = f"[{pgettext('button', 'Page')}]({address})" if address and len(address) <= _ADDRESS else ""
        title = paper_text.title(item.sighting.paper, _SHORT_TITLE)
        return {"fields": [{"name": title, "value": _facts(item, link) or _BLANK}]}


def _facts(item: Item, link: str = "") -> str:
    """Return `▲ 45 · Ada Lovelace +3 · Matched: …`."""
    author = escape(paper_text.first_author(item.sighting.paper, _AUTHOR))
    popularity = paper_text.popularity(item.sighting, brief=True)
    return paper_text.joined(popularity, author, paper_text.matched(item), link)
