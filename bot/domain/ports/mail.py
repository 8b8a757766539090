"""Port that sends e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one address, as text and as HTML; `key` identifies it, also to the reader's mailbox.

    `end_token` is the secret that ends further mails, and `end_url` the address that takes it by one click. Both
    are "" for a mail that nothing follows, `end_url` also where there is no web page.
    """

    to: str
    subject: str
    text: str
    html: str
    key: str
    end_token: str = ""
    end_url: str = ""


class MailSender(Protocol):
    """Sends mails through the host's mail server."""

    trouble: str | None
    """Why the last mail was not sent, such as a refused password; None if it was."""
    last_taken: datetime | None
    """When the server last took a mail, since the start."""

    async def send(self, mail: Mail, sending: Callable[[], AbstractAsyncContextManager[object]], /) -> None:
        """Send a mail. The block of `sending` begins when the server takes the address, before it gets the mail.

        Raises TryLaterError, in doubt if the server may have the mail, RejectedError if it refuses it or the
        address, and whatever `sending` raises.
        """
        ...
