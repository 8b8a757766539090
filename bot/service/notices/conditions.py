"""Troubles that begin and end by themselves, found by looking: at each destination, and at each source."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.language.translating import translate_stored
from bot.service.notes import JsonNote
from bot.service.notices import wording
from bot.service.notices.notices import Audience
from bot.service.notices.occasions import LOST_ROLE, PAUSED, Notice, mentioned, record_name
from bot.service.notices.remembered import RECORDS
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.domain.ports import NoticeSender
    from bot.domain.subscription import Destination, Subscription
    from bot.service.notices.notices import Notices
    from bot.service.notices.occasions import Words
    from bot.service.poll.source_health import SourceState

LONG_PAUSE = timedelta(days=7)


class Found(NamedTuple):
    """The state of a condition: its detail while it lasts, and its notice once it is worth one.

    When it is over, `words_for_end` are the words to say so; None: nothing is said.
    """

    detail: str | None = None
    notice: Notice | None = None
    words_for_end: Words | None = None


class Look(NamedTuple):
    """A look at a destination, at a moment, with what the one `before` found there."""

    sender: NoticeSender
    at: datetime
    destination: Destination
    subscriptions: Sequence[Subscription]
    before: str | None


class Condition(NamedTuple):
    """A trouble that lasts, and is found by a `look`; the details of what it finds are kept as `remembered`."""

    topic: str
    remembered: str
    look: Callable[[Look], Found]


def _long_pause(look: Look) -> Found:
    """Everything there has been paused for long without a day on which it goes on.

    Where nobody subscribes any more nothing comes again.
    """
    where, there = look.destination, look.subscriptions
    if not there or not all(one.paused and one.paused_until is None for one in there):
        return Found(words_for_end=partial(wording.resumed, mentioned(where)) if there else None)
    since = look.at if look.before is None else datetime.fromisoformat(look.before)
    words = partial(wording.paused, mentioned(where), since)
    notice = None if look.at - since < LONG_PAUSE else Notice(topic=PAUSED, words=words, resume=where.id)
    return Found(since.isoformat(), notice)


def _lost_role(look: Look) -> Found:
    """Nobody is notified of posts; what is not known at the moment is taken to be as it was.

    Who chose to mention nobody needs not be told that nobody is.
    """
    where, sender = look.destination, look.sender
    trouble, role_id = sender.role_trouble(where), where.preferences.role_id
    if not (detail := look.before if trouble is None else trouble):
        return Found(words_for_end=None if role_id is None else partial(wording.role_found, where.id, role_id))

    def words() -> str:
        return wording.lost_role(sender.role_trouble(where) or translate_stored(detail))

    return Found(detail, Notice(topic=LOST_ROLE, words=words))


CONDITIONS: Final = (
    Condition(PAUSED, "silent channels", _long_pause),
    Condition(LOST_ROLE, "unheard roles", _lost_role),
)


async def inspect_conditions(notices: Notices) -> None:
    """Give notice of each condition where it lasts, and of its end, at the destinations of this shard.

    What was found is kept in one note for each condition and shard, so that it outlives a restart. A blocked
    destination gets no notice: it has had its own.
    """
    for condition in CONDITIONS:
        await _inspect(condition, notices)


async def _inspect(condition: Condition, notices: Notices) -> None:
    note = JsonNote(notices.store, f"{condition.remembered} {notices.shard.id}", _decode)
    before = await note.load() or {}
    cache, now = await notices.store.subscriptions(), notices.now()
    lasting: dict[int, str] = {}
    due: list[tuple[Destination, Notice]] = []
    ended: dict[int, tuple[Words | None, Destination | None]] = dict.fromkeys(before, (None, None))
    async for place in in_slices(await notices.store.destinations()):
        if not notices.shard.holds(place.guild_id):
            continue
        found = condition.look(Look(notices.sender, now, place, cache.at(place.id), before.get(place.id)))
        if found.detail is None:
            ended[place.id] = found.words_for_end, place
            continue
        lasting[place.id] = found.detail
        if found.notice is not None and place.block is None:
            due.append((place, found.notice))
    for where in before.keys() - lasting.keys():  # before it is forgotten that they lasted
        await notices.end(record_name(condition.topic, where), *ended[where])
    if lasting != before:
        await (note.save(lasting) if lasting else note.forget())
    for place, notice in due:
        await notices.begin(place, notice)


def _decode(doc: dict[str, Any]) -> dict[int, str]:
    return {int(where): str(detail) for where, detail in doc.items()}


async def inspect_source(notices: Notices, state: SourceState, hears: Callable[[Subscription], bool]) -> None:
    """Give notice that a source has stopped, and that it is read again, in the servers of this shard.

    Once in each server, in the channel that was subscribed first and takes it, and in each DM: of subscriptions
    that hear of the source and wait for alerts. It is over when the source is read and has listed something new
    since the process began, so that a restart in an outage ends nothing.
    """
    prefix = f"{RECORDS}source {state.name} "
    told = await notices.store.notes(prefix)
    stopped = state.trouble(notices.now()) is not None
    if not stopped and (not told or state.failing_since or not state.last_new):
        return
    if not stopped:
        await _forget_left(notices, prefix, told)
    since = state.failing_since or state.last_new or state.started
    words = partial(wording.source_stopped, state.name, since, silent=state.failing_since is None)
    blocked = {one.id for one in await notices.store.destinations(blocked=True)}
    servers: dict[int, dict[int, None]] = {}
    for one in (await notices.store.subscriptions()).subscriptions:
        waits = not (one.paused or one.destination_id in blocked)
        if notices.shard.holds(one.guild_id) and (not stopped or (waits and hears(one))):
            servers.setdefault(one.guild_id or one.destination_id, {})[one.destination_id] = None
    for server, channels in servers.items():
        name = f"{prefix}{server}"
        if not stopped:
            await notices.end(name, partial(wording.source_recovered, state.name))
        elif name not in told:
            open_channels = channels if server in channels else notices.sender.open_channels(server, [*channels])
            wanted = tuple(channel for channel in open_channels or () if channel in channels)
            if wanted:
                await notices.give([name], Audience(channels=wanted), Notice(topic="source", words=words))


async def _forget_left(notices: Notices, prefix: str, told: Iterable[str]) -> None:
    """Where nobody subscribes any more: who comes back hears of the next outage, not of the end of this one."""
    cache = await notices.store.subscriptions()
    homes = {str(one.guild_id or one.destination_id) for one in cache.subscriptions}
    for name in told:
        home = name.removeprefix(prefix)
        if home.isdecimal() and home not in homes:  # else it is of a source whose name begins so
            await notices.settle(name)
