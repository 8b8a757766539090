"""What to do about a refusal of a model's server, by its status; some say 200 and mean an error."""

from __future__ import annotations

from bot.sources.http.responses import AGAIN

_UNSUITED = (
    "it does not take such a request: compare `model`, `url` and `extra` of [summaries] with its documentation"
)
_FORBIDDEN = "check the key in `key_file` of [summaries], and what it is allowed to use"
_OVERLOADED = f"it has too much to do: {AGAIN}"
ADVICE = {
    200: f"{AGAIN}; check [summaries] in the settings if this goes on",
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
    429: f"too many requests were made, or a quota is used up: {AGAIN}; lower `per_day` if this goes on",
    503: _OVERLOADED,
    529: _OVERLOADED,
}
