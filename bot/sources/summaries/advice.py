"""Refusals of a model's server, each with what to do about it."""

from __future__ import annotations

from http.client import responses as phrases
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError

if TYPE_CHECKING:
    from bot.sources.http.responses import RefusalError

_OK = 200  # some servers say so and mean an error
_AGAIN = "a running bot asks again by itself"
_UNSUITED = (
    "it does not take such a request: compare `model`, `url` and `extra` of [summaries] with its documentation"
)
_FORBIDDEN = "check the key in `key_file` of [summaries], and what it is allowed to use"
_OVERLOADED = f"it has too much to do: {_AGAIN}"
_ADVICE = {
    200: f"{_AGAIN}; check [summaries] in the settings if this goes on",
    400: _UNSUITED,
    401: _FORBIDDEN,
    402: "its account has no credit left: top it up, or set another server in [summaries]",
    403: _FORBIDDEN,
    404: (
        "check `model` and `url` of [summaries]; a server that is not asked at /v1/chat/completions needs its "
        "whole address there"
    ),
    405: _UNSUITED,
    415: _UNSUITED,
    422: _UNSUITED,
    429: f"too many requests were made, or a quota is used up: {_AGAIN}; lower `per_day` if this goes on",
    503: _OVERLOADED,
    529: _OVERLOADED,
}
_PHRASES = {**phrases, 529: "Overloaded"}


def refused(host: str, error: RefusalError) -> SourceError:
    """The error for people: what happened, in the server's own words too, and what to do about it."""
    phrase, said = _PHRASES.get(error.status), f": {error.said}" if error.said else ""
    status = f"{error.status} ({phrase})" if phrase else str(error.status)
    if error.status == _OK:
        status = "with an error"
    text = f"{host} answered {status}{said}; {_ADVICE.get(error.status, _AGAIN)}."
    return SourceError(text, retry_after=error.retry_after)
