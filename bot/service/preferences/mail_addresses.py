"""E-mail addresses of people: asked for, confirmed, and forgotten.

The note `mail DESTINATION` has the confirmed address of a person's direct messages, `mailcode DESTINATION` one
that waits for its code. Nobody but the person is shown an address, and none is logged.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.domain.errors import DeliveryError, MistakeError
from bot.domain.preferences import Rhythm
from bot.language.translating import gettext, ngettext
from bot.service.notes import JsonNote, load_all, parse_moment
from bot.service.preferences.preferences import NoSubscriptionsError
from bot.text.mail.frame import code_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.ports import MailSender, NoteStore
    from bot.service.preferences.preferences import ChannelPreferences

_CONFIRMED, _ASKED = "mail ", "mailcode "
_CODE_PERIOD = timedelta(hours=1)
_MOST_TRIES = 5
_MOST_CODES = 3  # a day, for a person and for an address
LINK_PATTERN = re.compile(r"[0-9]{1,20}-[A-Za-z0-9_-]{22}")  # a link's secret: destination id, and token


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddress:
    """A person's address, and the secret `token` of the links in its mails.

    While it has a `code`, it is not confirmed: the code was mailed `at` a time, and `tries` were made to type it.
    `rhythm` is how often mails were to come when it was asked for; once it is confirmed, preferences have it.
    """

    person: int
    address: str
    rhythm: Rhythm
    token: str
    at: datetime
    code: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """Number of mails on a `day` (`date.toordinal`), and of its codes by the hash of a person or address."""

    day: int
    mails: int = 0
    codes: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddresses:
    """Use cases of e-mail. `sender` is None where the host has set up no e-mail; `now` returns aware UTC time.

    `checked` returns an address as servers take it, or None; `per_day` limits all mails. `url` begins the
    addresses of pages, and is "" without them.
    """

    store: NoteStore
    preferences: ChannelPreferences
    now: Callable[[], datetime]
    sender: MailSender | None = None
    checked: Callable[[str], str | None] = lambda text: text
    per_day: int = 0
    url: str = ""

    async def of(self, destination_id: int) -> MailAddress | None:
        """Return the confirmed address to which a destination's alerts are mailed; None if there is none."""
        return await self._confirmed(destination_id) if self.sender else None

    def server(self) -> MailSender:
        """Return the client of the host's mail server. Raises MistakeError where there is none."""
        if self.sender is None:
            raise MistakeError(gettext("The person who runs this bot hasn't set up e-mail."))
        return self.sender

    def end_link(self, destination_id: int, one: MailAddress) -> tuple[str, str]:
        """Return the secret that ends the mails to an address, and the address of its page or ""."""
        token = f"{destination_id}-{one.token}"
        return token, self.url and f"{self.url}/mail/end/{token}"

    async def ask(self, person: int, destination_id: int, typed: str, rhythm: Rhythm | None) -> None:
        """Mail a code to an address; without a rhythm, keep the one that was asked for or is set.

        Raises MistakeError or NoSubscriptionsError.
        """
        settings = await self.preferences.read(destination_id)
        last = await self._asked(destination_id)
        rhythm = rhythm or (last and last.rhythm) or settings.chosen.mail or Rhythm.DAILY
        server = self.server()
        if (address := self.checked(typed)) is None:
            raise MistakeError(gettext("That is not a valid e-mail address. Enter one such as `ada@example.org`."))
        if not await self.count_mail(_hash(person), _hash(address.casefold())):
            raise MistakeError(gettext("No more codes can be sent today. Try again tomorrow."))
        code, token, key = f"{secrets.randbelow(10**6):06}", secrets.token_urlsafe(16), secrets.token_urlsafe(18)
        asked = MailAddress(person=person, address=address, rhythm=rhythm, token=token, at=self.now(), code=code)
        await self._note(_ASKED, destination_id).save(asked)
        url = self.url and f"{self.url}/mail/confirm/{destination_id}-{token}"
        try:  # unlike digests, not stored and retried: a person whose code is lost asks for another
            await server.send(code_mail(address, code, key, url), partial(asyncio.timeout, 60))
        except (DeliveryError, TimeoutError) as error:
            text = gettext("I couldn't send the code. Check the address or try again later.")
            raise MistakeError(text) from error

    async def confirm(self, destination_id: int, code: str) -> MailAddress:
        """Confirm the address that a code was mailed to. Raises MistakeError, NoSubscriptionsError."""
        # Each try is counted before the code is compared, so that many at once get no more tries
        await self._note(_ASKED, destination_id).change(lambda one: one and replace(one, tries=one.tries + 1))
        asked = await self._asked(destination_id)
        if asked is None:
            raise MistakeError(gettext("No code is valid now. Use `/alerts email` with your address to get one."))
        # People type 123 456, 123-456 or １２３４５６
        digits = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", code)))
        if not secrets.compare_digest(digits.encode(), asked.code.encode()):
            if asked.tries == _MOST_TRIES:
                raise MistakeError(
                    gettext(
                        "That is not the code. No tries left. Use `/alerts email` with your address to get a"
                        " new code."
                    )
                )
            raise MistakeError(
                ngettext(
                    "That is not the code. {number} try left.",
                    "That is not the code. {number} tries left.",
                    _MOST_TRIES - asked.tries,
                )
            )
        return await self._confirm(destination_id, asked)

    async def by_link(self, secret: str, *, unconfirmed: bool = False) -> tuple[int, MailAddress] | None:
        """Return the destination and address for which the secret of a link stands; None for a wrong or old one.

        The address is the confirmed one, or with `unconfirmed` the one that waits for its code.
        """
        number, _, token = secret.partition("-")
        destination_id = int(number) if LINK_PATTERN.fullmatch(secret) else 0
        found = await (self._asked(destination_id) if unconfirmed else self._confirmed(destination_id))
        is_same = secrets.compare_digest(token.encode(), (found.token if found else "").encode())
        return (destination_id, found) if found and is_same else None

    async def confirm_by_link(self, secret: str) -> bool:
        """Confirm the address to which a link with this secret was mailed; False for a wrong or old one."""
        found = await self.by_link(secret, unconfirmed=True)
        return bool(found and await self._confirm(*found))

    async def change(self, destination_id: int, rhythm: Rhythm) -> None:
        """Set how often a destination's alerts are mailed. Raises NoSubscriptionsError."""
        await self.preferences.change(destination_id, mail=rhythm)

    async def end(self, destination_id: int) -> None:
        """Stop mails: pending alerts are posted in direct messages again. After a crash, call it again."""
        with suppress(NoSubscriptionsError):
            await self.preferences.change(destination_id, mail=None)
        for kind in (_ASKED, _CONFIRMED):
            await self._note(kind, destination_id).forget()

    async def end_all(self, text: str) -> int:
        """Stop the mails to the address `text`, or those whose `end_link` secrets it contains; return how many.

        A host gives such a text to `paperboy unsubscribe`: the mail by which a mailbox unsubscribed.
        """
        ended = 0
        for name, one in (await self._all(_CONFIRMED)).items():
            number = name.removeprefix(_CONFIRMED)
            if one.address.casefold() == text.strip().casefold() or f"{number}-{one.token}" in text:
                await self.end(int(number))
                ended += 1
        return ended

    async def count_mail(self, *askers: str) -> bool:
        """Count one more mail of today, or count none and return False if that would be too many.

        For a mail with a code, `askers` are hashes of the person and the address, whose codes are limited too.
        """
        today, allowed = self.now().toordinal(), True

        def counted(sent: _Sent | None) -> _Sent:
            nonlocal allowed
            sent = sent if sent and sent.day == today else _Sent(day=today)
            allowed = sent.mails < self.per_day and all(sent.codes.get(one, 0) < _MOST_CODES for one in askers)
            if not allowed:
                return sent
            more = {one: sent.codes.get(one, 0) + 1 for one in askers}
            return replace(sent, mails=sent.mails + 1, codes={**sent.codes, **more})

        await self._sent().change(counted)
        return allowed

    async def has_room(self) -> bool:
        """Return True if a mail can still be sent today."""
        sent = await self._sent().load()
        return not sent or sent.day != self.now().toordinal() or sent.mails < self.per_day

    async def server_takes_mails(self) -> bool:
        """Return True if the mail server seems to take mails, so that a refusal is due to the address.

        It took a mail within a day; or only one address is confirmed, so that there is no other to compare with.
        """
        taken = self.sender.last_taken if self.sender else None
        return len(await self._all(_CONFIRMED)) == 1 or bool(taken and self.now() - taken < timedelta(days=1))

    async def count_of(self, person: int) -> int:
        """Return how many addresses of a person are stored."""
        return len(await self._names_of(person))

    async def forget_unconfirmed(self) -> None:
        """Delete addresses whose codes are no longer valid: anybody may have typed them."""
        for name in await self._all(_ASKED):
            await JsonNote(self.store, name, _address_from).change(self._valid)

    async def forget_person(self, person: int) -> None:
        """Delete a person's addresses."""
        for name in await self._names_of(person):
            await self.store.set_note(name, None)

    async def _confirm(self, destination_id: int, asked: MailAddress) -> MailAddress:
        """Store the address, and only then that it is used. Links in earlier mails to it stay valid.

        Raises NoSubscriptionsError, and stores none, if the person's data is deleted meanwhile.
        """
        known = await self._confirmed(destination_id)
        token = known.token if known and known.address == asked.address else asked.token
        confirmed = replace(asked, code="", tries=0, token=token)
        await self._note(_CONFIRMED, destination_id).save(confirmed)
        try:
            await self.preferences.change(destination_id, mail=asked.rhythm)
        except NoSubscriptionsError:
            await self._note(_CONFIRMED, destination_id).forget()
            raise
        await self._note(_ASKED, destination_id).forget()
        return confirmed

    async def _confirmed(self, destination_id: int) -> MailAddress | None:
        return await self._note(_CONFIRMED, destination_id).load()

    async def _asked(self, destination_id: int) -> MailAddress | None:
        return self._valid(await self._note(_ASKED, destination_id).load())

    def _valid(self, asked: MailAddress | None) -> MailAddress | None:
        """Return the address if it can still be confirmed, else None."""
        is_valid = asked and asked.tries <= _MOST_TRIES and timedelta() <= self.now() - asked.at < _CODE_PERIOD
        return asked if is_valid else None

    async def _names_of(self, person: int) -> list[str]:
        found = {**await self._all(_CONFIRMED), **await self._all(_ASKED)}
        return [name for name, one in found.items() if one.person == person]

    async def _all(self, kind: str) -> dict[str, MailAddress]:
        return await load_all(self.store, kind, _address_from)

    def _sent(self) -> JsonNote[_Sent]:
        return JsonNote(self.store, "mails sent", _sent_from)

    def _note(self, kind: str, destination_id: int) -> JsonNote[MailAddress]:
        return JsonNote(self.store, f"{kind}{destination_id}", _address_from)


def _hash(who: int | str) -> str:
    """Return the hash of a person's id or an address, so that the count of codes names nobody."""
    return hashlib.blake2b(repr(who).encode(), digest_size=8).hexdigest()


def _address_from(doc: dict[str, Any]) -> MailAddress:
    parsed: dict[str, Any] = {"rhythm": Rhythm(doc["rhythm"]), "at": parse_moment(doc["at"])}
    return MailAddress(**doc | parsed)


def _sent_from(doc: dict[str, Any]) -> _Sent:
    return _Sent(**doc)
