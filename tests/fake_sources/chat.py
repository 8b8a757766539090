"""Servers with a language model on 127.0.0.1 that speak OpenAI's `/v1/chat/completions`, each in its own way.

The shapes are those of the documentation of vLLM (docs.vllm.ai, "OpenAI-Compatible Server"), Ollama
(docs.ollama.com/api/openai-compatibility) and llama.cpp (its tools/server/README.md), without streaming.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

from aiohttp import web
from typing_extensions import override

from tests.fake_sources.server import FaultyServer

if TYPE_CHECKING:
    from collections.abc import Callable

Asked: TypeAlias = "dict[str, Any]"
Shape: TypeAlias = "Callable[[Asked, str], dict[str, Any]]"

PROMPT_TOKENS, COMPLETION_TOKENS = 212, 34


def vllm(asked: Asked, text: str) -> dict[str, Any]:
    """What vLLM answers."""
    return {
        "id": "chatcmpl-3f9b2c7f4b8a4b0f9a2a0c0f7d1f5c11",
        "object": "chat.completion",
        "created": 1_763_000_000,
        "model": asked["model"],
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": text,
                    "refusal": None,
                    "annotations": None,
                    "audio": None,
                    "function_call": None,
                    "tool_calls": [],
                    "reasoning_content": None,
                },
                "logprobs": None,
                "finish_reason": "stop",
                "stop_reason": None,
                "token_ids": None,
            }
        ],
        "service_tier": None,
        "system_fingerprint": None,
        "usage": {
            "prompt_tokens": PROMPT_TOKENS,
            "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
            "completion_tokens": COMPLETION_TOKENS,
            "prompt_tokens_details": None,
        },
        "prompt_logprobs": None,
        "kv_transfer_params": None,
    }


def ollama(asked: Asked, text: str) -> dict[str, Any]:
    """What Ollama answers."""
    return {
        "id": "chatcmpl-633",
        "object": "chat.completion",
        "created": 1_763_000_000,
        "model": asked["model"],
        "system_fingerprint": "fp_ollama",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"},
        ],
        "usage": {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": COMPLETION_TOKENS,
            "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
        },
    }


def llama_cpp(asked: Asked, text: str) -> dict[str, Any]:
    """What llama.cpp's server answers."""
    return {
        "choices": [
            {"finish_reason": "stop", "index": 0, "message": {"role": "assistant", "content": text}},
        ],
        "created": 1_763_000_000,
        "model": asked["model"],
        "system_fingerprint": "b6907-bea04522",
        "object": "chat.completion",
        "usage": {
            "completion_tokens": COMPLETION_TOKENS,
            "prompt_tokens": PROMPT_TOKENS,
            "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
        },
        "id": "chatcmpl-bN5ZfFqIjGx5aPhrH7uQbQ0vYcvNnEOY",
        "timings": {
            "cache_n": 0,
            "prompt_n": PROMPT_TOKENS,
            "prompt_ms": 90.1,
            "prompt_per_token_ms": 0.42,
            "prompt_per_second": 2352.9,
            "predicted_n": COMPLETION_TOKENS,
            "predicted_ms": 701.2,
            "predicted_per_token_ms": 20.6,
            "predicted_per_second": 48.5,
        },
    }


SHAPES: dict[str, Shape] = {"vllm": vllm, "ollama": ollama, "llama.cpp": llama_cpp}


class LoopbackModel(FaultyServer):
    """Answers as `says` tells: a text, or what makes one of the paper that was asked about.

    Where `refuses` finds something to complain of, the answer is 400 with that.
    """

    def __init__(
        self,
        says: str | Callable[[dict[str, str]], str] = "It is about the paper.",
        shape: Shape = vllm,
        *,
        port: int = 0,
        path: str = "/v1/chat/completions",
        refuses: Callable[[Asked], str | None] = lambda _: None,
    ) -> None:
        super().__init__(path, port=port, method="POST")
        self.says = says
        self.refuses = refuses
        self.addresses: list[str] = []
        self.shape = shape
        self.asked: list[Asked] = []
        self.headers: list[dict[str, str]] = []

    @property
    def titles(self) -> list[str]:
        """Of the papers that were asked about, in order."""
        return [self.about(asked)["title"] for asked in self.asked]

    @staticmethod
    def about(asked: Asked) -> dict[str, str]:
        """The paper that a request is about."""
        return json.loads(asked["messages"][-1]["content"])

    @override
    async def _handle(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        self.addresses.append(str(request.rel_url))
        self.headers.append(dict(request.headers))
        if self._faults:
            return await self._faults.pop(0)(request)
        if self._lasting is not None:
            return await self._lasting(request)
        if (complaint := self.refuses(asked)) is not None:
            return web.json_response({"error": {"message": complaint}}, status=400)
        text = self.says if isinstance(self.says, str) else self.says(self.about(asked))
        return web.json_response(self.shape(asked, text))
