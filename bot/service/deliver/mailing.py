"""One attempt to send one message by e-mail. One in doubt is not repeated, as nothing would de-duplicate it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import MAIL, MessageState
from bot.domain.errors import DeliveryError, RejectedError, TryLaterError
from bot.language.current import using_language
from bot.service.deliver.retry_decision import End, Retry, Sent, Split
from bot.text.mail.frame import letter

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.subscription import Destination
    from bot.service.deliver.compose import DeliveryContext
    from bot.service.deliver.retry_decision import DeliveryDecision
    from bot.service.preferences.mail_addresses import MailAddresses

_GIVE_UP_AFTER = timedelta(days=3)  # of refusals; then alerts are direct messages again
_GIVE_UP_ATTEMPTS = 10  # at least, as the host may have been down
_SHORTEST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)  # greylisting passes after minutes
_INTERRUPTED = "Paperboy was interrupted while it sent the mail."
_STOPPED = "E-mail was turned off."


@dataclass(frozen=True, slots=True)
class MailAttempt:
    """Tries a claimed mail once; `sending` stores that it is being sent, and limits how long that takes.

    The server gets the mail only after that. A mail that is found in this state was interrupted and is uncertain,
    as is one without an answer; anything before is certainly not sent. `paperboy outbox retry` makes an uncertain
    mail READY, with the time of its first attempt: the order to send it again.
    """

    context: DeliveryContext
    sending: Callable[[Message, datetime, None, str], AbstractAsyncContextManager[None]]

    async def make(self, message: Message, destination: Destination) -> DeliveryDecision:
        """Send the mail, and decide what the outcome means."""
        if message.state is MessageState.SENDING:
            return End(state=MessageState.UNCERTAIN, reason=_INTERRUPTED, in_doubt=True)
        mails = self.context.mails
        to = mails and await mails.of(destination.id)
        if mails is None or mails.sender is None:
            return _as_direct_message(message)
        if to is None:
            await mails.end(destination.id)  # in case a crash interrupted the end of these mails
            return _as_direct_message(message)
        end = mails.end_link(destination.id, to)
        with using_language(self.context.composer.language_at(destination)):
            mail = letter(message.payload[MAIL], to.address, message.key, end)

        text = f"The limit of {mails.per_day} mails a day is reached; the rest is sent tomorrow."
        over_limit = TryLaterError(text, in_doubt=False)

        @asynccontextmanager
        async def sending() -> AsyncGenerator[None]:
            if await mails.of(destination.id) != to:  # meanwhile: mails wait for a busy server
                raise TryLaterError("The address has changed.", in_doubt=False)
            if not await mails.count_mail():
                raise over_limit
            first = message.first_attempt or self.context.clock.now()
            async with self.sending(message, first, None, "The mail server"):
                yield

        try:
            if not await mails.has_room():  # without a connection for each mail that waits
                mails.sender.trouble = text
                raise over_limit
            await mails.sender.send(mail, sending)
        except DeliveryError as error:
            decision = await self._after(error, message, mails)
            refused = "refused" if isinstance(error, RejectedError) else "later"
            self.context.observer.mailed("uncertain" if error.in_doubt else refused)
            return decision
        self.context.observer.mailed("sent")
        return Sent(message_id=self.context.notifier.lower_bound(destination))

    async def _after(self, error: DeliveryError, message: Message, mails: MailAddresses) -> DeliveryDecision:
        """Decide after a failure: if the mail was certainly not sent, try again, and the later the older it is.

        Mails end for one person's address, never for a server that refuses everybody, which the host has to mend.
        """
        if error.in_doubt:
            return End(state=MessageState.UNCERTAIN, reason=str(error), in_doubt=True)
        now, agreed = self.context.clock.now(), self.context.clock.agreed()
        is_rejected = isinstance(error, RejectedError)
        is_old = agreed is not None and agreed - message.created >= _GIVE_UP_AFTER
        asked = timedelta(seconds=(isinstance(error, TryLaterError) and error.retry_after) or 0)
        return Retry(
            at=now + max(_SHORTEST_WAIT, asked, min((now - message.created) / 2, _LONGEST_WAIT)),
            reason=str(error),
            in_doubt=False,  # even if an earlier try may have sent it: the host has ordered it again
            attempts=message.attempts + is_rejected,
            mail_refused=is_old
            and is_rejected
            and message.attempts >= _GIVE_UP_ATTEMPTS
            and await mails.server_takes_mails(),
        )


def _as_direct_message(message: Message) -> DeliveryDecision:
    """Replace a mail by direct messages; one that may have been sent does not come again there."""
    if message.in_doubt:
        return End(state=MessageState.UNCERTAIN, reason=_STOPPED, in_doubt=True)
    return Split(reason=_STOPPED)
