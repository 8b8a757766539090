"""The pages of mails: `/mail/confirm/SECRET` and `/mail/end/SECRET`.

GET shows a button, and only POST acts, so that programs which follow the links in mails do nothing. A mailbox's
own button posts at once (RFC 8058).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from aiohttp import web

from bot.language.current import using_language
from bot.language.languages import ENGLISH, language_of
from bot.language.translating import gettext
from bot.text.mail.frame import page

if TYPE_CHECKING:
    from bot.language.languages import Language
    from bot.service.preferences.mail_addresses import MailAddresses

_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


class MailPages:
    """Answers for the links in mails, in their reader's language."""

    def __init__(self, mails: MailAddresses) -> None:
        self._mails = mails

    async def answer(self, request: web.BaseRequest, path: str) -> web.Response | None:
        """Answer `confirm/SECRET` or `end/SECRET`; a 404 with a sentence if no address has that secret.

        None for every other path.
        """
        action, _, secret = path.partition("/")
        if action not in {"confirm", "end"}:
            return None
        is_end = action == "end"
        found = await self._mails.by_link(secret, unconfirmed=not is_end)
        if found is None:  # unknown, or its button was pressed before
            with using_language(_browser_language(request)):
                title = gettext("This link was used already or is no longer valid.")
                body = page(title, f"<h1>{escape(title)}</h1>")
            return web.Response(status=404, text=body, content_type="text/html", headers=_HEADERS)
        destination_id, one = found
        name, _, host = one.address.rpartition("@")
        shortened = f"{name[0]}…@{host}"  # a mail with the link may be forwarded
        settings = await self._mails.preferences.read(destination_id)
        with using_language(language_of(settings.chosen.language or "") or ENGLISH):
            title = gettext("Paper alerts by e-mail")
            button = gettext("Stop these mails") if is_end else gettext("Confirm this address")
            if request.method == "POST":
                await (self._mails.end(destination_id) if is_end else self._mails.confirm_by_link(secret))
                button = ""
                title = (
                    gettext("Your alerts are direct messages in Discord again.")
                    if is_end
                    else gettext("Your alerts will come to this address.")
                )
            body = page(title, f"<h1>{escape(title)}</h1><p>{escape(shortened)}</p>", button=button)
        return web.Response(text=body, content_type="text/html", headers=_HEADERS)


def _browser_language(request: web.BaseRequest) -> Language:
    first, *_ = request.headers.get("Accept-Language", "").split(",")
    return language_of(first) or language_of(first[:2]) or ENGLISH
