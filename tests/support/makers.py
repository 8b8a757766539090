"""Make stored data for tests, and the application around it."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from bot.app.application import Application
from bot.domain.alert import Alert, Message, MessageKind, MessageState
from bot.domain.discord.ids import EVERYTHING, Shard
from bot.domain.paper import Sighting
from bot.domain.ports import AddedSourceKinds, PaperLookup, PastPapers, PollCommit, Source, Store, Summaries
from bot.domain.ports.catalogue import Catalogue
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Owner
from bot.service.deliver.blocked_destinations import Blocks
from bot.service.deliver.compose import Composer, DeliveryContext
from bot.service.deliver.deliverer import Deliverer
from bot.service.notices.notices import Notices
from bot.service.picks.likes import Likes
from bot.service.picks.picker import Picker
from bot.service.poll.list_days import relisting_sources
from bot.service.subscriptions.why import Diagnoses, Diagnosis
from bot.service.trusted_clock import TrustedClock
from bot.settings import Settings
from bot.sources.huggingface.settings import SPEC
from bot.sources.settings.table import Sources
from tests.support.fakes import CHANNEL, SERVER, START, FakeNotifier, FakeSource, PlainRenderer, sighting
from tests.support.picks import FakeRanker

MORE_LIKE_THIS = "Subscribe to more like this"  # the button


async def add_alerts(
    store: Store,
    papers: Sequence[Sighting | str],
    at: datetime,
    *,
    channel: int = CHANNEL,
    keys: Sequence[str] = ("aaaaa",),
    **changes: Any,
):
    """One alert for each paper, as a poll at this moment makes them for the subscriptions `keys` of a channel.

    Papers given by their id alone are not listed by that poll. `changes` are other fields of the alerts.
    """
    ids = [paper if isinstance(paper, str) else paper.paper.id for paper in papers]
    fields = {"due": at, **changes}
    alerts = [
        Alert(destination_id=channel, paper_id=paper_id, subscriptions=tuple(keys), created=at, **fields)
        for paper_id in ids
    ]
    await store.commit_poll(
        PollCommit(
            source="huggingface",
            at=at,
            sightings=tuple(paper for paper in papers if not isinstance(paper, str)),
            alerts=tuple(alerts),
            subscriptions_version=(await store.subscriptions()).version,
        )
    )


async def diagnose(
    store: Store,
    past: PastPapers,
    now: Callable[[], datetime],
    paper_id: str,
    *,
    here: int = CHANNEL,
    owner: Owner = SERVER,
) -> Diagnosis:
    """Return why a paper was or was not posted, on a host with one list."""
    again = partial(relisting_sources, store, [FakeSource()], now)
    catalogue, likes = Catalogue([SPEC]), Likes(store, now)
    picker = Picker(
        store=store,
        past=past,
        likes=likes,
        ranker=FakeRanker(),
        catalogue=catalogue,
        times=DigestTimes(),
        now=now,
        wake=lambda: None,
    )
    diagnoses = Diagnoses(store, past, catalogue, again, picker, now)
    return await diagnoses.diagnose(paper_id, owner, here, lambda _: True)


async def forget_tombstones(store: Store):
    """Delete all tombstones, as an hour after the last change: then Undo is impossible."""
    for one in (await store.subscriptions()).tombstones:
        await store.remove_subscription(one.id, expected=one)


def application(
    settings: Settings,
    store: Store,
    past: PastPapers,
    sources: Sequence[Source],
    *,
    lookups: Sequence[PaperLookup] = (),
    kinds: AddedSourceKinds | None = None,
    shard: Shard = EVERYTHING,
    **shared: Any,
) -> Application:
    from bot.app.application import Application  # noqa: PLC0415 - who makes alerts alone needs none
    from bot.app.shared_parts import SharedParts  # noqa: PLC0415 - the same

    read = Sources(tuple(sources), tuple(lookups), kinds)
    return Application(SharedParts(settings=settings, past=past, sources=read, **shared), store, shard)


def message(state: MessageState, **more: Any) -> Message:
    """A card for one paper, which was made at the start."""
    return Message(
        key="k",
        destination_id=CHANNEL,
        kind=MessageKind.CARD,
        paper_ids=(sighting().paper.id,),
        payload={},
        created=START,
        next_try=START,
        state=state,
        **more,
    )


def blocks_of(store: Any, notifier: FakeNotifier, now: Callable[[], datetime], **more: Any) -> Blocks:
    """The blocks of a store, by a clock that Discord agrees with."""
    return Blocks(context_of(store, notifier, now, **more), lambda: None)


def context_of(
    store: Any,
    notifier: FakeNotifier,
    now: Callable[[], datetime],
    *,
    renderer: Any = None,
    shard: Shard = EVERYTHING,
    **more: Any,
) -> DeliveryContext:
    """All parts of delivery work with these, by a clock that Discord agrees with; `more` are other fields."""
    clock = TrustedClock(now)
    return DeliveryContext(
        store=store,
        notifier=notifier,
        composer=Composer(renderer or PlainRenderer(), notifier, clock),
        notices=Notices(store, notifier, now, shard),
        clock=clock,
        rng=random.Random(7),
        **more,
    )


def deliverer_of(
    store: Any,
    notifier: FakeNotifier,
    now: Callable[[], datetime],
    *,
    summaries: Summaries | None = None,
    **more: Any,
) -> Deliverer:
    """A fresh process's worth of delivery; `more` is for its context."""
    return Deliverer(context_of(store, notifier, now, **more), summaries=summaries)
