"""Alerts to what Discord's create-message call takes: pure, and within every limit whatever a paper holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.discord_io import paper_text
from bot.discord_io.limits import DESCRIPTION, EMBED_TEXT, EMBEDS, OPTION_TEXT, THREAD_NAME, TITLE, weight
from bot.discord_io.mention import with_mention
from bot.discord_io.paper_components import about_row, card_rows, digest_row, page
from bot.domain.preferences import DEFAULTS
from bot.text.gist import gist
from bot.text.graphemes import units
from bot.text.safe import clean, escape, safe, safe_url
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from bot.domain.alert import Item, Payload
    from bot.domain.paper import Paper
    from bot.domain.preferences import Preferences

Spans: TypeAlias = Callable[[str, str], "Sequence[tuple[int, int]]"]
Gist: TypeAlias = "Callable[[Paper], str]"
Json: TypeAlias = "dict[str, Any]"

_COLOURS = {"huggingface": 0xFFD21E}
_OTHER_COLOUR = 0x5B6EE1
_CARD_GIST, _DIGEST_GIST = 480, 240  # UTF-16 code units
_DIGEST_TITLE = 200
_HEADER = 16  # code units kept free for "10 papers"
_ABSTRACT_READ = 20_000  # characters; sources cap abstracts there
_NO_ABSTRACT = "No abstract is known for this paper yet; its page may have one."


def _no_spans(_query: str, _text: str) -> Sequence[tuple[int, int]]:
    return ()


class DiscordRenderer:
    """Implements `bot.domain.ports.Renderer` with embeds.

    `spans` takes (canonical query, text) and returns the (start, end) ranges of that text that the query
    matches: they become bold. `gist` says what a paper is about, in one sentence.
    """

    def __init__(self, *, spans: Spans = _no_spans, gist: Gist = gist) -> None:
        self._spans = spans
        self._gist = gist

    def card(self, item: Item, marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        """One paper with its links, a button for its abstract that carries `marker`, and one for its like."""
        paper = item.sighting.paper
        embed = self._embed(item, _CARD_GIST)
        embed["footer"] = {"text": paper_text.footer(item.sighting)}
        if thumbnail := safe_url(paper.links.thumbnail):
            embed["thumbnail"] = {"url": thumbnail}
        return with_mention(_payload(embed, rows=card_rows(paper, marker)), preferences.role_id)

    def pack(self, items: Sequence[Item], _preferences: Preferences = DEFAULTS, /) -> list[list[Item]]:
        """Split into groups, in order, of at most ten papers and 6,000 code units over their embeds."""
        groups: list[list[Item]] = []
        room = 0
        for item in items:
            need = weight(self._entry(item))
            if not groups or need > room or len(groups[-1]) == EMBEDS:
                groups.append([])
                room = EMBED_TEXT - _HEADER
            groups[-1].append(item)
            room -= need
        return groups

    def digest(self, items: Sequence[Item], marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        """Up to ten papers, with a menu to read an abstract that carries `marker`.

        Items that `pack` did not put together lose their gists rather than the message its limit. Raises
        ValueError for none and for more than ten.
        """
        if not 1 <= len(items) <= EMBEDS:
            raise ValueError(f"A digest holds 1 to {EMBEDS} papers, not {len(items)}.")
        embeds = [self._entry(item) for item in items]
        if sum(map(weight, embeds)) > EMBED_TEXT - _HEADER:
            embeds = [self._entry(item, 0) for item in items]
        embeds[0]["author"] = {"name": "1 paper" if len(items) == 1 else f"{len(items)} papers"}
        return with_mention(_payload(*embeds, rows=[digest_row(items, marker)]), preferences.role_id)

    def thread_name(self, items: Sequence[Item]) -> str:
        """The title of one paper; of several the first one's, and how many more there are."""
        more = f" and {len(items) - 1} more" if len(items) > 1 else ""
        return paper_text.plain_title(items[0].sighting.paper, THREAD_NAME - units(more)) + more

    def _embed(self, item: Item, gist_limit: int) -> Json:
        paper, signals = item.sighting.paper, item.sighting.signals
        facts = [paper_text.people(paper), paper_text.heat(signals), paper_text.matched(item)]
        return _headed(paper, paper_text.paragraphs([self._gist_of(item, gist_limit)], facts))

    def _entry(self, item: Item, gist_limit: int = _DIGEST_GIST) -> Json:
        paper, signals = item.sighting.paper, item.sighting.signals
        facts = [paper_text.heat(signals), escape(paper_text.first_author(paper, OPTION_TEXT))]
        line = paper_text.DOT.join(fact for fact in facts if fact)
        named = paper_text.matched(item) if gist_limit else ""
        text = [self._gist_of(item, gist_limit), line, named]
        return _headed(paper, paper_text.paragraphs(text), _DIGEST_TITLE)

    def _gist_of(self, item: Item, limit: int) -> str:
        text = paper_text.plain_gist(self._gist(item.sighting.paper), limit)
        queries = dict.fromkeys(query for _, query in item.matched)
        return paper_text.highlighted(text, [span for query in queries for span in self._spans(query, text)])


def abstract_reply(paper: Paper) -> Payload:
    """The whole abstract for one reader, cut with a link to the rest where Discord's limit asks for it."""
    text = clean(unicode_text(paper.abstract[:_ABSTRACT_READ]))
    body = escape(text) or _NO_ABSTRACT
    if units(body) > DESCRIPTION:
        address = page(paper)
        tail = f"\n[Continue on the paper's page]({address})" if address else ""
        body = safe(text, DESCRIPTION - units(tail)) + tail
    embed = {**_headed(paper, body), "footer": {"text": paper_text.identity(paper.id)}}
    return _payload(embed, rows=[about_row(paper)])


def _headed(paper: Paper, description: str, title_limit: int = TITLE) -> Json:
    embed: Json = {"title": paper_text.title(paper, title_limit)}
    embed["color"] = _COLOURS.get(paper.source, _OTHER_COLOUR)
    if address := page(paper):
        embed["url"] = address
    if description:
        embed["description"] = description
    return embed


def _payload(*embeds: Json, rows: Sequence[Json] = ()) -> Payload:
    return {"embeds": list(embeds), "components": list(rows), "allowed_mentions": {"parse": []}}
