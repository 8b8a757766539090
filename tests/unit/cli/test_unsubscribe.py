"""`paperboy unsubscribe`: by address, and by the subject of a mail."""

import io
import sys

import pytest

from bot.domain.preferences import Rhythm
from bot.service.notes import text_of
from bot.service.preferences.mail_addresses import MailAddress
from bot.store.opening import open_store
from tests.contract.makers import NOW
from tests.unit.cli.conftest import Printed
from tests.unit.cli.stuck import call

TOKEN = "Ab_-" * 5 + "yz"
SECRET = f"1234567890123456789-{TOKEN}"
ADDRESS = "ada@example.com"


@pytest.mark.parametrize(
    ("arguments", "mail", "ended"),
    [
        ((), f"From ada@example.com Mon\nSubject: unsubscribe {SECRET}\n\n", True),
        ((), f"To: x\r\nsubject: Re: unsubscribe\r\n {SECRET}\r\n\r\n", True),
        ((), f"Subject: Out of office\n\n> Stop: https://papers.example.org/mail/end/{SECRET}\n", False),
        ((), f"List-Unsubscribe: <https://papers.example.org/mail/end/{SECRET}>\n\n", False),
        ((), f"Subject: unsubscribe {SECRET[:-1]}\n\n", False),
        ((), "\0\ud800", False),
        (("Ada@Example.com",), "", True),
        (("eve@example.com",), f"Subject: {SECRET}\n\n", False),
    ],
)
async def test_only_its_owner_stops_mails(
    url: str,
    printed: Printed,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    mail: str,
    *,
    ended: bool,
):
    """A mail asks in its subject: an automatic reply that quotes one of ours asks for nothing."""
    one = MailAddress(person=1, address=ADDRESS, rhythm=Rhythm.DAILY, token=TOKEN, at=NOW)
    async with open_store(url) as store:
        await store.set_note(f"mail {SECRET.partition('-')[0]}", text_of(one))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(mail.encode(errors="surrogatepass"))))
    assert await call("unsubscribe", *arguments) == 0
    assert printed.out().startswith(f"Stopped the e-mails to {int(ended)} reader")
    async with open_store(url) as store:
        assert bool(await store.notes("mail ")) != ended
