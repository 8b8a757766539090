"""Servers with a language model on 127.0.0.1 that speak OpenAI's `/v1/chat/completions`, each in its own way.

The shapes are those of the documentation of vLLM (docs.vllm.ai, "OpenAI-Compatible Server"), Ollama
(docs.ollama.com/api/openai-compatibility) and llama.cpp (its tools/server/README.md), without streaming.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeAlias

from aiohttp import web
from typing_extensions import override

from tests.fake_sources.server import LoopbackServer
from tests.support.data import tables

Asked: TypeAlias = "dict[str, Any]"

PROMPT_TOKENS, COMPLETION_TOKENS = 212, 34  # as the shapes count them
SHAPES: dict[str, dict[str, Any]] = tables(__file__, "chat_shapes.json")


def completion(shape: str, asked: Asked, text: str, **choice: Any) -> dict[str, Any]:
    """Return the answer of a server of this shape; `choice` has other fields of its only choice."""
    answer = deepcopy(SHAPES[shape]) | {"model": asked["model"]}
    answer["choices"][0]["message"]["content"] = text
    answer["choices"][0] |= choice
    return answer


class LoopbackModel(LoopbackServer):
    """Answers as `says` tells: a text, or what makes one of the paper that was asked about.

    Where `refuses` finds something to complain of, the answer is 400 with that.
    """

    def __init__(
        self,
        says: str | Callable[[dict[str, str]], str] = "It is about the paper.",
        shape: str = "vllm",
        *,
        port: int = 0,
        path: str = "/v1/chat/completions",
        refuses: Callable[[Asked], str | None] = lambda _: None,
    ):
        super().__init__(path, port=port, method="POST")
        self.says = says
        self.refuses = refuses
        self.shape = shape
        self.choice: dict[str, Any] = {}
        self.asked: list[Asked] = []

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
        self.asked.append(await request.json())
        return await super()._handle(request)

    @override
    async def answer(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        if (complaint := self.refuses(asked)) is not None:
            return web.json_response({"error": {"message": complaint}}, status=400)
        text = self.says if isinstance(self.says, str) else self.says(self.about(asked))
        return web.json_response(completion(self.shape, asked, text, **self.choice))
