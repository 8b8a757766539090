"""Changes by slash commands, and *Undo*, while the bot runs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.fake_discord.state.commands import CannotTypeError
from tests.fake_discord.state.models import Kind
from tests.wire.crash.people.buttons import key_under

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from bot.domain.subscription import Subscription
    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.state.models import Channel, Message, User

# In an answer that came after it was written.
_DONE = (
    "Changed",
    "Paused",
    "Resumed",
    "Restored",
    "Deleted ",
)
_REFUSED = ("can no longer be undone",)
# How an answer begins that could not be given: its server died, or the process stood still for too long
_NOT_GIVEN = ("I can't reach my database", "Discord didn't respond in time")


@dataclass(kw_only=True)
class Typed:
    """What a `person` types and presses in a `place`, the last step `after` so many of the machine's seconds.

    A subscription is to be in these `states`, one after the other; None is one that has ended. The second step is
    *Undo* of the first; where there is a `button`, that is pressed at once. `while_stored`: the last step is made
    when papers are being read. `typed` is set when only that is left, `done` counts the steps of which the bot has
    said that they are saved, `refused` whether it would not take something back. Under its last `answer` there may
    be an Undo, or have been, which the bot knows by `key`.
    """

    discord: LoopbackDiscord
    person: User
    place: Channel
    states: tuple[Subscription | None, ...]
    after: float
    while_stored: bool
    button: Message | None = None
    typed: asyncio.Event = field(default_factory=asyncio.Event)
    done: int = 0
    refused: bool = False
    answer: Message | None = None
    key: str = ""

    async def type(self, read: Callable[[], Awaitable[None]]):
        """Everything up to the last step, then wait, then that step. To be cancelled when the bot dies.

        `read` returns when papers are being stored.
        """

        async def last():
            if self.while_stored:
                await read()
            await asyncio.sleep(self.after)
            self.typed.set()

        await self.discord.gateway.connected()
        accounts = self.discord.accounts
        await self.discord.until(lambda: bool(accounts.commands), "commands")
        if self.button is not None:
            await last()
            await self._undo(self.button)
            return
        (old, new), *undone = pairwise(self.states)
        assert old is not None
        await self._change(old, new, _at_once if undone else last)
        if undone and self.done and self.answer is not None:
            await last()
            await self._undo(self.answer)

    async def _change(self, old: Subscription, new: Subscription | None, last: Callable[[], Awaitable[None]]):
        if new is not None and old.paused == new.paused:
            await self._edit(old, new, last)
            return
        await last()
        line = "unsubscribe" if new is None else "pause" if new.paused else "resume"
        asked = await self.discord.people.slash(
            self.person, self.place, f"alerts {line}", {"subscription": old.id}
        )
        self._hear(await asked.message())

    async def _edit(self, old: Subscription, new: Subscription, last: Callable[[], Awaitable[None]]):
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
            if shown.edits == edits and not shown.content.startswith(_NOT_GIVEN):
                raise RuntimeError(f"no Save under {shown.content!r}") from error
            return  # or minutes of the bot's clock went by before it was pressed, which takes the buttons away
        self._hear(await pressed.edited(edits + 1))

    async def _undo(self, under: Message):
        """Press it, and wait for the answer: in place of what was said, or below where it is refused."""
        edits = under.edits
        try:
            pressed = await self.discord.people.press(self.person, under, "Undo")
        except CannotTypeError:  # it was pressed before, and is gone
            self.refused = True
            return
        await self.discord.until(lambda: under.edits > edits or bool(pressed.followups), "an answer to Undo")
        self._hear(pressed.followups[-1] if pressed.followups else under)

    def _hear(self, answer: Message):
        self.answer, self.key = answer, key_under(answer) or self.key
        self.done += any(words in answer.content for words in _DONE)
        self.refused = any(words in answer.content for words in _REFUSED)


async def _at_once():
    """Nothing is to be waited for."""


def place_to_type(channels: Iterable[Channel]) -> Channel:
    """A channel that takes commands."""
    return next(channel for channel in channels if channel.kind is Kind.TEXT)
