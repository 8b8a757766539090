"""What the store of an episode is asked, whatever its engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from bot.control import stored_status
from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import StoreError
from bot.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.wire.crash.environment import Environment
    from tests.wire.crash.verdict.verdict import Owed

_OWED = (AlertState.PENDING, AlertState.PLANNED)
_ON_THE_WAY = (MessageState.READY, MessageState.SENDING)


async def has_read(environment: Environment) -> bool:
    """Whether the store has every paper that is listed."""
    return int(str((await _status(environment.url)).get("papers", 0))) == len(environment.items)


async def rests_today(environment: Environment) -> bool:
    """Whether the store has nothing left to post now; digests may be due tomorrow."""
    status = await _status(environment.url)
    oldest = str(status.get("oldest_due"))
    later = oldest == "None" or datetime.fromisoformat(oldest) > environment.clock.today()
    return bool(status) and later and not _count(status, "messages", _ON_THE_WAY)


async def at_rest(environment: Environment) -> bool:
    """Whether the store has nothing left to post, now or later."""
    status = await _status(environment.url)
    return bool(status) and not _count(status, "alerts", _OWED) and not _count(status, "messages", _ON_THE_WAY)


def _count(status: Mapping[str, object], what: str, states: Iterable[str]) -> int:
    counts = cast("Mapping[str, int]", status[what])
    return sum(counts[state] for state in states)


async def _status(url: str) -> Mapping[str, object]:
    """Nothing while the bot has other things to do than to answer."""
    try:
        return await stored_status(url)
    except StoreError:
        return {}


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What the store says after the last life: of what it is `uncertain`, and what has gone `wrong`."""

    uncertain: frozenset[Owed] = frozenset()
    wrong: tuple[str, ...] = ()


async def ended(url: str) -> Ended:
    """Every message must be sent or uncertain."""
    try:
        async with open_store(url) as store:
            found = await store.messages(frozenset(MessageState))
    except StoreError as error:
        return Ended(wrong=(str(error),))
    doubted = [message for message in found if message.state is MessageState.UNCERTAIN]
    wrong = [message for message in found if message.state not in (MessageState.SENT, MessageState.UNCERTAIN)]
    return Ended(
        uncertain=frozenset(
            (m.destination_id, paper.rpartition(":")[2]) for m in doubted for paper in m.paper_ids
        ),
        wrong=tuple(f"message {m.key} is {m.state}: {m.reason}" for m in wrong),
    )
