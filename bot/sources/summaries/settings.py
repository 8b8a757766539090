"""The settings of summaries by a language model."""

from __future__ import annotations

import json
from typing import Annotated, cast

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode
from typing_extensions import override

from bot.language.languages import LANGUAGES
from bot.sources.http.url_secrets import logged_secrets_of
from bot.sources.settings.section import Limit, SecretFile, Section, Timeout, split_url, split_words

_SET_BY_BOT_KEYS = frozenset({"model", "messages", "stream"})
_TAGS = ", ".join(language.tag for language in LANGUAGES)


def _optional_url(value: str) -> str:
    """Validate a URL, which may have a query: some servers take a version or a key there. Raises ValueError."""
    if value and "#" in split_url(value, "http", "https").geturl():
        raise ValueError("is not an address of the right kind")
    return value


def _extra(value: object) -> object:
    """Validate a table, or JSON in an environment variable. Raises ValueError."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError("is not JSON") from None
    if not isinstance(value, dict):
        raise ValueError("is not a table")  # noqa: TRY004 - pydantic collects ValueErrors alone
    if not _SET_BY_BOT_KEYS.isdisjoint(cast("dict[object, object]", value)):
        raise ValueError("sets what the bot itself sets")
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise ValueError("has a value that cannot be sent") from None
    return cast("dict[object, object]", value)


def _tags(values: tuple[str, ...]) -> tuple[str, ...]:
    known = {language.tag.casefold(): language.tag for language in LANGUAGES}
    tags = tuple(dict.fromkeys(known.get(value.strip().casefold(), "") for value in values))
    if not tags or "" in tags:
        raise ValueError("names a language that is not known here" if tags else "names no language")
    return tags


class Summaries(Section):
    """Summaries by a language model; off without `url`, a server with OpenAI's `/v1/chat/completions`.

    `languages` are tags, the first one for channels in any other language. `per_day` limits the texts of a day;
    replicas can exceed it by a few. A request takes at most `timeout` seconds and is sent with `extra`.
    `translate_only` requests translations of our own gist instead of summaries, and nothing in English.
    """

    url: Annotated[
        str,
        AfterValidator(_optional_url),
        "an address like http://127.0.0.1:11434 or https://host/…/chat/completions, or nothing for off",
    ] = ""
    model: Annotated[
        str,
        Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
        "the name of a model, as its server knows it, in one line of at most 200 characters",
    ] = ""
    key_file: SecretFile = None
    languages: Annotated[
        tuple[str, ...],
        NoDecode,
        BeforeValidator(split_words),
        AfterValidator(_tags),
        f'languages like ["en", "de"], of {_TAGS}; in a variable en,de',
    ] = ("en",)
    per_day: Limit = 500
    timeout: Timeout = 60.0
    translate_only: Annotated[bool, "true or false"] = False
    extra: Annotated[
        dict[str, object],
        NoDecode,
        BeforeValidator(_extra),
        'parameters for each request like {reasoning_effort = "none"}, without model, messages and stream; in '
        'a variable {"reasoning_effort": "none"}',
    ] = Field(default_factory=dict[str, object])

    @property
    def key(self) -> str | None:
        """Return the content of the key file, or None."""
        return self.key_file.get_secret_value() if self.key_file else None

    @override
    def secrets(self) -> tuple[str, ...]:
        return (*super().secrets(), *logged_secrets_of(self.url))
