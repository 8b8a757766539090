"""The parts that the applications of all shards of one process share."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from bot.app.control import NobodyAnswersError, ask_running
from bot.app.ranker import ProcessRanker
from bot.app.store_admin import open_existing
from bot.discord_io.requests.pacer import Breaker, share_of_limit
from bot.discord_io.requests.server_clock import ServerClock
from bot.domain.clock import utc_now
from bot.domain.ports import Observer
from bot.service.preferences.mail_addresses import MailAddresses
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.trusted_clock import TrustedClock
from bot.sources.mail.settings import valid_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.domain.ports import MailSender, PastPapers, Ranker, Store, Summaries
    from bot.settings import Settings
    from bot.sources.mail.smtp import SmtpSender
    from bot.sources.settings.table import Sources

END_MAILS_VERB = "mail_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedParts:
    """The parts that the applications of all shards of one process share, opened by the caller.

    `observer` counts events, `now` gives aware UTC time, `server_clock` Discord's time. Discord counts refused
    requests by IP address, so one `breaker` stops them all. `mail` is None where the host set up no mail server.
    """

    settings: Settings
    past: PastPapers
    sources: Sources
    now: Callable[[], datetime] = utc_now
    observer: Observer = field(default_factory=Observer)
    breaker: Breaker = field(default_factory=lambda: Breaker(time.monotonic, limit=share_of_limit(1)))
    server_clock: ServerClock = field(default_factory=lambda: ServerClock(time.monotonic))
    summaries: Summaries | None = None
    ranker: Ranker = field(default_factory=ProcessRanker)
    mail: MailSender | None = None

    @property
    def clock(self) -> TrustedClock:
        """Our clock, checked against Discord's."""
        return TrustedClock(self.now, self.server_clock.time)


def mail_addresses(shared: SharedParts, store: Store, wake: Callable[[], None]) -> MailAddresses:
    """Return the e-mail addresses of people; `wake` is called when alerts may be due.

    Mails have links only with a public address: an address of this machine would lead their readers nowhere.
    """
    settings = shared.settings
    return MailAddresses(
        store=store,
        preferences=ChannelPreferences(store, settings.times, shared.now, wake),
        now=shared.now,
        sender=shared.mail,
        checked=valid_address,
        per_day=settings.mail.per_day,
        url=settings.web.public_url if settings.web.port else "",
    )


async def end_mails(settings: Settings, text: str) -> int:
    """Stop the e-mails to an address, or those whose secrets are in a text; return how many people get no more.

    Asks the process that holds the store, or without one changes the store itself.
    """
    url = settings.store.url
    try:
        return cast("int", await ask_running(url, END_MAILS_VERB, text=text))
    except NobodyAnswersError:
        async with open_existing(url) as store:
            preferences = ChannelPreferences(store, settings.times, utc_now)
            return await MailAddresses(store=store, preferences=preferences, now=utc_now).end_all(text)


def mail_client(settings: Settings) -> SmtpSender | None:
    """Return the client of the host's mail server; None without a server, and then its module is not imported."""
    if not settings.mail.host:
        return None
    from bot.sources.mail.smtp import SmtpSender

    return SmtpSender(settings.mail, utc_now)
