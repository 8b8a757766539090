"""The outbox for the person who hosts the bot: list messages, retry or drop stuck ones.

`administer` has the running process do it, or does it on the store if none is known to run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from bot.app.control import NobodyAnswersError, Verb, ask_running
from bot.app.store_admin import PATIENCE, open_existing
from bot.domain.alert import AlertState, Message, MessageState
from bot.domain.clock import utc_now
from bot.domain.discord.ids import snowflake_time
from bot.domain.errors import PaperboyError
from bot.service.trusted_clock import TrustedClock
from bot.store.opening import engine_of, open_read_only

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.domain.ports import Store

Facts: TypeAlias = dict[str, object]

LIST_VERB = "outbox_list"
MAX_MESSAGES = 1000
UNFINISHED_STATES = (MessageState.DEAD, MessageState.UNCERTAIN, MessageState.SENDING, MessageState.READY)
_STUCK_STATES = frozenset({MessageState.DEAD, MessageState.UNCERTAIN})
_SEARCHED_FIRST = "It may have been posted: the channel's history is checked first."
_MAYBE_POSTED = "It may have been posted, so its papers are not posted there again."
_NOT_POSTED = "It was not posted: other subscriptions can still post its papers there."
_MIN_KEY_LENGTH = 4  # characters that must be given of a key


class OutboxError(PaperboyError):
    """The key fits no message, or several, or the state of its message does not allow the action."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Lists, retries and drops messages. `wake` is called when there is something to post.

    These are verbs of the control socket, so any arguments can come: for invalid ones they raise OutboxError.
    """

    store: Store
    clock: TrustedClock
    wake: Callable[[], None] = lambda: None

    def verbs(self) -> Mapping[str, Verb]:
        """Return the handlers for `bot.app.control`; their arguments and answers are JSON."""
        return {LIST_VERB: self.list, "outbox_retry": self.retry, "outbox_drop": self.drop}

    async def list(self, states: object = (), limit: object = MAX_MESSAGES) -> Facts:
        """Return messages in these states, stuck ones first, their `total`, and the number of pending alerts.

        No states stand for the UNFINISHED_STATES; `total` is the number without the `limit`.
        """
        try:
            wanted = {MessageState(str(state)) for state in cast("Sequence[object]", states or UNFINISHED_STATES)}
        except (TypeError, ValueError):
            raise OutboxError(f"Give a list of states from {', '.join(MessageState)}.") from None
        count = min(limit, MAX_MESSAGES) if isinstance(limit, int) and limit > 0 else MAX_MESSAGES
        found = sorted(
            await self.store.messages(wanted),
            key=lambda message: (message.state not in _STUCK_STATES and not message.is_deferred, message.created),
        )
        waiting = (await self.store.counts()).alerts.get(AlertState.PENDING, 0)
        return {"messages": await self._facts(found[:count]), "total": len(found), "waiting": waiting}

    async def retry(self, key: object = "", *, all_dead: object = False) -> Sequence[Facts]:
        """Post again the message whose key starts with `key`, or all dead ones; return them as they were."""
        if all_dead is True:
            dead = await self.store.messages({MessageState.DEAD})
            requeued = [message for message in dead if await self.store.requeue(message.key, self.clock.now())]
            self.wake()
            return await self._facts(requeued)
        message = await self._find(key, "can be retried")
        _require_done(message.key, done=await self.store.requeue(message.key, self.clock.now()))
        self.wake()
        return await self._facts([message], _SEARCHED_FIRST if message.in_doubt else None)

    async def drop(self, key: object = "") -> Sequence[Facts]:
        """Give up the message whose key starts with `key`; return it as it was."""
        message = await self._find(key, "can be dropped")
        first_attempt_at = None if message.after is None else snowflake_time(message.after)
        # The host's clock can be behind: never before the message's stored end or, by Discord, its first attempt
        finished = max(filter(None, (self.clock.later_of_both(), message.finished, first_attempt_at)))
        _require_done(
            message.key, done=await self.store.discard(message.key, self.clock.now(), dropped_at=finished)
        )
        return await self._facts([message], _MAYBE_POSTED if message.in_doubt else _NOT_POSTED)

    async def _find(self, key: object, ability: str) -> Message:
        """Return the unfinished message whose key starts with `key`; `ability` is "can be dropped" or the like."""
        prefix = str(key)
        if len(prefix) < _MIN_KEY_LENGTH:
            raise OutboxError(
                f"Give at least the first {_MIN_KEY_LENGTH} characters of a key from `paperboy outbox list`."
            )
        everything = await self.store.messages(set(MessageState))
        found = [message for message in everything if message.key.startswith(prefix)]
        if not found:
            raise OutboxError(f"No message has a key that starts with {prefix!r}: see `paperboy outbox list`.")
        if len(found) > 1:
            raise OutboxError(f"{len(found)} messages have a key that starts like this: give more of it.")
        if found[0].state not in UNFINISHED_STATES:
            states = ", ".join(sorted(UNFINISHED_STATES))
            raise OutboxError(f"Message {found[0].key} is {found[0].state}: only one that is {states} {ability}.")
        return found[0]

    async def _facts(self, messages: Sequence[Message], follows: str | None = None) -> Sequence[Facts]:
        """Return messages in JSON's types; Discord's ids are texts, which no program rounds.

        A paper that is no longer stored has its id as title. `blocked` is why Discord refuses the destination;
        `follows` says what happens next.
        """
        papers = await self.store.sightings({paper for message in messages for paper in message.paper_ids})
        blocks = {one.id: one.block.reason for one in await self.store.destinations(blocked=True) if one.block}
        titles = {key: found.paper.title for key, found in papers.items()}
        return [
            {
                "key": message.key,
                "state": message.state.value,
                "kind": message.kind.value,
                "destination": str(message.destination_id),
                "papers": [{"id": paper, "title": titles.get(paper, paper)} for paper in message.paper_ids],
                "created": message.created.isoformat(),
                "next_try": message.next_try.isoformat(),
                "attempts": message.attempts,
                "reason": message.reason,
                "blocked": blocks.get(message.destination_id),
                "aside": message.is_deferred,  # the older name of deferred, kept for programs
                "follows": follows,
                "message_id": None if message.message_id is None else str(message.message_id),
            }
            for message in messages
        ]


def _require_done(key: str, *, done: bool) -> None:
    """Raise if the store refused: the message is being delivered, or has changed."""
    if not done:
        raise OutboxError(f"Message {key} is being posted or has changed: try again in a minute.")


async def administer(url: str, verb: str, **arguments: object) -> tuple[Any, bool | None]:
    """Call a verb in the process that holds the store, else on the store itself. Raises PaperboyError.

    Returns the answer, and whether a running process gave it; None for a database, which several may use.
    """
    try:
        return await ask_running(url, verb, patience=PATIENCE, **arguments), True
    except NobodyAnswersError:
        running = None if engine_of(url).shared else False
        async with (open_read_only if verb == LIST_VERB else open_existing)(url) as store:
            return await Outbox(store, TrustedClock(utc_now)).verbs()[verb](**arguments), running
