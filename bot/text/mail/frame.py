"""Frame the papers of a mail, and write the mail with a code and the pages that mails link to."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from bot.domain.ports import Mail
from bot.language.current import current_language
from bot.language.translating import gettext
from bot.text.mail.papers import SMALL

if TYPE_CHECKING:
    from collections.abc import Mapping

_BODY = "overflow-wrap:anywhere;max-width:40em;margin:0 auto;padding:8px 16px;font:16px/1.5 sans-serif"


def page(title: str, body: str, *, button: str = "") -> str:
    """Return a whole HTML document around a body; `button` labels one that posts to the page's address."""
    form = f'<form method="post"><button style="font:inherit;padding:8px 16px">{escape(button)}</button></form>'
    return (
        f'<!doctype html><html lang="{current_language().tag}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title></head>"
        f'<body><div style="{_BODY}">{body}{form if button else ""}</div></body></html>'
    )


def letter(parts: Mapping[str, str], to: str, key: str, end: tuple[str, str]) -> Mail:
    """Return a mail of a payload's subject, text and html.

    `end` is the secret that ends the mails, and its address or "".
    """
    token, url = end
    reason = gettext("You get your paper alerts by e-mail, as you asked in Discord.")
    change = gettext("To change or stop them, use `/alerts email` there.").replace("`", "")
    stop = gettext("Stop these mails")
    link = f' <a href="{escape(url)}">{escape(stop)}</a>' if url else ""
    footer = f'<p style="{SMALL};margin-top:32px;border-top:1px solid #888;padding-top:8px">{escape(reason)}'
    return Mail(
        to=to,
        subject=parts["subject"],
        text="\n".join((parts["text"], "", "-- ", f"{reason} {change}", *([f"{stop}: {url}"] if url else []), "")),
        html=page(parts["subject"], f"{parts['html']}{footer} {escape(change)}{link}</p>"),
        key=key,
        end_token=token,
        end_url=url,
    )


def code_mail(to: str, code: str, key: str, url: str) -> Mail:
    """Return the mail that asks a person to confirm their address by a code, or at `url`, if there is one."""
    subject = gettext("{code} is your code for paper alerts", code=code)
    how = gettext(
        "In your direct messages with the bot, use /alerts email with the code {code}. It works for an hour.",
        code=code,
    )
    ignore = gettext("If you did not ask for this, do nothing: no other mail will follow.")
    link = gettext("Or confirm here:")
    linked = f'<p>{escape(link)} <a href="{escape(url)}">{escape(url)}</a></p>' if url else ""
    return Mail(
        to=to,
        subject=subject,
        text="\n\n".join((how, *([f"{link} {url}"] if url else []), ignore)) + "\n",
        html=page(subject, f"<p>{escape(how)}</p>{linked}<p>{escape(ignore)}</p>"),
        key=key,
    )
