"""After an update of the matching rules, stored papers that only the new rules match are not alerted."""

from dataclasses import replace
from typing import Any, cast

import pytest

from bot.domain.ports import PollCommit, Store
from bot.query.index.version import matching_rules
from bot.service.poll.context import PollContext
from bot.service.poll.ingest import unfinished_note
from bot.service.poll.poller import Poller
from bot.service.subscriptions.matching_rules_update import NewRules
from tests.support.fakes import CHANNEL, DAY, Clock, FakeSource, sighting, subscribe, subscription
from tests.support.interrupted import Interrupted
from tests.support.makers import add_alerts

LISTS = frozenset({"huggingface"})
OLD = [f"2511.{number:05}" for number in range(4)]
ALERTED, MISSED, COOL, OTHER = OLD


class Update:
    """A store of the version before, in which a paper did not match, and today's bot on it."""

    def __init__(self, store: Store, version: int | None = None):
        self.store = store
        self.now = Clock()
        self.source = FakeSource()
        self.rules = NewRules(store, self.now, lists=LISTS, version=version)
        self.poller = Poller(
            store, self.source, self.now, PollContext(before_poll=[self.rules.learn], lists=LISTS)
        )

    async def before(self):
        """Two subscriptions; of the papers one was alerted, one missed, one lacks upvotes, one matches nothing."""
        await subscribe(
            self.store,
            subscription("aaaaa", "diffusion", channel=CHANNEL),
            subscription("hotaa", "flow upvotes:>=20", channel=CHANNEL + 1),
        )
        self.list()
        await self.store.commit_poll(
            PollCommit(
                source="huggingface",
                at=self.now(),
                sightings=tuple(self.source.days[DAY]),
                position=DAY,
                subscriptions_version=(await self.store.subscriptions()).version,
            )
        )
        await add_alerts(self.store, [f"arxiv:{ALERTED}"], self.now())

    def list(self, *more: str, upvotes: int = 5):
        titles = {ALERTED: "Diffusion", MISSED: "More diffusion", COOL: "Flow", OTHER: "Birds"}
        titles |= dict.fromkeys(more, "Still more diffusion")
        self.source.days[DAY] = [sighting(key, title=title, upvotes=upvotes) for key, title in titles.items()]

    async def pending(self) -> set[str]:
        keys = [(place, f"arxiv:{n}") for place in (CHANNEL, CHANNEL + 1) for n in (*OLD, "2511.00009")]
        return {paper.removeprefix("arxiv:") for _, paper in await self.store.alerts_of(keys)}


async def test_papers_of_before_an_update_are_not_alerted(store: Store):
    """Papers that only the new rules match are not alerted; new ones, or those with enough upvotes now, are."""
    update = Update(store)
    await update.before()
    await update.poller.poll()
    assert await update.pending() == {ALERTED}
    update.list("2511.00009", upvotes=25)
    await update.poller.poll()
    assert await update.pending() == {ALERTED, COOL, "2511.00009"}
    cache = await store.subscriptions()
    assert cache.baseline("aaaaa") == {f"arxiv:{MISSED}"}, "what was alerted is no baseline"
    assert cache.baseline("hotaa") == frozenset()


@pytest.mark.parametrize("is_first", [False, True])
async def test_a_first_start_logs_no_change_of_rules(
    store: Store, caplog: pytest.LogCaptureFixture, *, is_first: bool
):
    """The log has a change of rules that keeps papers back, and nothing where there are none."""
    update = Update(store)
    if not is_first:
        await update.before()
    with caplog.at_level("INFO"):
        await update.rules.learn()
    assert ("1 matches of stored papers are not alerted" in caplog.text) is not is_first
    assert ("matching rules" in caplog.text) is not is_first


async def test_without_learning_it_would_be_alerted(store: Store):
    """Control: if the store names today's rules, the paper is alerted."""
    update = Update(store, version=7)
    await update.before()
    await store.set_note("matching rules", "7")
    await update.poller.poll()
    assert await update.pending() == {ALERTED, MISSED}


async def test_it_is_learned_once_for_each_version(store: Store):
    """A start with the same rules learns nothing, so an interrupted poll is still alerted."""
    update = Update(store)
    await update.before()
    await update.poller.poll()
    assert await store.note("matching rules") == str(matching_rules())
    version = (await store.subscriptions()).version
    await Update(store).rules.learn()
    assert (await store.subscriptions()).version == version


@pytest.mark.parametrize("verb", ["note", "sightings", "alerts_of", "commit_poll", "set_note"])
async def test_killed_anywhere_it_is_learned_at_the_next_start(store: Store, verb: str):
    """If the process is killed before any step, the next start learns, and all other papers are alerted."""
    update = Update(store)
    await update.before()
    broken = NewRules(cast("Any", Interrupted(store, verb)), update.now, lists=LISTS)
    with pytest.raises(OSError, match="before it was written"):
        await broken.learn()
    update.list("2511.00009")
    await update.poller.poll()
    assert await update.pending() == {ALERTED, "2511.00009"}


async def test_a_reading_that_broke_off_goes_on(store: Store):
    """Papers of an interrupted poll are not learned, and get the alerts that were missing."""
    update = Update(store)
    await update.before()
    await unfinished_note(store).save([f"arxiv:{MISSED}"])
    await update.poller.poll()
    assert await update.pending() == {ALERTED, MISSED}


async def test_who_does_not_hear_of_it_learns_nothing(store: Store):
    """A paper from a stream is new to a list's subscribers once a list has it."""
    update = Update(store)
    await update.before()
    (paper,) = (one for one in update.source.days[DAY] if one.paper.id.endswith(MISSED))
    of_stream = replace(paper, paper=replace(paper.paper, id="arxiv:2511.00009", source="arxiv"))
    version = (await store.subscriptions()).version
    await store.commit_poll(
        PollCommit(source="arxiv", at=update.now(), sightings=(of_stream,), subscriptions_version=version)
    )
    update.list("2511.00009")
    await update.poller.poll()
    assert await update.pending() == {ALERTED, "2511.00009"}


async def test_alerts_are_found_by_their_keys(store: Store):
    """Alerts are found by key in any state; missing ones are left out."""
    update = Update(store)
    await update.before()
    found = await store.alerts_of([(CHANNEL, f"arxiv:{ALERTED}"), (CHANNEL, f"arxiv:{MISSED}"), (1, "x")])
    assert list(found) == [(CHANNEL, f"arxiv:{ALERTED}")]
    assert await store.alerts_of([]) == {}


@pytest.mark.parametrize("notes", [True, False], ids=["today", "before notes"])
async def test_killed_between_two_writes_and_updated(store: Store, *, notes: bool):
    """A reading that had stored a part of its alerts is finished by the version after it, with all the others.

    Versions before noted neither such a reading nor their rules.
    """
    update = Update(store)
    places = range(CHANNEL, CHANNEL + 301)
    await subscribe(store, *(subscription(f"a{place}", "diffusion", channel=place) for place in places))
    await store.commit_poll(
        PollCommit(
            source="huggingface",
            at=update.now(),
            sightings=(),
            position=DAY,
            subscriptions_version=(await store.subscriptions()).version,
        )
    )
    update.list()
    old = NewRules(store, update.now, lists=LISTS, version=7)
    killed = cast("Any", Interrupted(store, "commit_poll", after=7))  # six days without papers, and a part
    with pytest.raises(OSError, match="before it was written"):
        await Poller(killed, update.source, update.now, PollContext(before_poll=[old.learn], lists=LISTS)).poll()
    assert len(await store.sightings([f"arxiv:{MISSED}"])) == 1
    for name in () if notes else ("matching rules", "unfinished papers"):
        await store.set_note(name, None)
    await update.poller.poll()
    pending = await store.alerts_of([(place, f"arxiv:{key}") for place in places for key in (ALERTED, MISSED)])
    assert len(pending) == 2 * len(places)
