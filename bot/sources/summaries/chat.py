"""A server that speaks OpenAI's `/v1/chat/completions`: vLLM, Ollama, llama.cpp, hosted ones.

Asked without streaming, so that an answer is one JSON document with `choices[0].message.content`, whatever else
each server adds to it (https://platform.openai.com/docs/api-reference/chat/object).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher, Limits
from bot.sources.json_values import count, decode, mapping, sequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aiohttp

_PATH = "chat/completions"
_BODY = 256 * 1024  # bytes; an answer has some 2 KB
_MOST_TOKENS = 1_000  # of an answer; a summary has some 60, what a model thinks before it some hundreds
_CONNECT = 10.0  # seconds
# What models that think write before the answer, where the server does not take it out.
_THOUGHTS = re.compile(r"\s*<think>.*?</think>\s*", re.DOTALL)
_UNFINISHED = "length"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a conversation; `role` is `system` or `user`."""

    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model wrote ("": nothing), as it came; `cut` when it was not done. The server counts the tokens."""

    text: str
    cut: bool = False
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.prompt_tokens + self.completion_tokens


class ChatServer:
    """Asks the model of a name. `key` goes along as a bearer token; `timeout` is for one answer, in seconds."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, model: str, key: str | None, timeout: float
    ) -> None:
        # Nothing comes before an answer is whole, so the time between two pieces is that of all.
        limits = Limits(total=timeout, connect=min(_CONNECT, timeout), read=timeout, body=_BODY, cached=0)
        self._fetcher = Fetcher(session, limits=limits)
        self._url = completions_url(url)
        self._key = key
        self.model: Final = model

    async def ask(self, messages: Sequence[Message]) -> Answer:
        """The answer of the model. Raises SourceError; what it says has no word of the key."""
        headers = {} if self._key is None else {"Authorization": f"Bearer {self._key}"}
        document = {
            "model": self.model,
            "messages": [{"role": one.role, "content": one.content} for one in messages],
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "stream": False,
        }
        try:
            response = await self._fetcher.post(self._url, document, headers=headers)
        except SourceError as error:
            if self._key is None or self._key not in str(error):
                raise
            text = str(error).replace(self._key, "[the key]")
            raise SourceError(text, retry_after=error.retry_after) from None
        return read_answer(response.body, str(self._url.host))


def completions_url(url: str) -> URL:
    """Where completions are asked for: the address of a server, with `/v1` or all of it at its end, or without."""
    base = URL(url.rstrip("/").removesuffix(f"/{_PATH}"))
    return base / _PATH if base.path.endswith("/v1") else base / "v1" / _PATH


def read_answer(body: bytes, host: str) -> Answer:
    """What the body of an answer says. Raises SourceError when it is no answer at all."""
    document = mapping(decode(body, host))
    choices = sequence(document.get("choices"))
    if not choices:
        raise SourceError(
            f"{host} answered with something that is no chat completion; check the address of [summaries] in the "
            "settings if this goes on."
        )
    choice, usage = mapping(choices[0]), mapping(document.get("usage"))
    content = mapping(choice.get("message")).get("content")
    text = content if isinstance(content, str) else ""
    thoughts = _THOUGHTS.match(text)
    return Answer(
        text=text[thoughts.end() :].strip() if thoughts else text.strip(),
        cut=choice.get("finish_reason") == _UNFINISHED,
        prompt_tokens=count(usage.get("prompt_tokens")) or 0,
        completion_tokens=count(usage.get("completion_tokens")) or 0,
    )
