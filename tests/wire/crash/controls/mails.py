"""Broken ways of sending mails, which the verdict has to notice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.errors import TryLaterError
from bot.service.deliver.mailing import MailAttempt

if TYPE_CHECKING:
    from bot.domain.alert import Message
    from bot.domain.errors import DeliveryError
    from bot.domain.subscription import Destination
    from bot.service.deliver.retry_decision import DeliveryDecision
    from bot.service.preferences.mail_addresses import MailAddresses


def sends_again_after_doubt():
    """A mail without an answer is taken for one that was not sent."""
    make, after = MailAttempt.make, MailAttempt._after

    async def make_again(self: MailAttempt, message: Message, destination: Destination) -> DeliveryDecision:
        return await make(self, replace(message, state=MessageState.READY), destination)

    async def certain(
        self: MailAttempt, error: DeliveryError, message: Message, mails: MailAddresses
    ) -> DeliveryDecision:
        return await after(self, TryLaterError(str(error), in_doubt=False), message, mails)

    MailAttempt.make, MailAttempt._after = make_again, certain
