"""The client of the mail server, against a real one that fails in every way."""

import asyncio
import re
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import lists, sampled_from, text

from bot.domain.errors import DeliveryError, RejectedError, StoreError, TryLaterError
from bot.domain.ports import Mail
from bot.sources.mail.settings import Mail as MailSettings
from bot.sources.mail.settings import valid_address
from bot.sources.mail.smtp import SmtpSender
from tests.fake_sources.mail import CUT, HANG, LOGIN, TAKE_AND_CUT, TAKE_AND_HANG, LoopbackMail, text_of
from tests.support.fakes import Clock

END = f"1234567890123456789-{'Ab_-' * 5}yz"
MAIL = Mail(
    to="ada@example.com",
    subject="2 papers: Ünïcode\r\nBcc: eve@example.com =?utf-8?q?=0ABcc:_eve@example.com?=",
    text="Grüße\n.\nEnd" + "x" * 2000,
    html="<p>Grüße</p>",
    key="abc-DEF_1",
    end_token=END,
    end_url=f"https://papers.example.org/mail/end/{END}",
)


@pytest.fixture
async def server() -> AsyncIterator[LoopbackMail]:
    async with LoopbackMail() as opened:
        yield opened


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that signed itself, with its key."""
    return certify(tmp_path_factory.mktemp("tls"), "IP:127.0.0.1")


def certify(folder: Path, name: str) -> Path:
    """Write a certificate for this name, and its key."""
    name_options = ("-subj", "/CN=mail", "-addext", f"subjectAltName={name}")
    new = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *name_options)
    files = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"))
    subprocess.run([*new, *files], check=True, capture_output=True)
    return folder


def context_of(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return context


def sender_to(server: LoopbackMail, now: Clock, **settings: Any) -> SmtpSender:
    given = {"security": "none", "host": "127.0.0.1", "timeout": 0.5, **settings}
    return SmtpSender(MailSettings(sender="Päperboy <papers@example.org>", port=server.port, **given), now)


@asynccontextmanager
async def unlimited() -> AsyncIterator[None]:
    yield


@asynccontextmanager
async def short() -> AsyncIterator[None]:
    """The time that a mail may take, as delivery limits it."""
    try:
        async with asyncio.timeout(0.5):
            yield
    except TimeoutError:
        raise TryLaterError("too late", in_doubt=True) from None


async def test_the_mail_arrives_as_it_was_written(server: LoopbackMail, now: Clock):
    """Headers are encoded, none can be injected, and a one-click end is offered."""
    sender = sender_to(server, now, unsubscribe_to="end@example.org")
    await sender.send(MAIL, unlimited)
    (got,) = server.taken
    assert got["To"] == got["X-To"] == "ada@example.com"
    assert got["From"] == "Päperboy <papers@example.org>"
    assert got["Subject"] == "2 papers: Ünïcode Bcc: eve@example.com = ?utf-8?q?=0ABcc:_eve@example.com?="
    assert got["Bcc"] is None
    assert got["Message-ID"] == "<abc-DEF_1@example.org>"
    # As it is: no mailbox decodes that header
    assert (
        f"\nList-Unsubscribe: <https://papers.example.org/mail/end/{END}>,"
        f"\n <mailto:end@example.org?subject=unsubscribe%20{END}>\n"
    ) in got.as_bytes().decode()
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert got["Auto-Submitted"] == "auto-generated"
    assert text_of(got) == f"{MAIL.text}\n"
    assert text_of(got, "html") == f"{MAIL.html}\n"
    assert got.as_bytes().isascii()
    await sender.send(replace(MAIL, end_token="", end_url=""), unlimited)
    assert server.taken[1]["List-Unsubscribe"] is None


@given(
    lists(sampled_from(("Erdős–Rényi", "µ-VAE;", "(neu)", "汉字", "“x”", "[y]", "of", "=?")), max_size=16),
    text(alphabet="ab.=?", min_size=1, max_size=64),
)
def test_subjects_and_addresses_are_read_as_they_were_written(words: list[str], name: str):
    """No space is lost between words of a subject, and what counts as an address can be one in a mail."""
    address = valid_address(f"{name}@example.org") or "ada@example.org"
    settings = MailSettings(sender="papers@example.org", host="127.0.0.1")
    mail = replace(MAIL, subject=" ".join(words), to=address)
    got = message_from_bytes(SmtpSender(settings, Clock())._message(mail), policy=default)
    assert got["Subject"] == mail.subject.replace("=?", "= ?")
    assert got["To"].addresses[0].addr_spec == address


@pytest.mark.parametrize(
    ("command", "answer", "error", "doubt", "taken"),
    [
        ("EHLO", CUT, TryLaterError, False, 0),
        ("EHLO", HANG, TryLaterError, False, 0),
        ("MAIL", "451 later", TryLaterError, False, 0),
        ("MAIL", "550 not from you", TryLaterError, False, 0),
        ("MAIL", CUT, TryLaterError, False, 0),
        ("RCPT", f"550 {'x' * 150} ada-{'l' * 60}@example.com", RejectedError, False, 0),
        ("RCPT", "450 4.2.0 greylisted ada@example.com", TryLaterError, False, 0),
        ("RCPT", "550 5.1.1 <ada@example.com>: no such user", RejectedError, False, 0),
        ("RCPT", "550 <ADA@Example.com> Ada: no such user", RejectedError, False, 0),
        ("RCPT", f"550 {'x' * 183} <ada@example.com>", RejectedError, False, 0),
        ("RCPT", "ada@example.com?", TryLaterError, False, 0),
        ("RCPT", CUT, TryLaterError, False, 0),
        ("RCPT", HANG, TryLaterError, False, 0),
        ("DATA", "451 try again", TryLaterError, False, 0),
        ("DATA", "421 closing", TryLaterError, False, 0),
        ("DATA", "554 spam", RejectedError, False, 0),
        ("DATA", "200 what SMTP does not know", TryLaterError, True, 0),
        ("DATA", "queued", TryLaterError, True, 0),
        ("DATA", f"250 {'x' * 9000}", TryLaterError, True, 0),
        ("DATA", CUT, TryLaterError, True, 0),
        ("DATA", HANG, TryLaterError, True, 0),
        ("DATA", TAKE_AND_CUT, TryLaterError, True, 1),
        ("DATA", TAKE_AND_HANG, TryLaterError, True, 1),
    ],
)
async def test_each_failure_says_whether_the_mail_may_be_sent(
    server: LoopbackMail,
    now: Clock,
    command: str,
    answer: str,
    error: type[DeliveryError],
    *,
    doubt: bool,
    taken: int,
):
    """In doubt is only what the server may have; and no error shows the address."""
    begun: list[bool] = []

    @asynccontextmanager
    async def sending() -> AsyncIterator[None]:

        begun.append(True)
        async with short():
            yield

    server.fail(command, answer)
    with pytest.raises(error) as caught:
        await sender_to(server, now).send(MAIL, sending)
    assert ("refuses the sender" in str(caught.value)) == (command == "MAIL" and answer != CUT)
    assert type(caught.value) is error
    assert caught.value.in_doubt == doubt
    assert not re.search(r"\bada\b", str(caught.value), re.IGNORECASE)
    assert bool(begun) == (command == "DATA")
    assert len(server.taken) == taken


async def test_nothing_is_sent_when_that_cannot_be_stored(server: LoopbackMail, now: Clock):
    """The mail stays here."""

    @asynccontextmanager
    async def broken() -> AsyncIterator[None]:
        raise StoreError("no disk")
        yield

    with pytest.raises(StoreError):
        await sender_to(server, now).send(MAIL, broken)
    assert server.taken == []
    assert "DATA" not in server.commands


async def test_the_host_sees_why_the_last_mail_was_not_sent(server: LoopbackMail, now: Clock):
    """A refused address or the day's limit is shown until a mail is taken, and pauses nothing."""
    sender = sender_to(server, now)

    @asynccontextmanager
    async def limited() -> AsyncIterator[None]:
        raise TryLaterError("The limit is reached.", in_doubt=False)
        yield

    server.fail("RCPT", *["550 relaying denied"] * 3)
    for _ in range(3):
        with pytest.raises(RejectedError):
            await sender.send(MAIL, unlimited)
        assert "550 relaying denied" in (sender.trouble or "")
    with pytest.raises(TryLaterError):
        await sender.send(MAIL, limited)
    assert (sender.trouble, sender.last_taken) == ("The limit is reached.", None)
    await sender.send(MAIL, unlimited)
    assert (sender.trouble, sender.last_taken) == (None, now())


@pytest.mark.parametrize(
    ("command", "answer", "trouble"),
    [("MAIL", "454 broken", "refuses the sender"), ("DATA", CUT, "broke off"), ("DATA", HANG, "too late")],
)
async def test_a_server_that_takes_nothing_is_left_alone(
    server: LoopbackMail, now: Clock, command: str, answer: str, trouble: str
):
    """After three failures nothing is tried for a minute, nor put in doubt; then it works again."""
    sender = sender_to(server, now)
    server.fail(command, *[answer] * 3)
    for _ in range(3):
        with pytest.raises(TryLaterError, match=trouble):
            await sender.send(MAIL, short)
    tried = len(server.commands)
    with pytest.raises(TryLaterError, match=trouble) as caught:
        await sender.send(MAIL, short)
    assert (len(server.commands), caught.value.retry_after, caught.value.in_doubt) == (tried, 60, False)
    now.forward(seconds=61)
    await sender.send(MAIL, short)
    assert (len(server.taken), sender.trouble) == (1, None)


async def test_encrypted_and_logged_in(now: Clock, certificate: Path, monkeypatch: pytest.MonkeyPatch):
    """STARTTLS and TLS both check the certificate; a password goes through them."""
    password = certificate / "password"
    password.write_text(f"{LOGIN[1]}\n")
    for security in ("starttls", "tls"):
        async with LoopbackMail(context_of(certificate), implicit=security == "tls", users=True) as server:
            login = {"user": LOGIN[0], "password_file": str(password), "host": "127.0.0.1", "security": security}
            with pytest.raises(TryLaterError, match=r"certificate of the mail server 127\.0\.0\.1 is not valid"):
                await sender_to(server, now, **login).prove()
            with monkeypatch.context() as trusting:
                trusting.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
                assert (await sender_to(server, now, **login).prove()).endswith(
                    "took the login. Nothing was sent."
                )
                await sender_to(server, now, **login).send(MAIL, unlimited)
                with pytest.raises(TryLaterError, match=r"Login at .* failed"):
                    await sender_to(server, now, **{**login, "user": "eve"}).prove()
            assert len(server.taken) == 1


async def test_a_certificate_of_another_name(now: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A trusted certificate that is not the server's own is refused."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certify(tmp_path, "DNS:mail.example") / "cert.pem"))
    async with LoopbackMail(context_of(tmp_path)) as server:
        with pytest.raises(TryLaterError, match="certificate"):
            await sender_to(server, now, security="starttls").prove()


async def test_what_is_not_as_the_settings_say(server: LoopbackMail, now: Clock):
    """Each failure has a sentence of its own."""
    with pytest.raises(TryLaterError, match="can't encrypt the connection"):
        await sender_to(server, now, security="starttls").prove()
    with pytest.raises(TryLaterError, match="can't reach the mail server"):
        await sender_to(server, now, security="tls").prove()
    with pytest.raises(TryLaterError, match="can't reach the mail server"):
        await sender_to(server, now, host="smtp..example.org").prove()
    with pytest.raises(TryLaterError, match="Login at"):
        await sender_to(server, now, user="eve").prove()
    port = server.port
    await server.__aexit__()
    server.port = port
    with pytest.raises(TryLaterError, match="can't reach the mail server"):
        await sender_to(server, now).prove()
