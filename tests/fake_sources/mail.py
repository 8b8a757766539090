"""An SMTP server on loopback that keeps what it accepts, and fails when it is told to."""

import asyncio
import ssl
import warnings
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

CUT, HANG, TAKE_AND_CUT, TAKE_AND_HANG = "cut", "hang", "take and cut", "take and hang"
LOGIN = ("paperboy", "secret")
_AS_SENT = default.clone(refold_source="none")


@dataclass
class LoopbackMail:
    """`faults` has the next answers to a command: a line of SMTP, or one of the words above.

    A mail is in `taken` from the moment at which the server is responsible for it, whether the client hears so
    or not. With `users`, only they may send.
    """

    tls: ssl.SSLContext | None = None
    implicit: bool = False
    users: bool = False
    taken: list[EmailMessage] = field(default_factory=list[EmailMessage])
    faults: dict[str, deque[str]] = field(default_factory=dict[str, "deque[str]"])
    commands: list[str] = field(default_factory=list[str])
    port: int = 0

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._sessions: set[SMTP] = set()
        self._server = await loop.create_server(
            self._session, "127.0.0.1", self.port, ssl=self.tls if self.implicit else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object):
        self._server.close()
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()
        await asyncio.sleep(0)

    def fail(self, command: str, *answers: str):
        """Answer the next commands of this name so."""
        self.faults.setdefault(command, deque()).extend(answers)

    def _session(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about logins that aiosmtpd does not know to be encrypted
            session = SMTP(
                self,
                enable_SMTPUTF8=False,
                tls_context=None if self.implicit else self.tls,
                auth_required=self.users,
                auth_require_tls=False,
                authenticator=self._login,
                ident="loopback",
                loop=asyncio.get_running_loop(),
            )
        self._sessions.add(session)
        return session

    def _login(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == LOGIN, handled=False)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name, as below
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        fault = await self._fault(server, "EHLO")
        return [fault] if fault else answers

    async def handle_MAIL(  # noqa: N802 - the same
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from, envelope.mail_options = address, options
        return await self._fault(server, "MAIL") or "250 OK"

    async def handle_RCPT(  # noqa: N802 - the same
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._fault(server, "RCPT") or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        fault = self._next("DATA")
        if not fault or fault in {TAKE_AND_CUT, TAKE_AND_HANG}:
            mail = message_from_bytes(cast("bytes", envelope.content), policy=_AS_SENT)
            mail["X-To"] = ", ".join(envelope.rcpt_tos)
            self.taken.append(cast("EmailMessage", mail))
        return await self._play(server, fault.removeprefix("take and ")) or "250 OK"

    def _next(self, command: str) -> str:
        self.commands.append(command)
        waiting = self.faults.get(command)
        return waiting.popleft() if waiting else ""

    async def _fault(self, server: SMTP, command: str) -> str:
        return await self._play(server, self._next(command))

    async def _play(self, server: SMTP, fault: str) -> str:
        if fault == CUT and server.transport is not None:
            server.transport.abort()
        if fault in {CUT, HANG}:
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), 60)
        return fault


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """The text of a mail, plain or html."""
    body = mail.get_body((kind,))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")
