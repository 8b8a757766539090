"""The base class of every section of the settings, and kinds of value that several sections take.

A reader of a value raises ValueError with the end of a sentence that begins with the setting's name. It never
repeats the value: a token pasted into the wrong place must not come out in an error.
"""

from __future__ import annotations

import re
from typing import Annotated, cast
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr


class Section(BaseModel):
    """A table of settings: closed, frozen, and silent about what was wrong in a value.

    A text in a setting's annotation says what it takes, in words that follow "allowed: ".
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=True, allow_inf_nan=False
    )

    def secrets(self) -> tuple[str, ...]:
        """Its secret values, and those of tables in it, for the redaction of logs."""
        found: list[str] = []
        for _, value in self:
            for one in cast("tuple[object, ...]", value if isinstance(value, tuple) else (value,)):
                if isinstance(one, SecretStr):
                    found.append(one.get_secret_value())
                elif isinstance(one, Section):
                    found += one.secrets()
        return tuple(found)


def _no_switch(value: object) -> object:
    """Numbers only: pydantic would read `true` as 1."""
    if isinstance(value, bool):
        raise ValueError("is not a number")  # noqa: TRY004 - pydantic collects ValueErrors alone
    return value


def split_url(value: str, *schemes: str) -> SplitResult:
    """The parts of an absolute address with one of the schemes, of no user, and without blanks."""
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
    """An address to which paths are added: no query, no fragment, no slash at its end."""
    parts = split_url(value, *schemes)
    if parts.query or parts.fragment:
        raise ValueError("has more than host, port and path")
    return value.rstrip("/")


def http_url(value: str) -> str:
    """An address of http or https to which paths are added; see `base_url`."""
    return base_url(value, "http", "https")


def secret(value: object) -> object:
    """Empty means none; white space within means that more than the secret was copied."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("holds white space or control characters")
    return text or None


def several(value: object) -> object:
    """Several words, from a TOML array, or from a variable between commas or blanks."""
    if isinstance(value, str):
        text = value.strip()
        return [
            word for word in re.split(r"[,;]\s*" if "," in text or ";" in text else r"\s+", text) if word.strip()
        ]
    return value


def each_like(pattern: str, otherwise: str) -> AfterValidator:
    """Takes several words of this pattern, each once, with single blanks in them; `otherwise` ends the error."""

    def read(values: tuple[str, ...]) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(" ".join(value.split()) for value in values))
        if not all(re.fullmatch(pattern, name) for name in names):
            raise ValueError(otherwise)
        return names

    return AfterValidator(read)


number = BeforeValidator(_no_switch)

Secret = Annotated[
    SecretStr | None, BeforeValidator(secret), "the token as it was given out, with nothing round it"
]
HttpUrl = Annotated[str, AfterValidator(http_url), "an address like https://host or http://127.0.0.1:8000/path"]
Timeout = Annotated[float, number, Field(ge=0.1, le=300), "a number of seconds from 0.1 to 300"]
Most = Annotated[int, number, Field(ge=1, le=10_000), "a whole number from 1 to 10000"]
