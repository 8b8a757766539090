"""Controls that remove parts of the delivery protocol."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from bot.discord_io.posting.notifier import DiscordNotifier
from bot.discord_io.requests.calls import Calls
from bot.service.deliver.attempt import Attempt
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.files.journal import Mark
from tests.support.meanwhile import Through

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.alert import Message
    from bot.domain.ports import PostPermit
    from bot.domain.subscription import Destination


def look_at_nothing():
    """A nonce is sent again without a look at what is in the channel."""
    real = Calls.bound_and_newest

    async def bound_and_newest(self: Calls, channel_id: int) -> tuple[int | None, int]:
        bound, _ = await real(self, channel_id)
        return bound, 0

    Calls.bound_and_newest = bound_and_newest


def random_nonce():
    """A nonce that does not survive the process: a resend soon after a crash is a second message.

    Nor is anything looked at before that, which would find the first one.
    """
    look_at_nothing()
    real = DiscordNotifier.post

    async def post(
        self: DiscordNotifier,
        destination: Destination,
        payload: Any,
        _nonce: str,
        turn: PostPermit | None = None,
        /,
    ) -> int:
        return await real(self, destination, payload, secrets.token_urlsafe(18), turn)

    DiscordNotifier.post = post


def no_reconciliation():
    """Nobody looks before a late resend: once Discord has forgotten the nonce, it is a second message."""

    async def find(*_: object):
        return None

    DiscordNotifier.find = find


def mark_first():
    """Marked as sent before it is sent: what the crash or Discord swallows is lost."""
    real = Attempt.__init__

    def construct(self: Attempt, *parts: Any):
        real(self, *parts)
        store, mark_sending = self._store, self._store.mark_sending

        async def mark(key: str, claim: int, **when: Any) -> Message:
            sending = await mark_sending(key, claim, **when)
            await store.mark_sent(key, claim, None, self._clock.now())
            return sending

        self._store = _Marking(store, mark)

    Attempt.__init__ = construct


def no_fsync():
    """Acknowledged before the disk has it: a power cut takes back that something was about to be posted."""
    defaults = Folder.__init__.__kwdefaults__
    assert defaults is not None
    defaults["fsync"] = lambda _: None
    Mark.write = lambda *_: None  # which would tell at the next start what is missing


class _Marking(Through):
    """A store whose `mark_sending` is another."""

    def __init__(self, store: Any, mark_sending: Callable[..., Any]):
        super().__init__(store)
        self.mark_sending = mark_sending
