"""Inspection of destinations and sources for troubles that begin and end by themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.language.translating import translate_stored
from bot.service.notes import JsonNote
from bot.service.notices import wording
from bot.service.notices.notice_kinds import LOST_ROLE, PAUSED, Notice, mentionable_id, record_name
from bot.service.notices.notices import Audience
from bot.service.notices.records import RECORD_PREFIX
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.domain.ports import NoticeSender
    from bot.domain.subscription import Destination, Subscription
    from bot.service.notices.notice_kinds import Words
    from bot.service.notices.notices import Notices
    from bot.service.poll.source_health import SourceState

LONG_PAUSE = timedelta(days=7)


class Finding(NamedTuple):
    """The state of a condition: its detail while it lasts, and its notice once that is due.

    `detail` is what the next inspection needs: when a pause began, or why a role is not notified. `words_for_end`
    is the text for when it is over; None: no notice of the end.
    """

    detail: str | None = None
    notice: Notice | None = None
    words_for_end: Words | None = None


class Inspection(NamedTuple):
    """A destination to inspect; `last_detail` is the one that the last inspection found there."""

    sender: NoticeSender
    at: datetime
    destination: Destination
    subscriptions: Sequence[Subscription]
    last_detail: str | None


class Condition(NamedTuple):
    """A lasting trouble that `inspect` finds; details are stored in notes whose names begin with `note_name`."""

    topic: str
    note_name: str
    inspect: Callable[[Inspection], Finding]


def _long_pause(inspection: Inspection) -> Finding:
    """Find out if all subscriptions of a destination have been paused for a week without an end date.

    A destination that is blocked, or whose subscriptions were all deleted, gets no notice of the end.
    """
    destination, subscriptions = inspection.destination, inspection.subscriptions
    if not subscriptions or not all(one.paused and one.paused_until is None for one in subscriptions):
        is_back = subscriptions and destination.block is None
        return Finding(words_for_end=partial(wording.resumed, mentionable_id(destination)) if is_back else None)
    since = inspection.at if inspection.last_detail is None else datetime.fromisoformat(inspection.last_detail)
    words = partial(wording.paused, mentionable_id(destination), since)
    notice = (
        None if inspection.at - since < LONG_PAUSE else Notice(topic=PAUSED, words=words, resume=destination.id)
    )
    return Finding(since.isoformat(), notice)


def _lost_role(inspection: Inspection) -> Finding:
    """Find out if the role that posts mention is lost; while that is unknown, the last finding holds.

    If people have since chosen to mention no role, there is no notice of the end.
    """
    destination, sender = inspection.destination, inspection.sender
    trouble, role_id = sender.role_trouble(destination), destination.preferences.role_id
    if not (detail := inspection.last_detail if trouble is None else trouble):
        return Finding(
            words_for_end=None if role_id is None else partial(wording.role_found, destination.id, role_id)
        )

    def words() -> str:
        return wording.lost_role(sender.role_trouble(destination) or translate_stored(detail))

    return Finding(detail, Notice(topic=LOST_ROLE, words=words))


CONDITIONS = (
    Condition(PAUSED, "silent channels", _long_pause),
    Condition(LOST_ROLE, "unheard roles", _lost_role),
)


async def inspect_conditions(notices: Notices) -> None:
    """Send the notices of each condition's begin and end, for the destinations of this shard.

    Findings are stored in one note for each condition and shard, so they survive a restart. A blocked destination
    gets no notice of a begin, as it got one for the block.
    """
    for condition in CONDITIONS:
        await _inspect(condition, notices)


async def _inspect(condition: Condition, notices: Notices) -> None:
    note = JsonNote(notices.store, f"{condition.note_name} {notices.shard.id}", _decode)
    earlier = await note.load() or {}
    cache, now = await notices.store.subscriptions(), notices.now()
    lasting: dict[int, str] = {}
    due: list[tuple[Destination, Notice]] = []
    ended: dict[int, tuple[Words | None, Destination | None]] = dict.fromkeys(earlier, (None, None))
    async for destination in in_slices(await notices.store.destinations()):
        if not notices.shard.holds(destination.guild_id):
            continue
        found = condition.inspect(
            Inspection(notices.sender, now, destination, cache.at(destination.id), earlier.get(destination.id))
        )
        if found.detail is None:
            ended[destination.id] = found.words_for_end, destination
            continue
        lasting[destination.id] = found.detail
        if found.notice is not None and destination.block is None:
            due.append((destination, found.notice))
    for destination_id in earlier.keys() - lasting.keys():  # before the note forgets them, in case of a crash
        await notices.end(record_name(condition.topic, destination_id), *ended[destination_id])
    if lasting != earlier:
        await (note.save(lasting) if lasting else note.forget())
    for destination, notice in due:
        await notices.begin(destination, notice)


def _decode(doc: dict[str, Any]) -> dict[int, str]:
    return {int(destination_id): str(detail) for destination_id, detail in doc.items()}


async def inspect_source(notices: Notices, state: SourceState, receives: Callable[[Subscription], bool]) -> None:
    """Send the notices that a source has stopped and that it works again, in the servers of this shard.

    Each server gets one, in its first subscribed channel that takes it, and so does each DM. Only active
    subscriptions that get the source's papers count (`receives`). The outage is over once the source can be read
    and has listed something new since the process began: a restart during an outage ends nothing.
    """
    prefix = f"{RECORD_PREFIX}source {state.name} "
    recorded = await notices.store.notes(prefix)
    stopped = state.trouble(notices.now()) is not None
    if not stopped and (not recorded or state.failing_since or not state.last_new):
        return
    if not stopped:
        await _forget_deserted(notices, prefix, recorded)
    since = state.failing_since or state.last_new or state.started
    words = partial(wording.source_stopped, state.name, since, silent=state.failing_since is None)
    blocked = {destination.id for destination in await notices.store.destinations(blocked=True)}
    servers: dict[int, dict[int, None]] = {}
    for subscription in (await notices.store.subscriptions()).subscriptions:
        is_active = not (subscription.paused or subscription.destination_id in blocked)
        if notices.shard.holds(subscription.guild_id) and (not stopped or (is_active and receives(subscription))):
            servers.setdefault(subscription.guild_id or subscription.destination_id, {})[
                subscription.destination_id
            ] = None
    for server, channels in servers.items():
        name = f"{prefix}{server}"
        if not stopped:
            await notices.end(name, partial(wording.source_recovered, state.name))
        elif name not in recorded:
            # Direct messages have no server: their key is the channel itself
            open_channels = channels if server in channels else notices.sender.open_channels(server, [*channels])
            open_ids = tuple(channel for channel in open_channels or () if channel in channels)
            if open_ids:
                await notices.send([name], Audience(channels=open_ids), Notice(topic="source", words=words))


async def _forget_deserted(notices: Notices, prefix: str, recorded: Iterable[str]) -> None:
    """Close a source's records of servers without subscriptions: later subscribers get no notice of this end."""
    cache = await notices.store.subscriptions()
    home_ids = {str(one.guild_id or one.destination_id) for one in cache.subscriptions}
    for name in recorded:
        home = name.removeprefix(prefix)
        if home.isdecimal() and home not in home_ids:  # else it is a record of a source with a longer name
            await notices.close_record(name)
