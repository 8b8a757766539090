"""A client for servers with OpenAI's `/v1/chat/completions`: vLLM, Ollama, llama.cpp, hosted ones.

Requests do not stream, so that an answer is one JSON document with `choices[0].message.content`
(https://platform.openai.com/docs/api-reference/chat/object).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from yarl import URL

from bot.sources.http.fetcher import JSON, Fetcher, as_source_error
from bot.sources.http.responses import RefusalError
from bot.sources.summaries.answers import ADVICE, Answer, read_answer

if TYPE_CHECKING:
    import aiohttp

    from bot.sources.summaries.settings import Summaries

_COMPLETIONS_PATH = "chat/completions"
_MAX_BODY_BYTES = 256 * 1024  # bytes; an answer has some 2 KB
_MAX_ANSWER_TOKENS = 1_000  # of an answer; a summary has some 60, reasoning before it some hundreds
# Azure has its own header for a key (learn.microsoft.com, "Azure OpenAI REST API reference").
_AZURE_HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
# Parts of a request that some servers refuse, with how their complaints name them.
_MAX_TOKENS_PART, _TEMPERATURE_PART, _SYSTEM_PART = "max_tokens", "temperature", "system"
_REFUSABLE_PARTS = {
    _MAX_TOKENS_PART: re.compile(r"\bmax_tokens\b"),
    _TEMPERATURE_PART: re.compile(r"\btemperature\b", re.IGNORECASE),
    _SYSTEM_PART: re.compile(
        r"['\"]system['\"]|\bsystem (?:role|message|prompt|instruction)|developer instruction"
        r"|roles must alternate",
        re.IGNORECASE,
    ),
}
_ACCEPT = replace(JSON, advice=ADVICE)
# llama.cpp says 500 when a model's template has no system role.
_COMPLAINT_STATUSES = frozenset({200, 400, 422, 500})


class ChatServer:
    """Sends requests to a model's server as the settings say.

    A part that the server refuses is left out of later requests, or sent in another way.
    """

    def __init__(self, session: aiohttp.ClientSession, settings: Summaries) -> None:
        timeout, self._key = settings.timeout, settings.key
        # Without streaming nothing arrives before the whole answer, so both time-outs are the same.
        self._fetcher = Fetcher(session, timeout=timeout, chunk_timeout=timeout, max_bytes=_MAX_BODY_BYTES)
        self._url = completions_url(settings.url)
        self._headers = headers_for(self._url, self._key)
        self._extra = settings.extra
        self._refused: set[str] = set()
        self.model = settings.model

    async def ask(self, rules: str, text: str) -> Answer:
        """Ask the model. Raises SourceError, which never shows the key or the address's query."""
        host = str(self._url.host)
        with as_source_error(self._url, self._key):
            while True:
                try:
                    request = self._document(rules, text)
                    response = await self._fetcher.post(self._url, request, headers=self._headers, accept=_ACCEPT)
                    return read_answer(response.body, host)
                except RefusalError as error:
                    if not self._adapts_to(error):
                        raise

    def _document(self, rules: str, text: str) -> dict[str, object]:
        """Return the request's JSON. If the server refuses a system role, the rules precede the user's text."""
        messages = [{"role": "system", "content": rules}, {"role": "user", "content": text}]
        if _SYSTEM_PART in self._refused:
            messages = [{"role": "user", "content": f"{rules}\n\n{text}"}]
        document: dict[str, object] = {"model": self.model, "messages": messages, "stream": False}
        if _TEMPERATURE_PART not in self._refused:
            document["temperature"] = 0
        if "max_completion_tokens" not in self._extra:
            name = "max_completion_tokens" if _MAX_TOKENS_PART in self._refused else "max_tokens"
            document[name] = _MAX_ANSWER_TOKENS
        return {**document, **self._extra}

    def _adapts_to(self, error: RefusalError) -> bool:
        """Remember which parts the server refused; True if a request without them is worth sending."""
        if error.status not in _COMPLAINT_STATUSES or error.complaint is None:
            return False
        named = {name for name, words in _REFUSABLE_PARTS.items() if words.search(error.complaint)} - self._refused
        self._refused |= named
        return bool(named)


def completions_url(url: str) -> URL:
    """Return the URL for completions, adding `/v1/chat/completions` where it is missing."""
    address = URL(url)
    path = address.path.rstrip("/")
    if path.endswith(f"/{_COMPLETIONS_PATH}"):
        return address
    base = address.with_path(path)
    return (base / _COMPLETIONS_PATH if path.endswith("/v1") else base / "v1" / _COMPLETIONS_PATH).with_query(
        address.query
    )


def headers_for(url: URL, key: str | None) -> dict[str, str]:
    """Return the headers with the key for a server at this URL."""
    if key is None:
        return {}
    return {"api-key": key} if str(url.host).endswith(_AZURE_HOSTS) else {"Authorization": f"Bearer {key}"}
