"""Feeds over real sockets: what is new, what only looks new, and what goes wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.feeds.memory import Memory
from bot.sources.feeds.source import FeedSource
from bot.sources.http.fetcher import Fetcher
from tests.fake_sources import faults
from tests.fake_sources.feeds import Post, rss
from tests.wire.sources.feeds.conftest import NOW, POSTS

if TYPE_CHECKING:
    import aiohttp

    from bot.domain.ports import StreamPart
    from tests.fake_sources.faults import Fault
    from tests.wire.sources.feeds.conftest import Reader


def titles(part: StreamPart) -> list[str]:
    return [sighting.paper.title for sighting in part.announced]


async def test_new_items_are_announced_once(reader: Reader) -> None:
    """The first reading gives all that there is; later ones what was not there before, and what was edited."""
    first = await reader.read(POSTS[5:])
    assert (len(first.announced), first.learned) == (15, True)
    edited = replace(POSTS[7], title="On the matters of number 7", about="We study matters.")
    part = await reader.read([*POSTS[3:7], edited, *POSTS[8:18]])
    assert titles(part) == ["On the matter of number 3", "On the matter of number 4"]
    assert [one.paper.title for one in part.updates] == ["On the matters of number 7"]
    assert {one.paper.id for one in part.updates} <= {one.paper.id for one in first.announced}
    assert (part.gap, part.learned) == (None, False)
    assert (await reader.read(POSTS[3:18])).announced == ()


async def test_old_items_that_move_up_are_not_announced(reader: Reader) -> None:
    """They are older than all that was learned; a memory of an earlier version learns its dates first."""
    dated = [replace(post, date=f"{28 - n} Oct 2026 08:00:00 GMT") for n, post in enumerate(POSTS)]
    await reader.read(dated[1:11])
    part = await reader.read([*dated[:1], *dated[4:13]])
    assert titles(part) == [dated[0].title]
    memory = replace(Memory.decode(reader.cursor), since=None)
    reader.cursor = memory.encode()
    assert titles(await reader.read(dated[4:14])) == [dated[13].title]
    assert titles(await reader.read(dated[5:15])) == []


async def test_an_unchanged_feed_is_not_sent_again(reader: Reader) -> None:
    """Its validators are stored with the papers: also after a restart the answer is 304, and nothing moves."""
    await reader.read(POSTS)
    before = reader.cursor
    part = await reader.read()
    assert (part.announced, part.updates, part.cursor) == ((), (), before)
    assert "If-None-Match" not in reader.server.headers[0]
    assert "If-None-Match" in reader.server.headers[1]


async def test_once_a_day_the_whole_feed_is_asked_for(reader: Reader) -> None:
    """Some servers say "unchanged" whatever changes."""
    await reader.read(POSTS)
    await reader.read(now=NOW + timedelta(days=1))
    assert "If-None-Match" not in reader.server.headers[1]
    await reader.read(now=NOW + timedelta(days=1))
    assert "If-None-Match" in reader.server.headers[2]


async def test_the_header_may_name_the_encoding(reader: Reader) -> None:
    """Where the body does not, and none that is unknown or hostile stops a feed."""
    posts = [replace(POSTS[0], title="Über die Größe der Maße")]
    body = rss(posts).decode().encode("latin-1")
    for kind, title in (
        ('text/xml; charset="ISO-8859-1"', posts[0].title),
        ("text/xml; charset=utf-7", "\ufffdber die Gr\ufffd\ufffde der Ma\ufffde"),
        ("text/xml; charset=; charset=zlib_codec", "\ufffdber die Gr\ufffd\ufffde der Ma\ufffde"),
    ):
        reader.server.put("feed", body, kind)
        reader.cursor = None
        assert titles(await reader.read()) == [title]


async def test_a_feed_without_validators(reader: Reader) -> None:
    """It is read whole each time, and has nothing new."""
    reader.server.validators = False
    await reader.read(POSTS)
    part = await reader.read()
    assert (part.announced, part.updates) == ((), ())


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param([replace(one, guid=f"new {one.guid}") for one in POSTS], id="guids"),
        pytest.param([replace(one, guid=None) for one in POSTS], id="no guids any more"),
        pytest.param([replace(one, link=f"{one.link}/?utm_source=rss") for one in POSTS], id="tracking"),
        pytest.param(
            [replace(one, guid=None, link=f"http://www.{(one.link or '')[8:]}") for one in POSTS], id="www"
        ),
        pytest.param(
            [replace(one, guid=None, link=f"https://new.example/{n}") for n, one in enumerate(POSTS)], id="site"
        ),
        pytest.param([replace(one, title=f"Updated: {one.title}") for one in POSTS], id="titles"),
    ],
)
async def test_a_feed_that_changes_its_names_floods_nobody(reader: Reader, changed: list[Post]) -> None:
    """As long as guid, address or title stays, an item is the one that it was."""
    await reader.read(POSTS)
    assert (await reader.read(changed)).announced == ()


async def test_a_feed_that_repeats_its_guids(reader: Reader) -> None:
    """Its items are told apart by their addresses, and a new one is new."""
    same = [replace(one, guid="same") for one in POSTS]
    assert len((await reader.read(same[1:])).announced) == 19
    assert titles(await reader.read(same)) == ["On the matter of number 0"]


async def test_short_titles_decide_nothing(reader: Reader) -> None:
    """Two corrections are two."""
    await reader.read([Post(title="Correction", link="https://lab.example/a", guid="a")])
    assert titles(await reader.read([Post(title="Correction", link="https://lab.example/b", guid="b")])) == [
        "Correction"
    ]


async def test_an_old_doi_is_no_new_paper(reader: Reader) -> None:
    """Under whatever address, guid and title it comes."""
    article = Post(title="An article with a telling title", link="https://doi.org/10.1000/1", guid="1")
    await reader.read([article])
    other = Post(title="An article with another title", link="https://j.example/doi/10.1000/1", guid="2")
    assert (await reader.read([other])).announced == ()


async def test_a_gap_is_told(reader: Reader) -> None:
    """When none of the items was there before, others may have come and gone; few items say nothing."""
    await reader.read(POSTS[:10])
    part = await reader.read(POSTS[10:])
    assert part.gap == (
        "The lab shows 10 items, none of which was there before: "
        "others may have come and gone since it was read last."
    )
    assert len(part.announced) == 10
    assert (await reader.read([Post(title="A single new item here", link="https://lab.example/x")])).gap is None


async def test_an_empty_feed_forgets_nothing(reader: Reader) -> None:
    """A feed that is empty for a while has no news when it is back."""
    await reader.read(POSTS)
    assert (await reader.read([])).announced == ()
    assert (await reader.read(POSTS)).announced == ()


async def test_another_address_is_asked_for_all_that_it_has(
    reader: Reader, session: aiohttp.ClientSession
) -> None:
    """Validators are of one address; another feed is learned, and one that has moved brings what is new."""
    await reader.read(POSTS[10:])
    reader.server.put("moved", rss(POSTS[9:]))
    reader.source = FeedSource(reader.source.spec, Fetcher(session), URL(f"{reader.server.url}/moved"))
    part = await reader.read()
    assert "If-None-Match" not in reader.server.headers[-1]
    assert (titles(part), part.learned) == (["On the matter of number 9"], False)
    reader.server.put("other", rss(POSTS[:9]))
    reader.source = FeedSource(reader.source.spec, Fetcher(session), URL(f"{reader.server.url}/other"))
    part = await reader.read()
    assert (len(part.announced), part.learned, part.gap) == (9, True, None)


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>'
)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        pytest.param(faults.huge(50), "more than", id="50 MB"),
        pytest.param(faults.huge(50, declared=True), "more than", id="50 MB, declared"),
        pytest.param(faults.gzip_bomb(20), "more than", id="gzip bomb"),
        pytest.param(faults.status(200, BOMB, kind="text/xml"), "declares entities", id="entity bomb"),
        pytest.param(faults.html(), "web page instead of a feed", id="HTML"),
        pytest.param(faults.status(200, b"<rss><channel><item>", kind="text/xml"), "cut off", id="cut off"),
        pytest.param(faults.status(200, b"", kind="text/xml"), "nothing at all", id="empty"),
        pytest.param(faults.status(404, b"<html>gone</html>", kind="text/html"), "404", id="404"),
        pytest.param(faults.status(403, b"<html>challenge</html>", kind="text/html"), "403", id="challenge"),
        pytest.param(faults.redirect("https://evil.example/feed"), r"another place \(https://evil", id="redirect"),
        pytest.param(faults.redirect("http://127.0.0.1:9/feed"), "another place", id="redirect to another port"),
        pytest.param(faults.silence(), "in time", id="silence"),
        pytest.param(faults.dropped(), "could not be read", id="dropped"),
    ],
)
async def test_faults_pass(reader: Reader, fault: Fault, why: str) -> None:
    """Each is one SourceError, the cursor stays, and the next reading has what is new."""
    await reader.read(POSTS[1:])
    before = reader.cursor
    reader.server.put("feed", rss(POSTS))
    reader.server.fail(fault)
    with pytest.raises(SourceError, match=why), faults.hurried(reader.source._fetcher, fault):
        await reader.read()
    assert reader.cursor == before
    assert titles(await reader.read()) == ["On the matter of number 0"]


async def test_a_redirect_on_the_same_host_is_followed(reader: Reader) -> None:
    """A feed that moved within its site is read."""
    reader.server.put("elsewhere", rss(POSTS))
    reader.server.fail(faults.redirect("/elsewhere", 301))
    assert len((await reader.read()).announced) == 20


async def test_utf_16_and_other_kinds(reader: Reader) -> None:
    """Encodings and content types are taken as they come."""
    body = rss([Post(title="Über π")]).decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")
    assert titles(await reader.read(body)) == ["Über π"]
    reader.server.put("feed", b'{"items": [{"id": "1", "url": "https://j.example/1", "title": "J"}]}', "text/html")
    assert titles(await reader.read()) == ["J"]


@pytest.mark.parametrize("text", [None, "", "x", "[]", "{}", '{"items": 3, "day": "x"}'])
def test_a_cursor_that_is_none(text: str | None) -> None:
    """It counts as the first reading."""
    assert Memory.decode(text) == Memory()
