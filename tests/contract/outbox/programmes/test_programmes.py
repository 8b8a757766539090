"""Conferences: whoever subscribes gets all matches once, a few with each digest, best first; on every engine."""

import random
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.errors import SourceError
from bot.domain.ports import Revision, Store, StreamPart
from bot.domain.schedule import Schedule
from bot.domain.subscription import Mode
from bot.search.past_papers import following
from bot.service.poll.poller import Poller
from tests.contract.outbox.programmes.world import (
    ICML,
    World,
    about_flow,
    accepted,
    destination_of,
    edit,
    subscribe_by_command,
    to_icml,
)
from tests.support.fakes import CHANNEL, SERVER, START, sighting, subscribe
from tests.support.interrupted import Interrupted
from tests.support.streams import part

_ELSEWHERE = CHANNEL + 1


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    async with following(store, None) as past:
        yield World(store, past)


async def test_ten_a_day_best_first(world: World):
    """A daily subscription gets 25 matches in three digests, the best first; nothing of the first poll is lost."""
    await subscribe(world.store, to_icml())
    papers = about_flow(25)
    random.Random(1).shuffle(papers)
    world.source.parts = [part("1", *papers, accepted(99, abstract="Other"))]
    posts = await world.days(4)
    assert [len(post) for post in posts] == [10, 10, 5]
    assert {*posts[0][:3]} == {"0", "1", "2"}
    assert [number for post in posts for number in post][3:] == [str(n) for n in range(3, 25)]


async def test_instantly_is_all_at_once(world: World):
    """An instant subscription gets all of them with the next poll, the best first."""
    await subscribe(world.store, to_icml(mode=Mode.NOW))
    world.source.parts = [part("1", *reversed(about_flow(25)))]
    await world.poll()
    await world.deliver()
    (post,) = world.posts(CHANNEL)
    assert post[3:] == [str(n) for n in range(3, 25)]


async def test_a_weekly_digest_has_seventy(world: World):
    """A week's share is seven times a day's."""
    await subscribe(world.store, to_icml(mode=Mode.WEEKLY))
    world.source.parts = [part("1", *about_flow(90))]
    assert [len(post) for post in await world.days(15)] == [70, 20]


async def test_who_subscribes_later_gets_all(world: World):
    """A subscription made weeks after the first poll gets what is stored, and so does a wider query."""
    world.source.parts = [part("1", *about_flow(3), accepted(7, abstract="Diffusion"))]
    await world.days(30)
    saved = await subscribe_by_command(world, to_icml())
    assert [{*post} for post in await world.days(2)] == [{"0", "1", "2"}]
    await edit(world, saved, query="flow OR diffusion")
    assert await world.days(2) == [["7"]]


async def test_alerts_between_two_polls(world: World):
    """A new subscriber need not wait for the next poll; without a change nothing is searched."""
    world.source.parts = [part("1", *about_flow(3))]
    second_search_fails: Any = Interrupted(world.store, "papers_version", after=1)
    poller = Poller(second_search_fails, world.source, world.now, world.context)
    await poller.poll()
    assert (await poller.make_alerts()).alerts == ()
    await subscribe(world.store, to_icml(mode=Mode.NOW))
    assert len((await poller.make_alerts()).alerts) == 3
    assert (await poller.make_alerts()).alerts == ()
    world.now.forward(minutes=15)
    with pytest.raises(OSError, match="before it was written"):
        await poller.make_alerts()


async def test_added_sources_owe_their_papers(world: World):
    """A subscription to arXiv that adds the conference gets its papers, but none that it has posted before."""
    world.preprints.parts.append(
        part("1", sighting("2601.00001", source="arxiv", abstract="flow", day=START.date()))
    )
    saved = await subscribe_by_command(world, to_icml(sources=("arxiv",), mode=Mode.NOW))
    await world.poll_arxiv()
    await world.poll_arxiv()
    same = accepted(1, id="arxiv:2601.00001", abstract="flow")
    world.source.parts = [part("1", same, accepted(2, abstract="flow"))]
    assert await world.days(1) == [["2601.00001"]]
    await edit(world, saved, sources=("arxiv", ICML.name))
    assert await world.days(3) == [["2"]]


async def test_a_pause_and_a_move(world: World):
    """Nothing is posted in a pause, and the rest after it; a move to another channel repeats nothing."""
    saved = await subscribe_by_command(world, to_icml())
    world.source.parts = [part("1", *about_flow(25))]
    assert [len(post) for post in await world.days(2)] == [10]
    await world.subscriptions.pause(SERVER, saved.id)
    assert await world.days(3) == []
    await world.subscriptions.resume(SERVER, saved.id)
    assert [len(post) for post in await world.days(1)] == [10]
    moved = replace(saved, destination_id=_ELSEWHERE)
    revision = Revision(replaces=saved, at=world.now(), due_of=lambda at: Schedule().due(Mode.DAILY, at))
    where = replace(await destination_of(world), id=_ELSEWHERE)
    version = await world.store.papers_version()
    await world.store.save_subscription(
        moved, where, baseline=frozenset(), papers_version=version, revision=revision
    )
    await world.days(4)
    posted = [number for post in (*world.posts(CHANNEL), *world.posts(_ELSEWHERE)) for number in post]
    assert Counter(posted) == Counter(str(n) for n in range(25))
    assert world.posts(_ELSEWHERE)


async def test_two_subscriptions_of_a_channel(world: World):
    """A paper that both match is posted once, and the channel gets at most ten a day."""
    await subscribe(world.store, to_icml(), to_icml("bbbbb", "diffusion"), to_icml("ccccc", "nothing"))
    both = [accepted(n, abstract="flow diffusion") for n in range(4)]
    world.source.parts = [
        part("1", *both, *(accepted(n, abstract="flow" if n % 2 else "diffusion") for n in range(4, 30)))
    ]
    posts = await world.days(4)
    assert sorted(int(number) for post in posts for number in post) == list(range(30))
    assert [len(post) for post in posts] == [10, 10, 10]


async def test_digests_go_on_while_the_site_is_down(world: World):
    """Stored papers are posted day by day though the conference cannot be read; the failure is recorded."""
    await subscribe(world.store, to_icml())
    world.source.parts = [part("1", *about_flow(15)), SourceError("503")]
    poller = Poller(world.store, world.source, world.now, world.context)
    await poller.poll()
    for _ in range(10):
        report = await poller.poll()
        assert str(report.failure) == poller.state.last_error == "503"
        await world.deliver()
        world.now.forward(hours=6)
    assert [len(post) for post in world.posts(CHANNEL)] == [10, 5]


async def test_the_same_paper_as_on_arxiv(world: World):
    """A stored preprint with this title and first author is the paper: no channel gets it a second time."""
    title = "On the {M}atter of $\\pi$-Flow: A Study, Revisited"
    preprint = sighting("2601.00001", source="arxiv", title=title, authors=("Ada K. Lövelace", "A. Turing"))
    world.preprints.parts.append(part("1", preprint))
    await world.poll_arxiv()
    await subscribe(world.store, to_icml(query="study", mode=Mode.NOW, sources=("arxiv", ICML.name)))
    await world.poll_arxiv()
    named = {"title": "On the Matter of π-Flow : A study revisited", "abstract": "New"}
    world.source.parts = [
        part(
            "1",
            accepted(1, **named, authors=("Lovelace, Ada",), decision="oral"),
            accepted(2, **named, authors=("Someone Else",)),
            accepted(3, **{**named, "title": "On the Matter of Flow: A Study"}, authors=("Ada Lovelace",)),
        )
    ]
    posts = await world.days(2)
    assert sorted(number for post in posts for number in post) == ["2", "2601.00001", "3"]
    stored = (await world.store.sightings(["arxiv:2601.00001"]))["arxiv:2601.00001"]
    assert (stored.paper.conferences, stored.paper.decision) == (("icml-2026",), "oral")
    assert stored.signals.list_day == START.date()


async def test_an_update_changes_the_decision(world: World):
    """Later facts reach the stored paper, and cause no alert."""
    await subscribe(world.store, to_icml(mode=Mode.NOW))
    paper = accepted(1, abstract="flow", decision="poster")
    update = replace(paper, paper=replace(paper.paper, decision="oral"))
    world.source.parts = [part("1", paper), StreamPart(announced=(), updates=(update,), cursor="2")]
    assert await world.days(2) == [["1"]]
    (stored,) = (await world.store.sightings([paper.paper.id])).values()
    assert stored.paper.decision == "oral"


@pytest.mark.parametrize("seed", range(6))
async def test_kills_at_any_write_lose_and_repeat_nothing(world: World, seed: int):
    """Parts over weeks and kills at random writes: every match is posted once, never more than ten a day."""
    rng = random.Random(seed)
    await subscribe(world.store, to_icml(), to_icml("bbbbb", mode=Mode.NOW, channel=_ELSEWHERE))
    papers = about_flow(40)
    world.source.parts = [part("1", *papers[:15]), part("2", *papers[15:])]
    kills = 0
    for _ in range(40):
        async with _maybe_killed(world.store, rng) as store:
            kills += 1
            await world.poll(store)
            kills -= 1
        await world.deliver()
        world.now.forward(hours=6)
    assert kills
    expected = sorted(str(n) for n in range(40))
    for channel in (CHANNEL, _ELSEWHERE):
        assert sorted(number for post in world.posts(channel) for number in post) == expected
    assert max(map(len, world.posts(CHANNEL))) <= 10


@asynccontextmanager
async def _maybe_killed(store: Store, rng: random.Random) -> AsyncGenerator[Any]:
    verb = rng.choice(["commit_poll", "alerts_of", "sightings"])
    with suppress(OSError):
        yield Interrupted(store, verb, rng.randrange(2), after=rng.randrange(3))
