"""Ports for sending messages to Discord: alerts, and plain text to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Payload
    from bot.domain.errors import RefusedError
    from bot.domain.subscription import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Leave to post one message, and when it was given: by a monotonic clock and by the wall's, in seconds.

    A `single` one is for one request alone: what allows it may be over when a second one would go out.
    """

    monotonic: float
    wall: float
    single: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """Discord's answer about a channel at this moment.

    `bound` is a value of `Notifier.lower_bound` from a moment ago, None without an answer. `newer`: the channel
    has a message that is newer than the bound that was asked about; it may be ours.
    """

    bound: int | None
    newer: bool


class Places(Protocol):
    """Facts about the places that messages go to, known without asking Discord."""

    def locale(self, channel_id: int, guild_id: int | None = None, /) -> str | None:
        """The language of a channel's server, by Discord's name of it; None for a DM, and where it is not known.

        Without `guild_id` the server is found by the channel.
        """
        ...


class Notifier(Places, Protocol):
    """Posts messages. Every failure is a DeliveryError of the kind that says what to do."""

    def problem(self, destination: Destination) -> RefusedError | None:
        """The reason why posting there would fail, known without asking; None when there is none."""
        ...

    def lower_bound(self, destination: Destination) -> int | None:
        """A snowflake that is older than anything posted there from now on; None when unknown."""
        ...

    async def glance(self, destination: Destination, after: int | None, /) -> Glance:
        """Ask Discord what time it is, and whether anything was written there since `after`.

        Its bound is to be compared with an earlier one where it matters how long ago that was: our own clocks
        stand still in a machine that sleeps or is paused.
        """
        ...

    def room(self) -> int:
        """The number of messages that can be in work at once while each gets its turn within seconds.

        It is 0 while Discord asks for a pause; `ready_in` tells how long. Ask before claiming messages: if a turn
        comes too late, the claim has expired.
        """
        ...

    def ready_in(self) -> float:
        """The seconds until there is room again; 0 when there is."""
        ...

    async def turn(self) -> Turn:
        """Wait for leave to post, some seconds at most.

        Ask for it before judging whether a nonce is still known, and give it to `post`: waiting comes before
        judging. Raises TryLaterError, not in doubt, when it would take longer.
        """
        ...

    async def post(
        self, destination: Destination, payload: Payload, nonce: str, turn: Turn | None = None, /
    ) -> int:
        """Create the message and return its id.

        Nothing is sent later than some seconds after the `turn` was given, whatever there is to wait for: then it
        is a TryLaterError. Nor is anything sent again that may have been taken: that is for the caller, who asks
        for the time before. Without a turn it waits for its own, and repeats what may be repeated.

        Raises TryLaterError, RefusedError, RejectedError, AlreadyPostedError or CredentialsError.
        """
        ...

    async def find(self, destination: Destination, marker: str, after: int | None) -> int | None:
        """The id of our own message that carries `marker`, newer than `after`; None when surely absent.

        As `after` may have been made by a wrong clock, what is up to an hour older is looked at as well.

        Raises HistoryUnreadableError when absence cannot be told, TryLaterError, RefusedError.
        """
        ...

    async def edit(self, destination: Destination, message_id: int, payload: Payload, /) -> None:
        """Let a message that was posted there show something else. Raises as `post` does."""
        ...

    async def open_thread(self, destination: Destination, message_id: int, name: str, /) -> int | None:
        """Open a public thread under a message, or find the one that is there; its id.

        None when no thread can be there at all. Raises as `post` does.
        """
        ...


class ResumeButton(NamedTuple):
    """Lets what is paused in a destination come again; the label is in the language of who reads it."""

    label: str
    destination_id: int


class NoticeSender(Places, Protocol):
    """Writes to people about alerts that stop and flow again, in plain words that mention nobody."""

    def problem(self, destination: Destination) -> RefusedError | None:
        """The reason why alerts there would fail, known without asking; None when there is none."""
        ...

    def role_trouble(self, destination: Destination) -> str | None:
        """Why nobody is notified although posts there mention a role, with the step to take; "" when all is well.

        None when that is not known at the moment.
        """
        ...

    def open_channels(self, guild_id: int, channel_ids: Sequence[int], /) -> tuple[int, ...] | None:
        """Those of these channels that take plain text, in order, and the server's system channel last.

        As far as is known without asking; None when we are not in the server.
        """
        ...

    async def people_who_see(self, destination: Destination, people: Sequence[int], /) -> tuple[int, ...]:
        """Those of these people who are in its server and see the destination, and so may know of it.

        Where nobody is left it is the server's owner. Whoever cannot be looked up at the moment is taken for one.
        """
        ...

    async def post_text(
        self, channel_id: int, text: str, sense: str | None = None, button: ResumeButton | None = None, /
    ) -> bool:
        """Plain words in a channel, which mention nobody, with a button if one helps; False when surely not there.

        What has the same `sense` (the words themselves unless given) in the same channel within a few minutes
        comes to be there once, whoever says it and in whatever language.
        """
        ...

    async def direct_message(self, user_id: int, text: str) -> bool:
        """A direct message to a person, as `post_text`; False when it could not be delivered."""
        ...
