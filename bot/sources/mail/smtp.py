"""The client of the host's mail server: one connection for each mail, and what an answer means for it."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

import aiosmtplib
from typing_extensions import override

from bot.domain.errors import DeliveryError, RejectedError, TryLaterError
from bot.domain.ports import MailSender
from bot.sources.summaries.limits import Breaker
from bot.text.safe import clean, clip

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from bot.domain.ports import Mail
    from bot.sources.mail.settings import Mail as MailSettings

_MAX_CONNECTIONS = 4  # at a time, for alerts
_SHORTEST_TIMEOUT = 40.0  # seconds, at least, for connecting, encryption and login together
_REFUSALS = range(400, 600)  # SMTP's codes that say that the server does not have the mail
_PERMANENT = 500  # those from here on say that the same would be refused again
_REASON_LENGTH = 200
_SEVEN_BIT = SMTP_POLICY.clone(cte_type="7bit")  # any server takes it, and none changes it


class SmtpSender(MailSender):
    """Sends mails, a few at a time; a server that takes none at all is left alone for a while.

    `now` gives aware UTC time.
    """

    def __init__(self, settings: MailSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._name, self._address = parseaddr(settings.sender)
        self._domain = self._address.rpartition("@")[2]
        self._alerts = asyncio.Semaphore(_MAX_CONNECTIONS)
        # For codes that confirm an address, the only mails without `end_token`: people wait for them
        self._codes = asyncio.Semaphore(1)
        self._breaker = Breaker(now)
        self.trouble: str | None = None
        self.last_taken: datetime | None = None

    @override
    async def send(self, mail: Mail, sending: Callable[[], AbstractAsyncContextManager[object]], /) -> None:
        message = self._message(mail)
        async with self._alerts if mail.end_token else self._codes:
            if pause := self._breaker.pause_left:
                raise TryLaterError(self.trouble or "", in_doubt=False, retry_after=pause)
            async with self._connected() as server:
                try:
                    await server.mail(self._address)
                except (aiosmtplib.SMTPException, OSError) as error:
                    answered = isinstance(error, aiosmtplib.SMTPResponseException)
                    what = f"refuses the sender {self._address}" if answered else "broke off"
                    raise self._failed(f"The mail server {what}.", error) from error
                try:
                    await _hand_over(server, mail.to, message, sending)
                except DeliveryError as error:
                    # Only doubt speaks against the server: else it, or `sending`, mostly refused this one mail
                    self._answered(str(error) if error.in_doubt else None)
                    self.trouble = str(error)
                    raise
                self._answered(None)
                self.last_taken = self._now()

    def _answered(self, trouble: str | None) -> None:
        """Record whether the server works; after a few troubles it is left alone for a while."""
        self.trouble = trouble
        if trouble is None:
            self._breaker.succeeded()
        else:
            self._breaker.failed(None)

    async def prove(self) -> str:
        """Connect and log in without sending anything; return a sentence. Raises DeliveryError."""
        async with self._connected():
            pass
        login = " and took the login" if self._settings.user else ""
        return f"{self._settings.host}:{self._settings.port} answered{login}. Nothing was sent."

    @asynccontextmanager
    async def _connected(self) -> AsyncGenerator[aiosmtplib.SMTP]:
        """Connect, encrypt, log in, and finally close. Raises TryLaterError, not in doubt."""
        settings = self._settings
        where = f"the mail server {settings.host}:{settings.port}"
        server = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.security == "tls",
            start_tls=False,
            local_hostname=self._domain,
            timeout=settings.timeout,
        )
        step = f"I can't reach {where}."
        try:
            try:
                async with asyncio.timeout(max(_SHORTEST_TIMEOUT, settings.timeout)):
                    await server.connect()
                    if settings.security == "starttls":
                        step = f"I can't encrypt the connection to {where}: check `security` and `port`."
                        await server.starttls()
                    if settings.user:
                        step = f"Login at {where} failed: check `user` and `password_file`."
                        password = settings.password_file.get_secret_value() if settings.password_file else ""
                        await server.login(settings.user, password)
            except (aiosmtplib.SMTPException, OSError, UnicodeError) as error:  # the last for a host's name
                raise self._failed(step, error) from error
            yield server
        finally:
            server.close()

    def _failed(self, sentence: str, error: Exception) -> DeliveryError:
        """Record that the server does not work; return the error, which says if the certificate is the cause."""
        if certificate := _certificate_error(error):
            sentence = f"The certificate of the mail server {self._settings.host} is not valid."
            error = certificate
        self._answered(trouble := f"{sentence} ({_reason(error)})")
        return TryLaterError(trouble, in_doubt=False)

    def _message(self, mail: Mail) -> bytes:
        """Return a mail as it is sent. `EmailMessage` would lose spaces between encoded words of the subject."""
        message = EmailMessage(_SEVEN_BIT)
        message["From"] = Address(self._name, addr_spec=self._address)
        message["To"] = Address(addr_spec=mail.to)
        message["Date"] = format_datetime(self._now())
        message["Message-ID"] = f"<{mail.key}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        # Without the space, encoded words in a title would be decoded, with the line breaks in them
        subject = Header(clean(mail.subject).replace("=?", "= ?"), header_name="Subject").encode(linesep="\r\n")
        return f"Subject: {subject}\r\n{self._list_headers(mail)}".encode() + message.as_bytes()

    def _list_headers(self, mail: Mail) -> str:
        """Return the headers by which a mailbox ends mails; the library would encode long addresses in them."""
        if not mail.end_token:
            return ""
        lines = [f"List-Id: <paper-alerts.{self._domain}>"]
        ends = [f"<{mail.end_url}>"] if mail.end_url else []
        if to := parseaddr(self._settings.unsubscribe_to)[1]:
            ends.append(f"<mailto:{to}?subject=unsubscribe%20{mail.end_token}>")
        if ends:
            lines.append("List-Unsubscribe: " + ",\r\n ".join(ends))
        if mail.end_url.startswith("https:"):  # as RFC 8058 demands
            lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
        return "".join(f"{line}\r\n" for line in lines)


async def _hand_over(
    server: aiosmtplib.SMTP,
    to: str,
    message: bytes,
    sending: Callable[[], AbstractAsyncContextManager[object]],
) -> None:
    """Give the server the address and, if it takes that, the mail. Raises as `send` does."""
    try:
        await server.rcpt(to)
    except aiosmtplib.SMTPResponseException as error:
        raise _refused("The mail server refuses the address", error, to) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise TryLaterError("The mail server broke off.", in_doubt=False) from error
    async with sending():
        try:
            await server.data(message, timeout=None)  # `sending` ends it in time
        except (aiosmtplib.SMTPException, OSError) as error:
            if isinstance(error, aiosmtplib.SMTPResponseException) and error.code in _REFUSALS:
                raise _refused("The mail server refuses the mail", error, to) from error
            text = "The mail server broke off before it confirmed the mail."
            raise TryLaterError(text, in_doubt=True) from error


def _refused(sentence: str, error: aiosmtplib.SMTPResponseException, address: str) -> DeliveryError:
    """Return the error for an answer about one mail; it shows neither the address nor the name before its @."""
    person = {address.casefold(), address.rpartition("@")[0].casefold()}
    words = error.message[: 9 * _REASON_LENGTH].split()  # cut later: a part of an address could not be recognised
    shown = ("…" if "@" in one or one.strip("<>\"'.,:;()").casefold() in person else one for one in words)
    error.message = " ".join(shown)
    text = f"{sentence} ({_reason(error)})."
    return (RejectedError if error.code >= _PERMANENT else TryLaterError)(text, in_doubt=False)


def _reason(error: Exception) -> str:
    """Return what a server said, or what failed, in one short line."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return clip(clean(f"{error.code} {error.message[:_REASON_LENGTH]}"), _REASON_LENGTH)
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return clip(clean(str(error)[:_REASON_LENGTH]), _REASON_LENGTH) or "no answer in time"


def _certificate_error(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """Return the certificate's error among an error and its causes."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error
