"""One thing that a person did, and what the bot made of it."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tests.fake_discord.state.models import Flag

if TYPE_CHECKING:
    from tests.fake_discord.state.models import Channel, Message, User
    from tests.fake_discord.waiting import Bell


class Doing(IntEnum):
    """What a person did: Discord's interaction types."""

    COMMAND = 2
    PRESS = 3
    TYPING = 4
    SUBMIT = 5


class Reply(IntEnum):
    """How the bot answered first: Discord's callback types."""

    MESSAGE = 4
    LATER = 5
    LATER_UPDATE = 6
    UPDATE = 7
    SUGGESTIONS = 8
    MODAL = 9


class Interaction:
    """An interaction with all that the bot answered.

    `reply` is the first answer's type, `original` the message that it made or changed, `followups` those
    after it; `modal` and `suggestions` hold the other kinds of answer.
    """

    def __init__(
        self,
        bell: Bell,
        *,
        number: int,
        token: str,
        doing: Doing,
        user: User,
        channel: Channel,
        at: float,
        source: Message | None = None,
    ) -> None:
        self._bell = bell
        self.id = number
        self.token = token
        self.doing = doing
        self.user = user
        self.channel = channel
        self.at = at
        self.source = source
        self.reply: Reply | None = None
        self.original: Message | None = None
        self.followups: list[Message] = []
        self.modal: dict[str, Any] | None = None
        self.suggestions: list[dict[str, Any]] | None = None

    @property
    def messages(self) -> list[Message]:
        """What the person sees of it now: no deleted messages, none that still says "thinking"."""
        shown = [self.original, *self.followups]
        return [m for m in shown if m is not None and not m.deleted and Flag.LOADING not in m.flags]

    def find(self, message_id: int) -> Message | None:
        """A message of this interaction by id."""
        known = [self.original, *self.followups]
        return next((m for m in known if m is not None and m.id == message_id and not m.deleted), None)

    async def acknowledged(self) -> Reply:
        """Wait for the first answer, of whatever kind."""
        await self._bell.until(lambda: self.reply is not None, f"the bot's answer to {self}")
        assert self.reply is not None
        return self.reply

    async def message(self, number: int = 1) -> Message:
        """Wait for the n-th message that the person can read."""
        await self._bell.until(lambda: len(self.messages) >= number, f"message {number} of {self}")
        return self.messages[number - 1]

    async def edited(self, edits: int) -> Message:
        """Wait until the original message has been changed that many times."""
        await self._bell.until(
            lambda: self.original is not None and self.original.edits >= edits, f"edit {edits} of {self}"
        )
        assert self.original is not None
        return self.original

    async def opened(self) -> dict[str, Any]:
        """Wait for a modal."""
        await self._bell.until(lambda: self.modal is not None, f"a modal for {self}")
        assert self.modal is not None
        return self.modal

    async def suggested(self) -> list[dict[str, Any]]:
        """Wait for autocomplete's choices, `{name, value}` each."""
        await self._bell.until(lambda: self.suggestions is not None, f"suggestions for {self}")
        assert self.suggestions is not None
        return self.suggestions

    def __str__(self) -> str:
        return f"{self.doing.name.lower()} {self.id} by {self.user.name}"
