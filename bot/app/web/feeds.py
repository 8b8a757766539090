"""The page of feeds: Atom at `/feeds/SECRET.atom`, JSON Feed at `/feeds/SECRET.json`."""

from __future__ import annotations

import gzip
import hashlib
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from bot import build
from bot.discord_io.render.buttons import link_labels, link_url, page_url
from bot.discord_io.render.paper_text import marked_as_ai, plain_gist, plain_title
from bot.domain.alert import remaining_subscriptions
from bot.language.current import using_language
from bot.language.formats import some_of
from bot.language.languages import ENGLISH, language_of
from bot.language.translating import gettext
from bot.service.slices import Locks, in_slices
from bot.text.feeds import FeedDocument, FeedEntry, atom, json_feed
from bot.text.gist import gist
from bot.text.safe import clean, clip
from bot.text.summary import GistCache, shown_summary
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.paper import Paper
    from bot.language.languages import Language
    from bot.service.deliver.feeds import Feed, Feeds

# By the ending of the address: the media type, and the writer
_FORMS = {
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "json": ("application/feed+json; charset=utf-8", json_feed),
}
_TAG = "tag:paperboy-bot.github.io,2026:"  # RFC 4151; the same for ever, as readers know entries by it
_PATH_CHARACTERS = "/:@!$&'()*+,;=?"  # those that need no escape there
_MAX_KEPT_BYTES = 16_000_000  # of the bodies, compressed: some 1,000 feeds
_TITLE_LENGTH, _GIST_LENGTH, _AUTHOR_LENGTH = 300, 700, 100  # UTF-16 code units
_MAX_RAW_AUTHOR = 2_000  # characters of an author's name that are read, perhaps with TeX
_MAX_AUTHORS = 30
_MAX_NAMES = 3  # of subscriptions, in a feed's title
_LINKS = ("pdf", "code", "project", "published", "preprint")


class FeedPage:
    """Answers requests for feeds, and keeps the bodies that it made last."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._gist = GistCache(gist)
        self._locks = Locks()
        # By address: ETag, gzipped body and since when it is so, the oldest first
        self._bodies: dict[str, tuple[str, bytes, datetime]] = {}

    async def answer(self, request: web.BaseRequest, path: str) -> web.Response | None:
        """Answer `SECRET.atom` or `SECRET.json`; None if there is no such feed."""
        secret, _, ending = path.rpartition(".")
        found = await self._feeds.find(secret)
        if found is None or ending not in _FORMS:
            return None
        feed, language = found[0], language_of(found[1]) or ENGLISH
        # Texts of papers change after the post, so a feed is new every day.
        state = await self._feeds.version(feed), feed.channel, language.tag, self._feeds.now().date(), build()
        tag = hashlib.sha256(repr(state).encode()).hexdigest()[:24]
        headers = {
            "ETag": f'W/"{tag}"',
            "Cache-Control": "private, max-age=300",
            "Vary": "Accept-Encoding",
        }
        body, since = await self._body(feed, path, tag, language)
        if since <= self._feeds.now():
            headers["Last-Modified"] = format_datetime(since, usegmt=True)
        if request.if_none_match is not None:
            known_to_reader = any(one.value in {tag, "*"} for one in request.if_none_match)
        else:
            known_to_reader = request.if_modified_since is not None and since <= request.if_modified_since
        if known_to_reader:
            return web.Response(status=304, headers=headers)
        accepted = request.headers.get("Accept-Encoding", "").replace(" ", "")
        if "gzip" in accepted and "gzip;q=0" not in accepted:
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        headers["Content-Type"] = _FORMS[ending][0]
        return web.Response(body=body, headers=headers)

    async def _body(self, feed: Feed, path: str, tag: str, language: Language) -> tuple[bytes, datetime]:
        """Return the gzipped body, kept or new, and since when it has been so.

        That is the next whole second after it was made. It is sent only from then on: no later body has it.
        """
        async with self._locks(path):  # of several requests at once, one makes the body
            kept, body, since = self._bodies.pop(path, ("", b"", self._feeds.now()))
            if kept != tag:
                body = await self._new_body(feed, path, language)
                since = self._feeds.now().replace(microsecond=0) + timedelta(seconds=1)
            self._bodies[path] = tag, body, since
        while sum(len(one) for _, one, _ in self._bodies.values()) > _MAX_KEPT_BYTES:
            del self._bodies[next(iter(self._bodies))]
        return body, since

    async def _new_body(self, feed: Feed, path: str, language: Language) -> bytes:
        """Write the feed in the form that the ending of `path` names, and compress it."""
        store = self._feeds.store
        # A feed of saved papers has no destination: 0 is the id of none.
        posted = await self._feeds.papers(feed)
        papers = await store.sightings(posted)
        place = await store.destination(feed.destination_id or 0)
        home = f"{place.guild_id or '@me'}/{place.id}" if place else "@me"
        cache = await store.subscriptions()
        names = [f"#{feed.channel}"] if feed.channel else [one.name for one in cache.at(feed.destination_id or 0)]
        alerts = await store.alerts_of([(feed.destination_id or 0, paper) for paper in posted])
        matched = {
            paper: [clean(one.name) for one in remaining_subscriptions(alert, cache.by_id)]
            for (_, paper), alert in alerts.items()
        }
        with using_language(language):
            if feed.destination_id is None:
                names = [gettext("Saved papers")]
            labels = link_labels()
            entries = [
                self._entry(papers[paper].paper, moment, labels, matched.get(paper, ()))
                async for paper, moment in in_slices(posted.items(), 1)
                if paper in papers
            ]
        document = FeedDocument(
            id=f"{_TAG}feed:{feed.created.isoformat()}",
            title=clip(clean(f"Paperboy: {', '.join(names[:_MAX_NAMES])}"), _TITLE_LENGTH).rstrip(": "),
            url=f"{self._feeds.address}/feeds/{path}",
            home=f"https://discord.com/channels/{home}",
            language=language.tag,
            updated=max((entry.posted for entry in entries), default=feed.created),
            entries=entries,
        )
        _, write = _FORMS[path.rpartition(".")[2]]
        return gzip.compress(write(document), mtime=0)

    def _entry(
        self, paper: Paper, posted: datetime, labels: Mapping[str, str], categories: Sequence[str]
    ) -> FeedEntry:
        summary = shown_summary(paper, self._gist)
        text = plain_gist(summary.text, _GIST_LENGTH)
        listed, unlisted = paper.authors[:_MAX_AUTHORS], paper.authors[_MAX_AUTHORS:]
        cleaned = (clip(clean(unicode_text(name[:_MAX_RAW_AUTHOR])), _AUTHOR_LENGTH) for name in listed)
        names = [*filter(None, cleaned)]
        return FeedEntry(
            id=_TAG + quote(paper.id, safe=_PATH_CHARACTERS, errors="replace"),
            title=plain_title(paper, _TITLE_LENGTH),
            summary=text if summary.model is None else marked_as_ai(text),
            authors=names,
            byline=some_of(names, len(names) + len(unlisted)),
            url=page_url(paper),
            links=[(labels[part], url) for part in _LINKS if (url := link_url(paper, part))],
            posted=posted,
            categories=categories,
        )
