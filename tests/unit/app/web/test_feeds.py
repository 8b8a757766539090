"""The page of feeds: what it serves, when it serves nothing new, and what it keeps."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

import feedparser
import pytest

from bot.domain.errors import RefusedError
from bot.domain.paper import Links, Summary
from bot.domain.ports import Store
from bot.domain.subscription import Block, BlockCause
from bot.service.deliver.feeds import Feed, Feeds
from bot.service.papers.saved import Saved
from tests.support.fakes import CHANNEL, GUILD, Clock, sighting, subscribe, subscription
from tests.unit.app.web.serving import Served, served
from tests.unit.app.web.validity import post, require_atom, require_json_feed

TITLE = "<script>x</script> $\\alpha$-nets & “more” \x00\x08\ufffe\ud800"


@pytest.fixture
async def web(store: Store, now: Clock) -> AsyncIterator[Served]:
    async with served(store, now, public_url="https://p.example/bot") as found:
        yield found


async def entries(web: Served) -> list[Any]:
    """The entries of the feed, which must be valid in both forms and the same in both."""
    _, _, body = await web.get()
    require_atom(body)
    _, _, text = await web.get("json")
    items = json.loads(text)
    require_json_feed(items)
    found = feedparser.parse(body).entries
    assert [item["id"] for item in items["items"]] == [one.id for one in found]
    return found


async def test_what_was_posted_is_in_the_feed(web: Served, store: Store, now: Clock):
    """Each post is an entry with title, key sentence, authors and links, the newest first; no text is markup."""
    page, code = "https://huggingface.co/papers/2", "javascript:alert(1)"
    links = Links(page=page, pdf="https://arxiv.org/pdf/2", code=code)
    paper = sighting("2511.00002", title=TITLE, authors=("Ada\u202e", "Jos\\'e"), links=links, tldr="It <works>.")
    await post(store, now, sighting("2511.00001"), paper)
    newest, oldest = await entries(web)
    assert newest.title_detail.value == "<script>x</script> α-nets & “more”"
    assert newest.content[0].value.startswith("<p>It &lt;works&gt;.</p>")
    assert [one.term for one in newest.tags] == ["diffusion"]
    assert [one.name for one in newest.authors] == ["Ada", "José"]
    assert newest.link == links.page
    assert newest.content[0].value.endswith('<p><a href="https://arxiv.org/pdf/2">PDF</a></p>')
    assert oldest.id == "tag:paperboy-bot.github.io,2026:arxiv:2511.00001"
    feed = feedparser.parse((await web.get())[2]).feed
    assert feed.title == "Paperboy: diffusion"
    assert await web.feeds.open(CHANNEL, None, "en", "papers") == replace(web.feed, channel="papers")
    assert feedparser.parse((await web.get())[2]).feed.title == "Paperboy: #papers"
    assert feed.link == f"https://discord.com/channels/{GUILD}/{CHANNEL}"
    assert feed.links[0].href == f"https://p.example/bot/feeds/{web.feed.secret}.atom"


async def test_authors_who_are_left_out_are_counted(web: Served, store: Store, now: Clock):
    """In the feed's language."""
    await post(store, now, sighting("2511.00001", authors=[f"A{number}" for number in range(93)]))
    place = await store.destination(CHANNEL)
    assert place is not None
    await store.set_preferences(CHANNEL, replace(place.preferences, language="de"), due={})
    (entry,) = await entries(web)
    assert len(entry.authors) == 30
    assert "<p>A0, A1, " in entry.content[0].value
    assert "A29 und 63 weitere</p>" in entry.content[0].value


async def test_the_fifty_newest(web: Served, store: Store, now: Clock):
    """A feed has fifty papers at most; a paper that is no longer stored is left out."""
    await post(store, now, *(sighting(f"2511.{number:05}") for number in range(60)))
    ids = [one.id.rpartition(":")[2] for one in await entries(web)]
    assert ids == [f"2511.{number:05}" for number in range(59, 9, -1)]
    now.forward(days=40)
    await store.prune(now(), keep_papers=timedelta(days=30))
    assert await entries(web) == []


async def test_ids_stay_whatever_else_changes(web: Served, store: Store, now: Clock):
    """The id of an entry, and of the feed, is the same after a new address, a summary, a language, and a day."""
    await post(store, now, sighting("2511.00001"))
    before = feedparser.parse((await web.get())[2])
    await store.add_summary("arxiv:2511.00001", Summary(language="de", text="Neu.", model="m"))
    place = await store.destination(CHANNEL)
    assert place is not None
    chosen = place.preferences.__class__(language="de")
    await store.set_preferences(CHANNEL, chosen, due={})
    now.forward(days=1)
    renewed = await web.feeds.renew(CHANNEL, None)
    assert renewed is not None
    assert (await web.get())[0] == 404
    web.feed = renewed
    after = feedparser.parse((await web.get())[2])
    assert (after.entries[0].id, after.feed.id) == (before.entries[0].id, before.feed.id)
    assert "Neu. ✎ KI" in after.entries[0].content[0].value
    assert after.feed.language == "de"


async def test_who_asks_at_once_gets_one_feed(web: Served):
    """Presses at the same moment leave one feed, and each press of Renew shows an address; End ends it."""
    opened = await asyncio.gather(*(web.feeds.open(None, 7, "en") for _ in range(5)))
    assert len({feed.secret for feed in opened}) == 1
    renewed = await asyncio.gather(*(web.feeds.renew(None, 7) for _ in range(5)))
    assert len({feed.secret for feed in renewed if feed}) == 5
    assert len(await web.feeds.those(lambda feed: feed.user_id == 7)) == 1
    await asyncio.gather(web.feeds.renew(None, 7), web.feeds.end(lambda feed: feed.user_id == 7))
    assert not await web.feeds.those(lambda feed: feed.user_id == 7)
    assert len(await web.feeds.store.notes("feedaddress ")) == 1, "that of the channel"


async def test_a_reader_that_has_it_gets_nothing(web: Served, store: Store, now: Clock):
    """An ETag or a time gets a 304 until there is something new, also within a second; a wrong one gets all."""
    await post(store, now, sighting("2511.00001"))
    status, headers, body = await web.get()
    assert (status, headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    tag, time = headers["ETag"], format_datetime(now(), usegmt=True)
    assert "Last-Modified" not in headers, "it would hide the second of two posts in a second"
    now.forward(seconds=2)
    modified = (await web.get())[1]["Last-Modified"]
    for known in (
        {"If_None_Match": tag},
        {"If_None_Match": tag.removeprefix("W/")},
        {"If_None_Match": f'"a", {tag}, W/"b"'},
        {"If_None_Match": "*"},
        {"If_None_Match": tag, "If_Modified_Since": "Thu, 01 Jan 2015 00:00:00 GMT"},
        {"If_Modified_Since": modified},
    ):
        status, again, rest = await web.get(**known)
        assert (status, again["ETag"], rest) == (304, tag, b""), known
        assert "Content-Type" not in again
    for unknown in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": '"other"', "If_Modified_Since": time},
        {"If_None_Match": "no ETag at all"},
        {"If_Modified_Since": time},
    ):
        assert (await web.get(**unknown))[::2] == (200, body), unknown
    await post(store, now, sighting("2511.00002"))
    assert (await web.get(If_None_Match=tag))[0] == 200
    assert (await web.get(If_Modified_Since=modified))[0] == 200


async def test_texts_that_change_are_new_once_a_day(web: Served, store: Store, now: Clock):
    """A summary that comes after the post is in the feed the next day: nobody asks for the same text again."""
    await post(store, now, sighting("2511.00001"))
    tag = (await web.get())[1]["ETag"]
    await store.add_summary("arxiv:2511.00001", Summary(language="en", text="New.", model="m"))
    assert (await web.get(If_None_Match=tag))[0] == 304
    now.forward(days=1)
    status, _, body = await web.get(If_None_Match=tag)
    assert (status, b"New. \xe2\x9c\x8e AI" in body) == (200, True)


async def test_gzip_and_head(web: Served, store: Store, now: Clock):
    """Who accepts gzip gets it; HEAD gets the same headers without the body."""
    await post(store, now, sighting("2511.00001"))
    _, plain, body = await web.get()
    assert "Content-Encoding" not in plain
    for accepted in ("gzip", "br;q=1.0, gzip;q=1.0, *;q=0.1"):
        _, headers, packed = await web.get(Accept_Encoding=accepted)
        assert (headers["Content-Encoding"], gzip.decompress(packed)) == ("gzip", body)
        assert len(packed) < len(body)
    for refused in ("gzip; q=0", "br", "identity"):
        assert (await web.get(Accept_Encoding=refused))[2] == body
    status, headers, rest = await web.get(method="HEAD")
    assert (status, rest) == (200, b"")
    assert {**headers, "Date": ""} == {**plain, "Date": ""}
    assert plain["Vary"] == "Accept-Encoding"


async def test_a_feed_ends_with_its_channel(web: Served, store: Store, now: Clock):
    """While the channel is gone from Discord, or has no subscriptions and so no manager, the feed is unknown."""
    gone = Block(cause=BlockCause.GONE, reason=str(RefusedError("gone")), since=now())
    await store.set_block(CHANNEL, gone)
    assert (await web.get())[0] == 404
    await store.set_block(CHANNEL, None)
    assert (await web.get())[0] == 200
    await store.remove_subscription(subscription().id)
    assert (await web.get())[0] == 404
    await subscribe(store, subscription())
    assert (await web.get())[0] == 200
    await web.feeds.forget_deleted_destinations()
    assert await web.feeds.those(lambda _: True)
    await store.forget_destination(CHANNEL, dropped_at=now())
    assert (await web.get())[0] == 404
    await web.feeds.open(None, 7, "en")
    await web.feeds.forget_deleted_destinations()
    (kept,) = (await web.feeds.those(lambda _: True)).values()
    assert kept.destination_id is None


async def test_kept_bodies_are_bounded(web: Served, store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch):
    """However many feeds are asked for, the bodies kept stay below their limit, and each is served whole."""
    page = web.page
    monkeypatch.setattr("bot.app.web.feeds._MAX_KEPT_BYTES", 1_500)
    await post(store, now, sighting("2511.00001"))
    for _ in range(3):
        for ending in ("atom", "json"):
            status, _, body = await web.get(ending)
            assert (status, b"2511.00001" in body) == (200, True)
            assert sum(len(kept) for _, kept, _ in page._bodies.values()) <= 1_500
    assert len(page._bodies) in {1, 2}


async def test_requests_at_once_make_a_body_once(
    web: Served, store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch
):
    """However many ask for a feed at the same moment, its papers are read once, and then no more."""
    await post(store, now, sighting("2511.00001"))
    saved = Saved(store, now)
    await saved.add(7, "arxiv:2511.00001")
    feeds = web.feed, await web.feeds.open(None, 7, "en")
    made: list[object] = []
    papers = Feeds.papers

    async def counted(feeds: Feeds, feed: Feed) -> dict[str, datetime]:
        made.append(feed)
        return await papers(feeds, feed)

    monkeypatch.setattr(Feeds, "papers", counted)
    for web.feed in feeds:
        found = await asyncio.gather(*(web.get() for _ in range(20)))
        assert {status for status, _, _ in found} == {200}
    assert made == [*feeds]


async def test_saved_papers_have_a_feed(web: Served, store: Store, now: Clock):
    """It has the fifty papers saved last; a removed one is gone, the others keep their ids."""
    saved = Saved(store, now)
    papers = [sighting(f"2511.{number:05}") for number in range(60)]
    await post(store, now, *papers)
    for one in papers:
        now.forward(seconds=1)
        await saved.add(7, one.paper.id)
    web.feed = await web.feeds.open(None, 7, "de")
    assert web.feed != await web.feeds.open(CHANNEL, None, "en")
    before = [one.id for one in await entries(web)]
    assert [one.rpartition(":")[2] for one in before] == [f"2511.{number:05}" for number in range(59, 9, -1)]
    assert feedparser.parse((await web.get())[2]).feed.title == "Paperboy: Gespeicherte Papers"
    tag = (await web.get())[1]["ETag"]
    assert (await web.get(If_None_Match=tag))[0] == 304
    await saved.remove(7, "arxiv:2511.00059")
    assert (await web.get(If_None_Match=tag))[0] == 200
    assert [one.id for one in await entries(web)][:49] == before[1:]
    assert len(await web.feeds.those(lambda feed: feed.user_id == 7)) == 1
