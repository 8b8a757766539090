"""The same changes by slash commands, while the bot runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fake_discord.state.commands import CannotTypeError
from tests.fake_discord.state.models import Kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.domain.subscription import Subscription
    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.state.models import Channel, User

_DONE = ("Changed", "Paused", " is on: ")  # what an answer says that came after the change was written
_SERVER_DIED = "PostgreSQL at "  # how an answer begins that could not be given for it


@dataclass(slots=True, kw_only=True)
class Typed:
    """A change that a `person` types in a `place`, the last step `after` so many of the machine's seconds.

    `while_stored`: when papers are being read. `typed` is set when only the last step is left, `done` when the bot
    has said that it is saved.
    """

    discord: LoopbackDiscord
    person: User
    place: Channel
    old: Subscription
    new: Subscription
    after: float
    while_stored: bool
    typed: asyncio.Event = field(default_factory=asyncio.Event)
    done: bool = False

    async def type(self, read: Callable[[], Awaitable[None]]) -> None:
        """Everything up to the last step, then wait, then that step. To be cancelled when the bot dies.

        `read` returns when papers are being stored.
        """

        async def last() -> None:
            if self.while_stored:
                await read()
            await asyncio.sleep(self.after)
            self.typed.set()

        await self._change(self.old, self.new, last)

    async def _change(self, old: Subscription, new: Subscription, last: Callable[[], Awaitable[None]]) -> None:
        await self.discord.gateway.connected()
        accounts = self.discord.accounts
        await self.discord.until(lambda: bool(accounts.commands), "commands")
        if old.paused != new.paused:
            await last()
            line = "alerts pause" if new.paused else "alerts resume"
            asked = await self.discord.people.slash(self.person, self.place, line, {"subscription": old.id})
            self._hear((await asked.message()).content)
        else:
            await self._edit(old, new, last)

    async def _edit(self, old: Subscription, new: Subscription, last: Callable[[], Awaitable[None]]) -> None:
        people = self.discord.people
        form = await people.slash(self.person, self.place, "alerts edit", {"subscription": old.id})
        await form.opened()
        filled = {
            "query": new.query,
            "name": new.name,
            "deliver": [new.mode.value],
            "channel": [str(new.destination_id)],
        }
        shown = await (await people.submit(form, filled)).message()
        edits = shown.edits
        await last()
        try:
            pressed = await people.press(self.person, shown, "Save")
        except CannotTypeError as error:
            if shown.edits == edits and not shown.content.startswith(_SERVER_DIED):
                raise RuntimeError(f"no Save under {shown.content!r}") from error
            return  # or minutes of the bot's clock went by before it was pressed, which takes the buttons away
        self._hear((await pressed.edited(edits + 1)).content)

    def _hear(self, text: str) -> None:
        self.done = any(words in text for words in _DONE)


def place_to_type(channels: Iterable[Channel]) -> Channel:
    """A channel that takes commands."""
    return next(channel for channel in channels if channel.kind is Kind.TEXT)
