"""A bot that polls one conference, on any store, and what is posted."""

from dataclasses import replace
from typing import Any

from bot.domain.paper import Sighting
from bot.domain.ports import SourceKind, Store
from bot.domain.subscription import Destination, Mode, Subscription
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.service.subscriptions.subscriptions import Draft, Setup, Subscriptions
from tests.support.fakes import CHANNEL, Clock, FakeNotifier, PlainRenderer, settle, sighting, subscription
from tests.support.makers import deliverer_of
from tests.support.sources import make_spec
from tests.support.streams import FakeStream, part

ICML = make_spec("conference-icml-2026", kind=SourceKind.PROGRAMME, title="ICML 2026")
ARXIV = make_spec("arxiv", kind=SourceKind.STREAM, original=True)
_LISTS = frozenset({"huggingface"})


class Programme(FakeStream):
    """The programme of ICML, in parts."""

    spec = ICML


class Preprints(FakeStream):
    """ArXiv."""

    spec = ARXIV


class World:
    """A bot that polls one conference, and Discord."""

    def __init__(self, store: Store, past: PastIndex):
        self.store, self.now = store, Clock()
        self.context = PollContext(lists=_LISTS, past=past)
        self.source, self.preprints = Programme(), Preprints(part("0"))
        self.discord = FakeNotifier()
        self.subscriptions = Subscriptions(store, self.now, Setup(past=past, lists=_LISTS))

    async def poll(self, store: Any = None):
        await Poller(store or self.store, self.source, self.now, self.context).poll()

    async def poll_arxiv(self):
        await Poller(self.store, self.preprints, self.now, self.context).poll()

    async def deliver(self):
        deliverer = deliverer_of(self.store, self.discord, self.now, renderer=PlainRenderer(100))
        await settle(deliverer, self.store, self.now)

    async def days(self, days: int) -> list[list[str]]:
        """Poll and deliver every six hours for so many days; return the numbers in each post of that time."""
        before = len(self.discord.history)
        for _ in range(days * 4):
            await self.poll()
            await self.deliver()
            self.now.forward(hours=6)
        return self.posts(CHANNEL)[before:]

    def posts(self, channel: int) -> list[list[str]]:
        return [_numbers(payload) for where, _, payload in self.discord.history if where == channel]


def _numbers(payload: dict[str, Any]) -> list[str]:
    ids = payload.get("digest") or [payload["card"]]
    return [one.rpartition(":")[2] for one in ids]


def accepted(number: int, title: str = "A paper", **changes: Any) -> Sighting:
    """A paper of the conference; the more often it says "flow", the better it matches."""
    more = {"source": ICML.name, "id": f"feed:{ICML.name}:{number}", "conferences": ("icml-2026",), **changes}
    return sighting(title=title, **more)


def about_flow(count: int) -> list[Sighting]:
    """The first matches best: it has the word in its title, and in the least text."""
    return [accepted(n, "Flow" if n < 3 else "A paper", abstract=f"flow {'and more ' * n}") for n in range(count)]


def to_icml(key: str = "aaaaa", query: str = "flow", mode: Mode = Mode.DAILY, **changes: Any) -> Subscription:
    return subscription(key, query, mode=mode, **{"sources": (ICML.name,), **changes})


async def destination_of(world: World) -> Any:
    (found,) = await world.store.destinations()
    return found


async def subscribe_by_command(world: World, wanted: Subscription) -> Subscription:
    """Subscribe as a person does, with a baseline."""
    change = await world.subscriptions.save(
        Draft(
            query=parse(wanted.query),
            destination=Destination(id=wanted.destination_id, guild_id=wanted.guild_id),
            creator_id=wanted.creator_id,
            mode=wanted.mode,
            sources=wanted.sources,
        )
    )
    assert change.became is not None
    return change.became


async def edit(world: World, saved: Subscription, **changes: Any):
    changed = replace(saved, **changes)
    draft = Draft(
        query=parse(changed.query),
        destination=await destination_of(world),
        creator_id=changed.creator_id,
        mode=changed.mode,
        sources=changed.sources,
        replaces=saved,
    )
    await world.subscriptions.save(draft)
