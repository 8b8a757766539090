"""Small recording fakes of the ports, and makers of domain objects with sensible defaults."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.alert import Item, Payload
from bot.domain.errors import RefusedError, SourceError, TryLaterError
from bot.domain.paper import Links, Paper, Sighting, Signals, SourceList
from bot.domain.ports import ChannelCheck, PostPermit, SourceSpec, Store
from bot.domain.preferences import DEFAULTS, Look, Preferences
from bot.domain.subscription import Destination, Mode, Owner, Subscription
from bot.service.deliver.deliverer import Deliverer
from bot.sources.huggingface.settings import SPEC

START = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
DAY = date(2025, 11, 12)
GUILD = 1000
CHANNEL = 2000
PERSON = 3000
OWNER = 3999
SERVER = Owner(guild_id=GUILD, user_id=PERSON)


class Clock:
    """A clock that moves only when a test moves it."""

    def __init__(self, at: datetime = START):
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **parts: float):
        self.at += timedelta(**parts)


def paper(number: str = "2511.00001", *, title: str = "A paper", **changes: Any) -> Paper:
    fields: dict[str, Any] = {
        "id": f"arxiv:{number}",
        "source": "huggingface",
        "title": title,
        "abstract": "Nothing much.",
        "links": Links(page=f"https://huggingface.co/papers/{number}"),
    }
    return Paper(**{**fields, **changes})


def sighting(
    number: str = "2511.00001", *, day: date = DAY, upvotes: int = 0, rank: int | None = None, **changes: Any
) -> Sighting:
    signals = Signals(first_seen=START, list_day=day, upvotes=upvotes, rank=rank)
    return Sighting(paper=paper(number, **changes), signals=signals)


def destination(channel: int = CHANNEL, *, guild: int = GUILD) -> Destination:
    return Destination(id=channel, guild_id=guild)


def subscription(
    key: str = "aaaaa", query: str = "diffusion", *, channel: int = CHANNEL, mode: Mode = Mode.NOW, **changes: Any
) -> Subscription:
    fields: dict[str, Any] = {
        "id": key,
        "destination_id": channel,
        "guild_id": GUILD,
        "query": query,
        "name": query,
        "creator_id": PERSON,
        "created": START,
        "mode": mode,
    }
    return Subscription(**{**fields, **changes})


async def subscribe(store: Store, *subscriptions: Subscription, baseline: frozenset[str] = frozenset()):
    """Save subscriptions with the given baseline."""
    for one in subscriptions:
        version = await store.papers_version()
        where = destination(one.destination_id, guild=one.guild_id or GUILD)
        await store.save_subscription(one, where, baseline=baseline, papers_version=version)


class FakeSource:
    """Lists what `days` holds; an error in `faults` is raised by the next read of that day."""

    spec = SPEC

    def __init__(self):
        self.days: dict[date, list[Sighting]] = defaultdict(list)
        self.faults: dict[date, deque[SourceError]] = defaultdict(deque)
        self.reads: list[date] = []
        self.skipped = 0

    def today(self, now: datetime) -> date:
        return now.date()

    def opens(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)

    async def read(self, day: date, now: datetime) -> SourceList:  # noqa: ARG002 - the port's signature
        self.reads.append(day)
        if self.faults[day]:
            raise self.faults[day].popleft()
        return SourceList(day=day, sightings=tuple(self.days[day]), skipped=self.skipped)


class FakeLookup:
    """Knows `papers` by id. Each question uses an entry of `script`: an error to raise or an event to await."""

    def __init__(self, *papers: Sighting, spec: SourceSpec = SPEC):
        self.spec = spec
        self.papers = {one.paper.id: one for one in papers}
        self.script: deque[Any] = deque()
        self.asked: list[str] = []
        self._more = asyncio.Event()

    async def until_asked(self, times: int = 1):
        while len(self.asked) < times:
            self._more.clear()
            await self._more.wait()

    async def find(self, paper_id: str, now: datetime) -> Sighting | None:
        assert now
        self.asked.append(paper_id)
        self._more.set()
        step = self.script.popleft() if self.script else None
        if isinstance(step, Exception):
            raise step
        if step is not None:
            await step.wait()
        return self.papers.get(paper_id)


class PlainRenderer:
    """Payloads that a test can read; a digest takes `per_message` papers."""

    def __init__(self, per_message: int = 10):
        self.per_message = per_message

    def card(self, item: Item, marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        return {
            "card": item.sighting.paper.id,
            "matched": item.matched,
            "marker": marker,
            **_chosen(preferences),
        }

    def pack(self, items: Sequence[Item], _preferences: Preferences = DEFAULTS, /) -> list[list[Item]]:
        step = self.per_message
        return [list(items[at : at + step]) for at in range(0, len(items), step)]

    def digest(self, items: Sequence[Item], marker: str, preferences: Preferences = DEFAULTS) -> Payload:
        return {"digest": [item.sighting.paper.id for item in items], "marker": marker, **_chosen(preferences)}

    def thread_name(self, items: Sequence[Item]) -> str:
        return items[0].sighting.paper.title


def _chosen(preferences: Preferences) -> dict[str, Any]:
    """Return the preferences that show in a payload."""
    role = {} if preferences.role_id is None else {"role": preferences.role_id}
    return role if preferences.look is Look.CARD else {**role, "look": preferences.look.value}


@dataclass
class FakeNotifier:
    """A Discord that always recognises a nonce, remembers its history, and fails on demand.

    Each entry of `script` is used by one post: an exception that is raised, or `("accepted", exception)` that
    is raised although the message was accepted. `troubles` are used up in the same way by edits and threads.
    """

    script: deque[Any] = field(default_factory=deque[Any])
    finds: deque[Any] = field(default_factory=deque[Any])
    history: list[tuple[int, str, Payload]] = field(default_factory=list[Any])
    calls: list[str] = field(default_factory=list[str])
    told: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    problems: dict[int, RefusedError] = field(default_factory=dict[int, "RefusedError"])
    role_troubles: dict[int, str | None] = field(default_factory=dict[int, "str | None"])
    edits: list[tuple[int, Payload]] = field(default_factory=list[Any])
    threads: dict[int, str] = field(default_factory=dict[int, str])
    troubles: deque[Any] = field(default_factory=deque[Any])
    forgets_nonces: bool = False
    held: float = 0.0
    newer: bool = False
    tellable: bool = True
    said: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    outsiders: set[int] = field(default_factory=set[int])
    open_rooms: set[int] | None = field(default_factory=set[int])
    locales: dict[int | None, str] = field(default_factory=dict["int | None", str])

    def problem(self, destination: Destination) -> RefusedError | None:
        return self.problems.get(destination.id)

    def locale(self, channel_id: int, guild_id: int | None = None, /) -> str | None:
        return self.locales.get(channel_id, self.locales.get(guild_id))

    def role_trouble(self, destination: Destination) -> str | None:
        return self.role_troubles.get(destination.id, "")

    def lower_bound(self, destination: Destination) -> int | None:
        return destination.id

    async def check_channel(self, destination: Destination, _after: int | None, /) -> ChannelCheck:
        return ChannelCheck(bound=destination.id, newer=self.newer)

    def free_slots(self) -> int:
        return 0 if self.held else 1000

    def ready_in(self) -> float:
        return self.held

    async def permit(self) -> PostPermit:
        if self.held:
            raise TryLaterError("Too many requests.", in_doubt=False, retry_after=self.held)
        return PostPermit(monotonic=0.0, wall=0.0)

    async def post(
        self, destination: Destination, payload: Payload, nonce: str, _turn: PostPermit | None = None, /
    ) -> int:
        self.calls.append(f"post {nonce}")
        step = self.script.popleft() if self.script else None
        accepted = step is None or isinstance(step, tuple)
        error = step[1] if isinstance(step, tuple) else step
        posted = self._accept(destination.id, nonce, payload) if accepted else 0
        if error is not None:
            raise error
        return posted

    async def find(self, destination: Destination, marker: str, after: int | None) -> int | None:
        self.calls.append(f"find {marker} after {after}")
        if self.finds:
            raise self.finds.popleft()
        return next(
            (i + 1 for i, (d, m, _) in enumerate(self.history) if (d, m) == (destination.id, marker)), None
        )

    async def edit(self, _destination: Destination, message_id: int, payload: Payload, /):
        self._trouble()
        self.edits.append((message_id, payload))

    async def open_thread(self, _destination: Destination, message_id: int, name: str, /) -> int | None:
        self._trouble()
        self.threads[message_id] = name
        return message_id

    def _trouble(self):
        if self.troubles and (error := self.troubles.popleft()) is not None:
            raise error

    def open_channels(self, _guild_id: int, channel_ids: Sequence[int], /) -> tuple[int, ...] | None:
        opened = self.open_rooms
        return None if opened is None else tuple(one for one in channel_ids if one in opened)

    async def people_who_see(self, _destination: Destination, people: Sequence[int], /) -> tuple[int, ...]:
        return tuple(one for one in people if one not in self.outsiders) or (OWNER,)

    async def post_text(self, channel_id: int, text: str, _sense: str | None = None, *buttons: Any) -> bool:
        self.said.append((channel_id, text))
        self.calls += [f"button {button.label} {button.destination_id}" for button in buttons if button]
        return channel_id in (self.open_rooms or ())

    async def direct_message(self, user_id: int, text: str) -> bool:
        self.told.append((user_id, text))
        return self.tellable

    @property
    def posted(self) -> list[Payload]:
        return [payload for _, _, payload in self.history]

    def _accept(self, destination_id: int, nonce: str, payload: Payload) -> int:
        if not self.forgets_nonces:
            for number, (where, known, _) in enumerate(self.history, start=1):
                if (where, known) == (destination_id, nonce):
                    return number
        self.history.append((destination_id, nonce, payload))
        return len(self.history)


async def settle(deliverer: Deliverer, store: Store, now: Clock, *, rounds: int = 1000):
    """Deliver until no alert is due at this moment."""
    for _ in range(rounds):
        wake = await store.next_wake()
        if wake is None or wake > now():
            return
        await deliverer.step()
        await deliverer.drain(30)
    raise AssertionError("delivery does not come to rest")
