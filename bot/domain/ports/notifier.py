"""Ports for sending alerts and plain notices to Discord."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Payload
    from bot.domain.errors import RefusedError
    from bot.domain.subscription import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPermit:
    """Permission to post one message now; it expires after some seconds.

    `monotonic` and `wall` are the times of both clocks, in seconds, when it was given. A `single` permit allows
    one request without retries.
    """

    monotonic: float
    wall: float
    single: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCheck:
    """Discord's answer about a channel's state now.

    `bound` is a current value of `Notifier.lower_bound`; None without an answer. `newer`: the channel has a
    message newer than an hour before the given `after`; it may be ours.
    """

    bound: int | None
    newer: bool


class ServerLocales(Protocol):
    """Languages of channels and servers, known without a request to Discord."""

    def locale(self, channel_id: int, guild_id: int | None = None, /) -> str | None:
        """Return Discord's locale of a channel's server; None if unknown and for direct messages.

        Without `guild_id` the server is looked up by channel.
        """
        ...


class Notifier(ServerLocales, Protocol):
    """Posts, finds and edits messages. Failures raise the fitting DeliveryError, or CredentialsError."""

    def problem(self, destination: Destination) -> RefusedError | None:
        """Return why posting would fail, as far as known without a request; None if it would not."""
        ...

    def lower_bound(self, destination: Destination) -> int | None:
        """Return a snowflake older than any later post in a destination; None if unknown."""
        ...

    async def check_channel(self, destination: Destination, after: int | None, /) -> ChannelCheck:
        """Ask Discord for its time, and whether the channel has messages newer than an hour before `after`.

        Compare its bound with an earlier one to measure time: our own clocks stop while a machine sleeps.
        """
        ...

    def free_slots(self) -> int:
        """Return how many messages can be in progress so that each gets a permit within seconds.

        0 while Discord rate-limits all requests (see `ready_in`). Call it before claiming messages, because a
        claim expires while its message waits for a permit.
        """
        ...

    def ready_in(self) -> float:
        """Return the seconds until there are free slots; 0 if there are some now."""
        ...

    async def permit(self) -> PostPermit:
        """Wait for permission to post, for some seconds at most.

        Get the permit first, then check whether Discord still knows the nonce, then `post`. Otherwise the wait
        would outdate the check. Raises TryLaterError, not in doubt, if the wait would be longer.
        """
        ...

    async def post(
        self, destination: Destination, payload: Payload, nonce: str, permit: PostPermit | None = None, /
    ) -> int:
        """Post a message and return its id.

        With a `permit` nothing is sent once that has expired (TryLaterError), and a request that may have
        succeeded is not repeated; the caller decides. Without one it waits for its own permit and retries where
        that is safe.

        Raises TryLaterError, RefusedError, RejectedError, AlreadyPostedError or CredentialsError.
        """
        ...

    async def find(self, destination: Destination, marker: str, after: int | None) -> int | None:
        """Return the id of our message with this `marker`, newer than `after`; None if there is certainly none.

        The search begins an hour before `after`, in case that is from a wrong clock. Raises HistoryUnreadableError
        if the history cannot be read, TryLaterError or RefusedError.
        """
        ...

    async def edit(self, destination: Destination, message_id: int, payload: Payload, /) -> None:
        """Replace the content of a posted message. Raises the errors of `post`."""
        ...

    async def open_thread(self, destination: Destination, message_id: int, name: str, /) -> int | None:
        """Open a public thread under a message, or find the existing one, and return its id.

        None if the channel cannot have threads. Raises the errors of `post`.
        """
        ...


class ResumeButton(NamedTuple):
    """A button that resumes what is paused in a destination; `label` is in the reader's language."""

    label: str
    destination_id: int


class NoticeSender(ServerLocales, Protocol):
    """Sends notices about alerts that stopped or work again, as plain text without mentions."""

    def problem(self, destination: Destination) -> RefusedError | None:
        """Return why alerts would fail, as far as known without a request; None if they would not."""
        ...

    def role_trouble(self, destination: Destination) -> str | None:
        """Return why the role is not notified, with what to do; "" if it is or none is set, None if unknown."""
        ...

    def open_channels(self, guild_id: int, channel_ids: Sequence[int], /) -> tuple[int, ...] | None:
        """Return those of these channels, and last the server's system channel, that we can write to.

        As far as known without a request; None if we are not in the server.
        """
        ...

    async def people_who_see(self, destination: Destination, people: Sequence[int], /) -> tuple[int, ...]:
        """Return those of these people who are in the server and can see the destination.

        People who cannot be looked up at the moment are included. If none remain, the result is the server's
        owner, if known. Of direct messages it is all of them.
        """
        ...

    async def post_text(
        self, channel_id: int, text: str, dedupe_key: str | None = None, button: ResumeButton | None = None, /
    ) -> bool:
        """Post plain text without mentions in a channel, with an optional button; False if certainly not posted.

        Texts with the same `dedupe_key` (default: the text) are posted once per channel within minutes, even by
        several processes or in several languages.
        """
        ...

    async def direct_message(self, user_id: int, text: str) -> bool:
        """Send a person a direct message; False if it could not be delivered."""
        ...
