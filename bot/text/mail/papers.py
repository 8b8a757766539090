"""The papers of a mail: subject, text, and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from operator import attrgetter
from typing import TYPE_CHECKING

from bot.domain.alert import MAIL
from bot.domain.subscription import EVERY_PAPER
from bot.language.formats import listed, number, some_of
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.gist import gist as own_gist
from bot.text.pick_reason import pick_reason
from bot.text.safe import clean, clip, safe_url
from bot.text.summary import GistCache, shown_summary
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.domain.alert import Item, Payload
    from bot.domain.paper import Paper

_MAX_PAPERS = 50  # in a mail
_MAX_BYTES = 80_000  # of the papers' HTML: Gmail cuts a mail at 102 kB
_MAX_READ = 2_000  # characters of a text from a source
_TITLE, _GIST, _NAME, _SUBJECT, _QUERY = 300, 480, 60, 120, 200  # UTF-16 code units
_MAX_AUTHORS = 5  # of a paper
_MAX_NAMES = 5  # of papers in a subject, and of subscriptions that match a paper
_DOT = " · "
SMALL = "margin:4px 0 0;font-size:14px;opacity:.8"


@dataclass(frozen=True, slots=True)
class _Entry:
    """One paper, in plain text; `lines` are the gist, then facts; `links` are pairs of label and address."""

    title: str
    url: str | None
    lines: Sequence[str]
    links: Sequence[tuple[str, str]]

    def text(self, place: int) -> str:
        addresses = [self.url or "", *(f"{label}: {url}" for label, url in self.links)]
        lines = (f"{place}. {self.title}", *self.lines, *filter(None, addresses))
        return "\n   ".join(lines)

    def html(self) -> str:
        title, (gist, *facts) = escape(self.title), self.lines or ("",)
        if self.url:
            title = f'<a href="{escape(self.url)}">{title}</a>'
        links = _DOT.join(f'<a href="{escape(url)}">{escape(label)}</a>' for label, url in self.links)
        small = [*map(escape, facts), *filter(None, [links])]
        return (
            f'<h2 style="margin:28px 0 4px;font-size:18px;line-height:1.3">{title}</h2>'
            f'<p style="margin:0">{escape(gist)}</p>' + "".join(f'<p style="{SMALL}">{one}</p>' for one in small)
        )


class MailRenderer:
    """Renders alerts as mails; `gist` returns what a paper is about, and is called once for a paper."""

    def __init__(self, gist: Callable[[Paper], str] = own_gist) -> None:
        self._gist = GistCache(gist)

    def pack(self, items: Iterable[Item]) -> list[list[Item]]:
        """Split papers into mails that no mailbox cuts, in the order of a digest."""
        groups: list[list[Item]] = []
        free = 0
        for item in sorted(items, key=attrgetter("order")):
            size = len(self._entry(item).html().encode())
            if not groups or size > free or len(groups[-1]) == _MAX_PAPERS:
                groups.append([])
                free = _MAX_BYTES
            groups[-1].append(item)
            free -= size
        return groups

    def render(self, items: Sequence[Item]) -> Payload:
        """Return the payload of a mail; `frame.letter` adds the reader's address, and how to stop the mails."""
        entries = [self._entry(item) for item in items]
        # NOTE: the subject of a mail; {titles} are those of the papers, of which the end may be cut
        subject = ngettext(
            "{number} paper: {titles}",
            "{number} papers: {titles}",
            len(entries),
            titles="; ".join(entry.title for entry in entries[:_MAX_NAMES]),
        )
        return {
            MAIL: {
                "subject": clip(subject, _SUBJECT),
                "text": "\n\n".join(entry.text(place) for place, entry in enumerate(entries, 1)),
                "html": "".join(entry.html() for entry in entries),
            }
        }

    def _entry(self, item: Item) -> _Entry:
        paper = item.sighting.paper
        title = _plain(paper.title, _TITLE) or paper.id
        links = {"PDF": paper.links.pdf, pgettext("button", "Code"): paper.links.code}
        return _Entry(
            # NOTE: the title of a paper that its journal has withdrawn
            pgettext("title", "Retracted: {title}", title=title) if paper.retracted else title,
            safe_url(paper.links.page) or safe_url(paper.links.abstract),
            [self._sentence(paper), *filter(None, _facts(item))],
            [(label, url) for label, link in links.items() if (url := safe_url(link))],
        )

    def _sentence(self, paper: Paper) -> str:
        summary = shown_summary(paper, self._gist)
        text = clip(clean(summary.text[:_MAX_READ]), _GIST)
        # NOTE: behind a summary that a language model wrote; "AI" is short for that
        return text if summary.model is None else gettext("{summary} ✎ AI", summary=text)


def _facts(item: Item) -> tuple[str, ...]:
    """Return lines about a paper: who wrote it, where it was published, and why it came."""
    paper, signals = item.sighting.paper, item.sighting.signals
    authors = some_of([_plain(one, _NAME) for one in paper.authors[:_MAX_AUTHORS]], len(paper.authors))
    counts = [f"{sign} {number(n)}" for sign, n in (("▲", signals.upvotes), ("★", signals.stars or 0)) if n > 0]
    publication = ""
    if paper.journal:
        publication = pgettext("card", "Published in {journal}", journal=_plain(paper.journal, _NAME))
    elif paper.published:
        publication = gettext("Published in a journal")
    names = dict.fromkeys(
        (f"{name} ({query})" if query and name and name != query else query or name)
        for raw_name, raw_query in item.matched[:_MAX_NAMES]
        if (query := "" if raw_query == EVERY_PAPER else clip(clean(raw_query), _QUERY)) or raw_name
        for name in [_plain(raw_name, _NAME)]
    )
    reason = ""
    if item.reason and item.reason.like:
        reason = pick_reason([_plain(one, _NAME) for one in item.reason.like], listed(item.reason.words))
    # NOTE: {names} are the names of the subscriptions that a paper matches
    matched = pgettext("card", "Matched: {names}", names=listed(list(names))) if names else ""
    return _DOT.join(filter(None, [*counts, authors])), publication, matched, reason


def _plain(text: str, limit: int) -> str:
    return clip(clean(unicode_text(text[:_MAX_READ])), limit)
