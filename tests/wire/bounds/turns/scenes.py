"""Operations on a large store: each method of the store, each command, a poll, background work.

`SCENES` names them as the table in docs/scaling.md does; each is done on the `Stage` that the ones before left.
"""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.domain.alert import MessageState
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.preferences import Preferences
from bot.domain.subscription import Block, BlockCause, Destination, Mode
from bot.service.notices.conditions import inspect_conditions, inspect_source
from bot.service.poll.poller import Poller
from bot.service.status import OwnerStatuses
from bot.service.subscriptions.tuning import Tunings
from cogs.shared.autocomplete import subscription_choices
from tests.support.fakes import DAY, GUILD, PERSON, START, FakeSource
from tests.support.makers import diagnose
from tests.support.streams import added_sources
from tests.wire.bounds.large import FIRST
from tests.wire.bounds.turns.stage import OWNER, Stage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Scene = Callable[["Stage"], Awaitable[object]]

_NEW = "zzzz{}"
_STEPS = 4  # of delivery, each up to 64 messages and 200 planned alerts
_LISTED = 30  # papers of the list that is polled
_LEASE = timedelta(seconds=60)


# --- verbs of the store ---------------------------------------------------------------------------------------


async def _save(stage: Stage):
    known = frozenset(f"arxiv:2510.{n:05}" for n in range(300))
    for number in range(3):
        one = replace(await stage.one(), id=_NEW.format(number), name="one more")
        where = Destination(id=one.destination_id, guild_id=one.guild_id)
        version = await stage.store.papers_version()
        await stage.store.save_subscription(one, where, baseline=known, papers_version=version)
        await stage.store.subscriptions()


async def _remove(stage: Stage):
    for number in range(3):
        await stage.store.remove_subscription(_NEW.format(number))
        await stage.store.subscriptions()


async def _destination_by_destination(stage: Stage):
    for number in range(stage.large.size.destinations):
        await stage.store.destination(FIRST + number)


async def _block(stage: Stage):
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages.", since=START)
    await stage.store.set_block(FIRST + 4, block)
    await stage.store.set_block(FIRST + 4, None, dropping={"arxiv:0"}, dropped_at=START)


async def _set_preferences(stage: Stage):
    due = dict.fromkeys(await stage.store.pending(FIRST), START)
    await stage.store.set_preferences(FIRST, Preferences(most_a_day=9_999), due=due)


async def _sightings(stage: Stage):
    await stage.store.sightings([f"arxiv:2510.{n:05}" for n in range(1_000)])


async def _outbox(stage: Stage):
    """Some of what is due is planned, claimed and sent by the deliverer."""
    for _ in range(_STEPS):
        await stage.bot.deliverer.step()
        await stage.bot.deliverer.drain(30)


async def _claim(stage: Stage):
    await stage.store.due_alerts(stage.now(), 200)
    await stage.store.claim_due(stage.now(), _LEASE, 64)
    await stage.store.next_wake()


async def _messages(stage: Stage):
    await stage.store.messages(set(MessageState))


async def _export(stage: Stage):
    store: Any = stage.store
    async for _ in store.entries():
        pass


async def _compact(stage: Stage):
    store: Any = stage.store
    compaction = asyncio.create_task(store.compact(), name="compaction")
    written = itertools.count()
    while not compaction.done():
        await stage.store.set_note("beside", str(next(written)))
    await compaction


# --- commands -------------------------------------------------------------------------------------------------


async def _keystroke(stage: Stage, typed: str = "nothing has this"):
    interaction: Any = SimpleNamespace(
        guild=None,
        guild_id=GUILD,
        user=SimpleNamespace(id=PERSON, guild_permissions=SimpleNamespace(administrator=True)),
        permissions=SimpleNamespace(administrator=True, value=8, manage_guild=True),
        channel=None,
        channel_id=1,
        client=SimpleNamespace(alerts_access=SimpleNamespace(known=lambda _: None)),
        is_user_integration=lambda: False,
        is_guild_integration=lambda: True,
    )
    await subscription_choices(interaction, typed, stage.subscriptions, to_change=False)


async def _subscribe(stage: Stage):
    draft = stage.draft('"flow matching" OR quantiz*')
    await stage.previews.preview(draft.query)
    await stage.subscriptions.check(draft.result)
    await stage.subscriptions.save(draft)


async def _edit(stage: Stage):
    old = await stage.one()
    await stage.subscriptions.save(stage.draft("diffusion OR model", replaces=old, name="x", mode=Mode.DAILY))
    await stage.subscriptions.save(stage.draft("diffusion OR model", 8, replaces=await stage.one(), name="x"))


async def _pause(stage: Stage):
    one = await stage.one()
    await stage.subscriptions.pause(OWNER, one.id, until=START + timedelta(hours=1))
    await stage.subscriptions.resume(OWNER, one.id)


async def _unsubscribe(stage: Stage):
    await stage.subscriptions.delete(OWNER, (await stage.one()).id)


async def _settings(stage: Stage):
    await stage.preferences.upcoming(FIRST)
    await stage.preferences.change(FIRST, most_a_day=30)


async def _why(stage: Stage):
    await diagnose(stage.store, stage.past, lambda: START, "arxiv:2510.00003", owner=OWNER, here=FIRST)


async def _tune(stage: Stage):
    tunings = Tunings(stage.store, stage.past, EMPTY_CATALOGUE)
    await tunings.matched_by("arxiv:2510.00003", OWNER, [FIRST, FIRST + 1])
    await tunings.suggest(await stage.one(), "arxiv:2510.00003")


# --- what goes on by itself -----------------------------------------------------------------------------------


async def _poll(stage: Stage):
    """A day's papers, some of which many ask for."""
    stage.source.days[DAY] = list(stage.large.fresh(_LISTED))
    await stage.poller.poll()


async def _poll_again(stage: Stage):
    await stage.poller.poll()


async def _poll_after_a_change(stage: Stage):
    await _save(stage)
    await stage.poller.poll()


async def _learn(stage: Stage):
    """A list that a second source has, whose papers are learned for everybody."""
    source = FakeSource()
    source.name = "another"
    source.days[DAY] = [replace(one, paper=replace(one.paper, id=f"doi:{one.paper.id}")) for one in _few(stage)]
    await Poller(stage.store, source, stage.now).poll()


def _few(stage: Stage) -> Any:
    return stage.large.fresh(12)


async def _catch_up(stage: Stage):
    stage.past.update_soon()
    await stage.past.catch_up()


async def _deleted(stage: Stage):
    await stage.events.on_guild_channel_delete(SimpleNamespace(id=FIRST + 1))  # type: ignore[arg-type] - as it is read
    await stage.events.on_guild_channel_delete(SimpleNamespace(id=1))  # type: ignore[arg-type] - as above


async def _removed(stage: Stage):
    guild: Any = SimpleNamespace(id=stage.large.guild(stage.large.size.destinations - 1))
    await stage.events.on_guild_remove(guild)
    await stage.events.on_guild_join(guild)


async def _outage(stage: Stage):
    stage.poller.state.failed(START - timedelta(hours=9), "It does not answer.")
    await inspect_source(stage.notices, stage.poller.state, lambda _: True)


SCENES: Mapping[str, Scene] = {
    "the first cache of subscriptions": lambda stage: stage.store.subscriptions(),
    "past papers, all": _catch_up,
    "save a subscription, read the cache": _save,
    "remove a subscription, read the cache": _remove,
    "destination, one by one": _destination_by_destination,
    "destinations": lambda stage: stage.store.destinations(),
    "set_block": _block,
    "papers_since, all": lambda stage: stage.store.papers_since(date.min),
    "sightings, 1,000": _sightings,
    "commit_poll, 300 alerts": lambda stage: stage.commit(),
    "pending, set_preferences": _set_preferences,
    "due_alerts, claim_due": _claim,
    "messages, all": _messages,
    "counts": lambda stage: stage.store.counts(),
    "a keystroke": _keystroke,
    "/alerts list": lambda stage: stage.subscriptions.entries(OWNER),
    "/alerts subscribe": _subscribe,
    "/alerts edit": _edit,
    "/alerts pause, resume": _pause,
    "/alerts unsubscribe": _unsubscribe,
    "/alerts settings": _settings,
    "/papers why": _why,
    "Tune": _tune,
    "/paperboy status": lambda stage: OwnerStatuses(
        stage.store, [stage.poller.state], stage.now, added_sources(stage.store), stage.past
    ).status(OWNER),
    "poll": _poll,
    "poll, nothing new": _poll_again,
    "poll after a subscription changed": _poll_after_a_change,
    "poll that learns": _learn,
    "plan and deliver": _outbox,
    "sweep of blocked channels": lambda stage: stage.blocks.sweep(),
    "conditions": lambda stage: inspect_conditions(stage.notices),
    "source outage": _outage,
    "past papers, catching up": _catch_up,
    "gateway: ready": lambda stage: stage.events.on_ready(),
    "gateway: channel deleted": _deleted,
    "gateway: server left, joined": _removed,
    "forget_destination": lambda stage: stage.store.forget_destination(FIRST + 2, dropped_at=START),
    "prune": lambda stage: stage.store.prune(START + timedelta(days=15)),
    "export": _export,
    "compact": _compact,
}
