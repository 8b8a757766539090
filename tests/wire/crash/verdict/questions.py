"""Queries on an episode's store, for any engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from bot.app.control import fetch_status
from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import StoreError
from bot.domain.subscribed_sources import announced_by
from bot.domain.subscription import Owner
from bot.service.papers.saved import Saved
from bot.service.picks.likes import Likes
from bot.service.picks.picked import last_picks
from bot.service.poll.ingest import unfinished_note
from bot.store.opening import open_read_only
from tests.wire.crash.verdict.mails import FIRST_BOX
from tests.wire.crash.verdict.picks import overdue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.domain.alert import Message
    from bot.domain.paper import Paper
    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.verdict.verdict import Owed

_OWED = (AlertState.PENDING, AlertState.PLANNED)
_ON_THE_WAY = (MessageState.READY, MessageState.SENDING)


async def has_read(environment: Environment) -> bool:
    """True if the store has every paper from each of its sources."""
    try:
        return environment.sources.given <= (await look_at(environment)).brought
    except StoreError:
        return False


async def rests_today(environment: Environment) -> bool:
    """True if nothing is left to post now; digests may be due tomorrow, and mails that failed in an hour."""
    status = await _status(environment.url)
    oldest = str(status.get("oldest_due"))
    later = oldest == "None" or datetime.fromisoformat(oldest) > environment.clock.today()
    return bool(status) and later and not await _is_posting(environment, status)


async def _is_posting(environment: Environment, status: Mapping[str, object]) -> bool:
    """True while messages are on their way. A laden machine is too late for some mails, which are tried again."""
    if not _count(status, "messages", _ON_THE_WAY):
        return False
    try:
        async with open_read_only(environment.url) as store:
            found = await store.messages(frozenset(_ON_THE_WAY))
    except StoreError:
        return True
    now = environment.clock.today()
    return any(one.destination_id < FIRST_BOX or one.next_try <= now for one in found)


async def at_rest(environment: Environment) -> bool:
    """True if nothing is left to post, now or later."""
    status = await _status(environment.url)
    return bool(status) and not _count(status, "alerts", _OWED) and not _count(status, "messages", _ON_THE_WAY)


def _count(status: Mapping[str, object], what: str, states: Iterable[str]) -> int:
    counts = cast("Mapping[str, int]", status[what])
    return sum(counts[state] for state in states)


async def _status(url: str) -> Mapping[str, object]:
    """Nothing while the bot has other things to do than to answer."""
    try:
        return await fetch_status(url)
    except StoreError:
        return {}


async def rests_with_people(environment: Environment) -> bool:
    """True if the picks of the day are made, and likes are as people gave them."""
    try:
        seen = await look_at(environment)
    except StoreError:
        return False
    return not (late_picks(environment, seen) or wrong_likes(environment, seen))


def late_picks(environment: Environment, seen: Seen) -> list[str]:
    """The subscriptions without the picks of the day."""
    manners = {key: one.preferences for key, one in environment.destinations.items()}
    return [f"no picks of {key} today" for key in overdue(seen, manners, environment.clock.today())]


def wrong_likes(environment: Environment, seen: Seen) -> list[str]:
    """The likes that are not as people gave them."""
    return environment.readers.wrong(seen.likes, seen.uncertain) if environment.readers else []


def wrong_saves(environment: Environment, seen: Seen) -> list[str]:
    """The saved papers that are not as people were told."""
    return environment.readers.wrong_saves(seen.saved) if environment.readers else []


@dataclass(frozen=True, kw_only=True)
class Picked:
    """The papers that were picked last for a subscription, each with its rank, and when."""

    papers: Mapping[str, int]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a store holds that people and Discord see: subscriptions, papers by source, what came of messages.

    `begun` may be posted or is settled, as far as the store knows; the rest surely is not out. Of the `uncertain`
    it says so. `dead` are papers that it gave up one by one, `waiting` those that it means to post;
    those that were given up in company are `wrong`. `picked` are the picks of each subscription that has some,
    `likes` what people think, by person and paper, `saved` their lists.
    """

    subscriptions: Mapping[str, Subscription]
    brought: frozenset[tuple[str, str]]
    begun: frozenset[Owed]
    uncertain: frozenset[Owed]
    dead: frozenset[Owed]
    waiting: frozenset[Owed]
    wrong: tuple[str, ...]
    picked: Mapping[str, Picked]
    likes: Mapping[int, Mapping[str, bool]]
    saved: Mapping[int, Sequence[str]]


async def look_at(environment: Environment) -> Seen:
    """Read the visible state of a store. Raises StoreError."""
    async with open_read_only(environment.url) as store:
        return await _look(store, environment)


async def _look(store: Store, environment: Environment) -> Seen:
    numbers, sightings = environment.numbers, await store.papers_since(date.min)
    numbers |= {one.paper.id: _number(one.paper) for one in sightings}
    unfinished = await unfinished_note(store).load() or ()
    environment.unfinished |= {numbers[key] for key in unfinished if key in numbers}
    environment.brought |= {(numbers[one.paper.id], source) for one in sightings for source in announced_by(one)}
    messages = [one for one in await store.messages(frozenset(MessageState)) if one.destination_id < FIRST_BOX]
    single = [m for m in messages if m.state is MessageState.DEAD and len(m.paper_ids) == 1]
    wrong = [m for m in messages if m.state is MessageState.DEAD and m not in single]
    channels = [one.id for one in await store.destinations() if one.id < FIRST_BOX]
    pending = [alert for one in channels for alert in await store.pending(one)]
    unposted = frozenset((alert.destination_id, numbers.get(alert.paper_id, alert.paper_id)) for alert in pending)
    stored = (await store.subscriptions()).subscriptions
    subscriptions = {s.id: s for s in stored if s.guild_id is not None}  # nobody changes those of mailboxes
    for one in subscriptions.values():
        if one.has_picks:
            environment.with_picks[one.id] = one
    picked = {key: await last_picks(store, one) for key, one in environment.with_picks.items()}
    guild = environment.channels[0].guild
    likes = await Likes(store, environment.clock.today).of_server(Owner(guild_id=guild and guild.id, user_id=0))
    people = environment.readers.people if environment.readers else ()
    saved = {one.id: await Saved(store, environment.clock.today).newest(one.id) for one in people}
    return Seen(
        subscriptions=subscriptions,
        brought=frozenset(environment.brought),
        begun=_papers([m for m in messages if _is_begun(m)], numbers),
        uncertain=_papers([m for m in messages if m.state is MessageState.UNCERTAIN], numbers),
        dead=_papers(single, numbers),
        waiting=unposted | _papers([m for m in messages if m.state in _ON_THE_WAY], numbers),
        wrong=tuple(f"message {m.key} of {', '.join(m.paper_ids)} is {m.state}: {m.reason}" for m in wrong),
        picked={
            key: Picked(papers={numbers[paper]: why.rank for paper, why in one.reasons.items()}, at=one.at)
            for key, one in picked.items()
        },
        likes={
            person: {numbers[paper]: like.liked for paper, like in papers.items()}
            for person, papers in likes.items()
        },
        saved={person: [numbers.get(paper, paper) for paper in papers] for person, papers in saved.items()},
    )


def _is_begun(message: Message) -> bool:
    unposted = message.state is MessageState.READY and message.first_attempt is None
    return not unposted and message.state is not MessageState.DROPPED


def _papers(messages: Iterable[Message], numbers: Mapping[str, str]) -> frozenset[Owed]:
    return frozenset((m.destination_id, numbers.get(paper, paper)) for m in messages for paper in m.paper_ids)


def _number(paper: Paper) -> str:
    """Return a paper's number in the plan, the end of its URL."""
    return paper.links.page.rpartition("/")[2].removeprefix("lab.")
