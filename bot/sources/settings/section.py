"""The base class of every section of the settings, and kinds of value that several sections use.

Validators raise ValueError with the end of a sentence that begins with the setting's name: "is not a number".
They never repeat the value, because a token pasted into the wrong place must not appear in an error.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, cast
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

_MAX_KEY_LENGTH = 10_000  # characters


class Section(BaseModel):
    """A table of settings: frozen, without unknown keys, and with errors that never show a value.

    A string in a setting's annotation describes its values, in words that follow "allowed: ".
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=True, allow_inf_nan=False
    )

    def secrets(self) -> tuple[str, ...]:
        """Return its secret values and those of nested tables, so that logs can redact them."""
        found: list[str] = []
        for _, value in self:
            for one in cast("tuple[object, ...]", value if isinstance(value, tuple) else (value,)):
                if isinstance(one, SecretStr):
                    found.append(one.get_secret_value())
                elif isinstance(one, Section):
                    found += one.secrets()
        return tuple(found)


def _reject_bool(value: object) -> object:
    """Reject true and false, which pydantic would accept as 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("is not a number")  # noqa: TRY004 - pydantic collects ValueErrors alone
    return value


def split_url(value: str, *schemes: str) -> SplitResult:
    """Split an absolute URL with one of the schemes, without user name or white space. Raises ValueError."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError("is not an address") from None
    if not usable or re.search(r"\s", value):
        raise ValueError("is not an address of the right kind")
    if parts.username is not None:
        raise ValueError("has more than host, port and path")
    return parts


def base_url(value: str, *schemes: str) -> str:
    """Return a URL to which paths can be added, without its final slash; a query or fragment is an error."""
    parts = split_url(value, *schemes)
    if parts.query or parts.fragment:
        raise ValueError("has more than host, port and path")
    return value.rstrip("/")


def http_url(value: str) -> str:
    """Return an http or https URL to which paths can be added; see `base_url`."""
    return base_url(value, "http", "https")


def secret(value: object) -> object:
    """Strip a secret; an empty one becomes None. White space inside means that too much was copied."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("holds white space or control characters")
    return text or None


def _secret_in(path: object) -> object:
    """Read the secret in a file; None without a path. Raises ValueError, which never shows the secret."""
    if not path or not isinstance(path, str):
        return path or None
    try:
        with Path(path).open(encoding="utf-8") as file:
            key = secret(file.read(_MAX_KEY_LENGTH))
    except OSError as error:
        reason = error.strerror or "no such path"
        raise ValueError(f"names a file that cannot be read ({reason.lower()})") from None
    except ValueError:  # not UTF-8, or not one word
        raise ValueError("names a file with something other than a key in it") from None
    if not key:
        raise ValueError("names a file that is empty")
    return key


def split_words(value: object) -> object:
    """Split a variable's text at commas and semicolons, else at white space; leave a TOML array as it is."""
    if isinstance(value, str):
        text = value.strip()
        return [
            word for word in re.split(r"[,;]\s*" if "," in text or ";" in text else r"\s+", text) if word.strip()
        ]
    return value


def words_matching(pattern: str, error: str) -> AfterValidator:
    """Validate words against a pattern and drop repeated ones; `error` is the message for others."""

    def validate(values: tuple[str, ...]) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(" ".join(value.split()) for value in values))
        if not all(re.fullmatch(pattern, name) for name in names):
            raise ValueError(error)
        return names

    return AfterValidator(validate)


number = BeforeValidator(_reject_bool)

Secret = Annotated[SecretStr | None, BeforeValidator(secret), "the token alone, without quotation marks or spaces"]
SecretFile = Annotated[
    SecretStr | None, BeforeValidator(_secret_in), "a file with nothing but the key in it, or nothing for none"
]
HttpUrl = Annotated[str, AfterValidator(http_url), "an address like https://host or http://127.0.0.1:8000/path"]
Timeout = Annotated[float, number, Field(ge=0.1, le=300), "a number of seconds from 0.1 to 300"]
Limit = Annotated[int, number, Field(ge=1, le=10_000), "a whole number from 1 to 10000"]
