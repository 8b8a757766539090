"""The looks of cards and digests: `card`, with all facts about a paper, and `compact`, with a line or two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from typing_extensions import override

from bot.discord_io.render import paper_text
from bot.discord_io.render.buttons import Json, link_url, page_url
from bot.discord_io.render.entries import linked_title
from bot.discord_io.render.optional_parts import default_on_error
from bot.domain.discord.limits import DESCRIPTION, EMBED_TEXT, TITLE
from bot.domain.schedule import delivery
from bot.domain.subscription import Mode
from bot.language.current import current_language
from bot.language.formats import day_range, some_of
from bot.language.translating import ngettext
from bot.text.graphemes import utf16_length
from bot.text.safe import clip, escape
from bot.text.summary import shown_summary

if TYPE_CHECKING:
    from bot.domain.alert import Item
    from bot.domain.paper import Paper
    from bot.domain.ports.catalogue import Catalogue

Spans: TypeAlias = Callable[[str, str], Sequence[tuple[int, int]]]
Gist: TypeAlias = "Callable[[Paper], str]"

_GIST_LENGTH, _DIGEST_GIST_LENGTH, _SHORT_GIST_LENGTH = 480, 240, 140  # UTF-16 code units, as all lengths here
_DIGEST_TITLE_LENGTH, _SHORT_TITLE_LENGTH = 200, 180
_AUTHOR_LENGTH = 80
_HEADING_LENGTH = 240  # of a digest
_MAX_HEADING_NAMES = 3  # subscriptions
_EMPTY_LINE = "\n\n"
BLANK = "\N{ZERO WIDTH SPACE}"  # where Discord requires a text
_DEFAULT_COLOUR = 0x5B6EE1  # of papers from a source that is unknown now
_MAX_CACHED_ENTRIES = 512  # a digest is measured with all due papers before it is made


def digest_heading(items: Sequence[Item]) -> str:
    """Return the heading of a digest: `Weekly digest · Diffusion · 8–14 Jan · 4 papers`.

    The heading depends on the papers alone, not on the time: a digest that is made again has the same one.
    """
    modes = {item.mode for item in items}
    names = list(dict.fromkeys(name for item in items for name in paper_text.subscription_names(item)))
    listed_on = [item.sighting.signals.list_day for item in items]
    head = paper_text.joined(
        # The title of NOW, `Digest`, stands also for several modes
        delivery(modes.pop() if len(modes) == 1 else Mode.NOW).digest_title(),
        some_of(names[:_MAX_HEADING_NAMES], len(names)),
        day_range(min(listed_on), max(listed_on)),
        ngettext("{number} paper", "{number} papers", len(items)),
    )
    return clip(head, _HEADING_LENGTH)


def without_common_name(items: Sequence[Item]) -> Sequence[Item]:
    """Return the papers of a digest, without the subscription's name if all have the same one."""
    if len({name for item in items for name in paper_text.subscription_names(item)}) > 1:
        return items
    return [replace(item, matched=tuple(("", query) for _, query in item.matched)) for item in items]


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

    `spans`, `gist` and `catalogue` are those of `DiscordRenderer`. `room` is what all papers of a digest share.
    """

    room = EMBED_TEXT - _HEADING_LENGTH

    def __init__(self, spans: Spans, gist: Gist, catalogue: Catalogue) -> None:
        self._spans = spans
        self._make_gist = gist
        self._catalogue = catalogue
        self._entries = lru_cache(_MAX_CACHED_ENTRIES)(self._make_entry)

    def size(self, item: Item) -> int:
        """Return the share of `room` that a paper uses in a digest: never less than Discord counts."""
        entry = self._entry(item)
        texts = [entry.get("title", ""), entry.get("description", "")]
        texts += [text for field in entry.get("fields", ()) for text in (field["name"], field["value"])]
        return sum(map(utf16_length, texts)) + len(_EMPTY_LINE)

    def digest(self, items: Sequence[Item]) -> list[Json]:
        """Return an embed for each paper."""
        return [self._entry(item) for item in items]

    def _entry(self, item: Item) -> Json:
        """Return a paper's embed in a digest; do not change it, it is cached."""
        return self._entries(item, current_language().tag)

    def _make_entry(self, item: Item, _language: str) -> Json:  # the language is only a key of the cache
        raise NotImplementedError

    @default_on_error("")
    def _gist(self, item: Item, limit: int) -> str:
        """Return the gist, matches in bold; `limit` counts units without escaping, bold and a model's mark."""
        summary = shown_summary(item.sighting.paper, self._make_gist)
        text = paper_text.plain_gist(summary.text, limit)
        bold = paper_text.highlighted(text, self._matched_spans(item, text))
        return bold if summary.model is None else paper_text.marked_as_ai(bold)

    @default_on_error(())
    def _matched_spans(self, item: Item, text: str) -> Sequence[tuple[int, int]]:
        queries = dict.fromkeys(query for _, query in item.matched)
        return [span for query in queries for span in self._spans(query, text)]


class CardStyle(Style):
    """All facts about a paper, in the order in which people decide on reading it."""

    def card(self, item: Item) -> Json:
        """Return a card: title, gist, a field of facts headed by upvotes, comments and stars, footer, picture."""
        paper = item.sighting.paper
        head = titled_embed(paper, self._gist(item, _GIST_LENGTH), self._catalogue)
        embed = _with_facts(head, item, paper_text.day(item.sighting))
        if footer := paper_text.footer(item.sighting, self._catalogue):
            embed["footer"] = {"text": footer}
        return _with_thumbnail(embed, paper)

    @override
    def _make_entry(self, item: Item, _language: str) -> Json:
        paper = item.sighting.paper
        embed = titled_embed(paper, self._gist(item, _DIGEST_GIST_LENGTH), self._catalogue, _DIGEST_TITLE_LENGTH)
        return _with_thumbnail(_with_facts(embed, item), paper)


def _with_facts(embed: Json, item: Item, day: str = "") -> Json:
    """Return the embed with a field of author, matches and day, headed by upvotes, comments and stars.

    Without any of these the facts follow the gist after an empty line, since a field needs a heading.
    """
    popularity = paper_text.popularity(item.sighting)
    rest = _facts(item, day)
    if popularity:
        return {**embed, "fields": [{"name": popularity, "value": rest or BLANK}]}
    text = _EMPTY_LINE.join(part for part in (embed.get("description", ""), rest) if part)
    return {**embed, "description": text} if text else embed


def _with_thumbnail(embed: Json, paper: Paper) -> Json:
    thumbnail = link_url(paper, "thumbnail")
    return {**embed, "thumbnail": {"url": thumbnail}} if thumbnail else embed


class CompactStyle(Style):
    """A line or two, for channels with many posts."""

    room = DESCRIPTION

    def card(self, item: Item) -> Json:
        """Return the linked title, a short gist and a line of facts."""
        facts = _upvotes_and_facts(item, paper_text.day(item.sighting))
        text = "\n".join(part for part in (self._gist(item, _SHORT_GIST_LENGTH), facts) if part)
        return titled_embed(item.sighting.paper, text, self._catalogue, _SHORT_TITLE_LENGTH)

    @override
    def digest(self, items: Sequence[Item]) -> list[Json]:
        """Return one embed with two lines for each paper."""
        text = _EMPTY_LINE.join(self._entry(item)["description"] for item in items)
        return [{"description": text, "color": _colour(items[0].sighting.paper, self._catalogue)}]

    @override
    def _make_entry(self, item: Item, _language: str) -> Json:
        title = linked_title(item.sighting.paper, _SHORT_TITLE_LENGTH)
        return {"description": "\n".join(part for part in (title, _upvotes_and_facts(item)) if part)}


def _upvotes_and_facts(item: Item, day: str = "") -> str:
    """Return `▲ 45 · Ada Lovelace +3 · Matched: …`."""
    return paper_text.joined(paper_text.popularity(item.sighting, upvotes_only=True), _facts(item, day))


def _facts(item: Item, day: str) -> str:
    """Return `Ada Lovelace +3 · Matched: … · Version 2 · 12 Nov`; next lines: where published, why picked."""
    paper = item.sighting.paper
    author = escape(paper_text.first_author(paper, _AUTHOR_LENGTH))
    line = paper_text.joined(
        author, paper_text.matched_line(item), paper_text.version(paper), day.replace(" ", paper_text.NO_BREAK)
    )
    return "\n".join(filter(None, (line, paper_text.publication(paper), paper_text.reason_line(item.reason))))
