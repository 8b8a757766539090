"""The settings of e-mail."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from bot.sources.settings.section import Limit, SecretFile, Section, Timeout, number

_ATOM = r"[A-Za-z0-9!#$%&'*+/=^_`{|}~-]+"
_ADDRESS = re.compile(
    rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?=[a-z0-9.-]{{1,253}}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+"
)


def valid_address(text: str) -> str | None:
    """Return an e-mail address in the form that every server takes; None for anything else.

    The domain can have letters of any language, the part before it cannot: few servers take those. Nor can it have
    a dot beside another one or at an end, or a question mark, with which a header marks encoded words.
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode('ascii').lower()}"
    except UnicodeError:
        return None
    return address if _ADDRESS.fullmatch(address) else None


def _sender(value: str) -> str:
    """Return an address with an optional name, the address as `valid_address` returns it. Raises ValueError."""
    name, address = parseaddr(value)
    valid = valid_address(address)
    if value and not (valid and name.isprintable()):
        raise ValueError("is no e-mail address")
    return value.replace(address, valid or "")


def _host(value: str, info: ValidationInfo) -> str:
    """Check that a server comes with a sender. Raises ValueError."""
    if value and not info.data.get("sender", True):  # a wrong sender is not in the data, and has its own error
        raise ValueError("needs PAPERBOY_MAIL__SENDER")
    return value


def _security(value: str, info: ValidationInfo) -> str:
    """Check that no password is sent in the clear. Raises ValueError."""
    if value == "none" and info.data.get("password_file"):
        raise ValueError("would send the password unencrypted")
    return value


_Sender = Annotated[
    str, Field(max_length=300), AfterValidator(_sender), "an address like Paperboy <papers@example.org>"
]


class Mail(Section):
    """E-mail through an SMTP server; off without `host`.

    Mails are from `sender`, at most `per_day`. `unsubscribe_to` is an address whose mails the host hands to
    `paperboy unsubscribe`.
    """

    sender: _Sender = ""
    host: Annotated[
        str,
        Field(pattern=r"^\S*$", max_length=253),
        AfterValidator(_host),
        "the name of an SMTP server, or nothing for off",
    ] = ""
    port: Annotated[int, number, Field(ge=1, le=65535), "a whole number from 1 to 65535"] = 587
    user: Annotated[str, Field(max_length=300), "a user name, or nothing for no login"] = ""
    password_file: SecretFile = None
    security: Annotated[
        Literal["starttls", "tls", "none"],
        AfterValidator(_security),
        "starttls (port 587), tls (port 465), or none for a server in your own network, without a password",
    ] = "starttls"
    unsubscribe_to: _Sender = ""
    per_day: Limit = 500
    timeout: Timeout = 20.0
