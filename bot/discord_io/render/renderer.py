"""Turn alerts into bodies of Discord's create-message request."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.discord_io.render import paper_text
from bot.discord_io.render.buttons import Json, abstract_rows, card_row, digest_row, page_url
from bot.discord_io.render.looks import (
    BLANK,
    CardStyle,
    CompactStyle,
    Gist,
    Spans,
    digest_heading,
    titled_embed,
    without_common_name,
)
from bot.discord_io.render.role_mention import with_mention
from bot.domain.discord.limits import DESCRIPTION, EMBEDS, THREAD_NAME
from bot.domain.paper import summary_in
from bot.domain.ports import Renderer
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.preferences import DEFAULTS, Look
from bot.language.current import current_language
from bot.language.translating import gettext, ngettext
from bot.text.gist import gist
from bot.text.graphemes import utf16_length
from bot.text.safe import clean, escape, safe
from bot.text.summary import GistCache
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Item, Payload
    from bot.domain.paper import Paper
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.preferences import Preferences

_MAX_ABSTRACT_LENGTH = 20_000  # characters; sources cap abstracts there


class DiscordRenderer(Renderer):
    """Renders alerts as embeds.

    `spans` takes (canonical query, text) and returns the (start, end) ranges of the text that the query matches:
    they become bold. `gist` returns what a paper is about in a sentence or two; its answers are cached.
    `catalogue` has the sources' titles and colours. A `marker` identifies the post, as in `Renderer`.
    """

    def __init__(
        self, *, spans: Spans = lambda _query, _text: (), gist: Gist = gist, catalogue: Catalogue = EMPTY_CATALOGUE
    ) -> None:
        parts = (spans, GistCache(gist), catalogue)
        self._styles = {Look.CARD: CardStyle(*parts), Look.COMPACT: CompactStyle(*parts)}

    @override
    def card(self, item: Item, marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        """Return one paper with links and buttons; the Abstract button carries `marker`."""
        embed = self._styles[preferences.look].card(item)
        rows = [card_row(item.sighting.paper, marker)]
        return with_mention(_payload(embed, rows=rows), preferences.role_id)

    @override
    def pack(self, items: Sequence[Item], preferences: Preferences = DEFAULTS, /) -> list[list[Item]]:
        """Split into groups that fit one message, at most ten papers each, the most upvoted first."""
        style = self._styles[preferences.look]
        groups: list[list[Item]] = []
        free = 0
        ordered = _in_order(items)
        for item, entry in zip(ordered, without_common_name(ordered), strict=True):
            size = style.size(entry)
            if not groups or size > free or len(groups[-1]) == EMBEDS:
                groups.append([])
                free = style.room
            groups[-1].append(item)
            free -= size
        return groups

    @override
    def digest(self, items: Sequence[Item], marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        """Return up to ten papers, the most upvoted first, with a menu of abstracts that carries `marker`.

        A group made by `pack` fits one message.
        """
        ordered = _in_order(items)
        embeds = self._styles[preferences.look].digest(without_common_name(ordered))
        head = {**embeds[0], "author": {"name": digest_heading(ordered)}}
        return with_mention(_payload(head, *embeds[1:], rows=[digest_row(ordered, marker)]), preferences.role_id)

    @override
    def thread_name(self, items: Sequence[Item]) -> str:
        """Return the title of the paper; of several papers the first one's and the number of others."""
        first = _in_order(items)[0].sighting.paper
        if not items[1:]:
            return paper_text.plain_title(first, THREAD_NAME)
        room = THREAD_NAME - utf16_length(_with_others("", len(items) - 1))
        return _with_others(paper_text.plain_title(first, room), len(items) - 1)


def _with_others(title: str, others: int) -> str:
    # NOTE: the name of a thread about several papers; {title} is the title of one of them
    return ngettext("{title} and {number} more", "{title} and {number} more", others, title=title)


def abstract_reply(paper: Paper, catalogue: Catalogue = EMPTY_CATALOGUE, marker: str = "") -> Payload:
    """Return the whole abstract and the authors for one reader, cut with a link to the rest at Discord's limit.

    Its buttons are those of a post with this `marker` ("": a digest); of a test post they are about the tested
    subscription.
    """
    text = clean(unicode_text(paper.abstract[:_MAX_ABSTRACT_LENGTH]))
    body = escape(text) or gettext("This paper has no abstract yet.")
    if utf16_length(body) > DESCRIPTION:
        address = page_url(paper)
        onward = gettext("[Continue reading]({address})", address=address)
        tail = f"\n{onward}" if address else ""
        body = safe(text, DESCRIPTION - utf16_length(tail)) + tail
    embed = titled_embed(paper, body, catalogue)
    if authors := paper_text.people(paper):
        embed["fields"] = [{"name": BLANK, "value": authors}]
    summary = summary_in(paper, current_language().tag)
    model = paper_text.written_by(summary.model) if summary is not None else ""
    if footer := paper_text.joined(paper_text.public_identity(paper), model):
        embed["footer"] = {"text": footer}
    return _payload(embed, rows=abstract_rows(paper, marker))


def _in_order(items: Sequence[Item]) -> list[Item]:
    """Return the items in the order of a digest; equal ones keep theirs."""
    return sorted(items, key=attrgetter("order"))


def _payload(*embeds: Json, rows: Sequence[Json] = ()) -> Payload:
    return {"embeds": list(embeds), "components": list(rows), "allowed_mentions": {"parse": []}}
