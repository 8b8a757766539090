"""One action of a person, and the bot's answers to it."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from tests.fake_discord.state.models import Channel, Flag, Message, User
from tests.fake_discord.waiting import Bell


class Doing(IntEnum):
    """Kinds of action: Discord's interaction types."""

    COMMAND = 2
    PRESS = 3
    SUBMIT = 5


class Reply(IntEnum):
    """Kinds of first answer: Discord's callback types."""

    MESSAGE = 4
    LATER = 5
    LATER_UPDATE = 6
    UPDATE = 7
    MODAL = 9


@dataclass(kw_only=True, eq=False)
class Interaction:
    """An interaction with all that the bot answered.

    `reply` is the first answer's type, `original` the message that it made or changed, `followups` those
    after it; `modal` is the other kind of answer.
    """

    bell: Bell
    id: int
    token: str
    doing: Doing
    user: User
    channel: Channel
    at: float
    source: Message | None = None
    reply: Reply | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list["Message"])
    modal: dict[str, Any] | None = None

    @property
    def messages(self) -> list[Message]:
        """The replies that the person sees now: no deleted messages, none that still says "thinking"."""
        shown = [self.original, *self.followups]
        return [m for m in shown if m is not None and not m.deleted and Flag.LOADING not in m.flags]

    def find(self, message_id: int) -> Message | None:
        """A message of this interaction by id."""
        known = [self.original, *self.followups]
        return next((m for m in known if m is not None and m.id == message_id and not m.deleted), None)

    async def message(self, number: int = 1) -> Message:
        """Wait for the n-th message that the person can read."""
        await self.bell.until(lambda: len(self.messages) >= number, f"message {number} of {self}")
        return self.messages[number - 1]

    async def edited(self, edits: int) -> Message:
        """Wait until the original message has been changed that many times."""
        await self.bell.until(
            lambda: self.original is not None and self.original.edits >= edits, f"edit {edits} of {self}"
        )
        assert self.original is not None
        return self.original

    async def opened(self) -> dict[str, Any]:
        """Wait for a modal."""
        await self.bell.until(lambda: self.modal is not None, f"a modal for {self}")
        assert self.modal is not None
        return self.modal

    def __str__(self) -> str:
        return f"{self.doing.name.lower()} {self.id} by {self.user.name}"
