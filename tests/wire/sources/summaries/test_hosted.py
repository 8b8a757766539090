"""Hosted servers of today: their addresses, what they refuse, and how they say so.

Their words are those of OpenAI's, Google's, Mistral's and OpenRouter's documentation and of vLLM's and llama.cpp's
templates.
"""

import json
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.summaries.answers import Answer
from bot.sources.summaries.chat import ChatServer, completions_url, headers_for
from bot.sources.summaries.settings import Summaries
from tests.fake_sources import faults
from tests.fake_sources.chat import LoopbackModel
from tests.support.data import tables

_REFUSALS = tables(__file__, "refusals.json")
ASKED = ("Be brief.", '{"title":"A"}')
KEY = "AIzaSyD-0123456789abcdefghij"


async def asked(session: aiohttp.ClientSession, server: LoopbackModel, **more: Any) -> Answer:
    return await ChatServer(session, Summaries(url=server.url, model="m", timeout=5, **more)).ask(*ASKED)


@pytest.mark.parametrize(
    "url",
    [
        "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
        "https://x.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21&key=a%2Bb+c/d==",
    ],
)
def test_a_whole_address_is_taken_as_it_is(url: str):
    """A whole address is used unchanged, with its query."""
    assert completions_url(url) == URL(url)
    assert completions_url(url).query == URL(url).query


async def test_the_query_is_asked_with(session: aiohttp.ClientSession):
    """The query is sent with requests to the given path."""
    async with LoopbackModel(path="/openai/deployments/d/chat/completions") as server:
        url = f"{server.url}/openai/deployments/d/chat/completions?api-version=2024-10-21&key={KEY}"
        await ChatServer(session, Summaries(url=url, model="m", timeout=5)).ask(*ASKED)
    assert server.requests == [f"/openai/deployments/d/chat/completions?api-version=2024-10-21&key={KEY}"]


def test_azure_takes_the_key_in_a_header_of_its_own():
    """Azure gets the key in its own header, and GitHub Models does not."""
    assert headers_for(URL("https://x.openai.azure.com/openai"), "k") == {"api-key": "k"}
    assert headers_for(URL("https://models.inference.ai.azure.com/"), "k") == {"Authorization": "Bearer k"}
    assert headers_for(URL("https://x.openai.azure.com/openai"), None) == {}


def _reasoning(sent: dict[str, Any]) -> str | None:
    """Answer like OpenAI's and Azure's reasoning models."""
    if "max_tokens" in sent:
        return (
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead."
        )
    if "temperature" in sent:
        return (
            "Unsupported value: 'temperature' does not support 0 with this model. "
            "Only the default (1) value is supported."
        )
    if sent["messages"][0]["role"] == "system":
        return "Unsupported value: 'messages[0].role' does not support 'system' with this model."
    return None


async def test_what_is_refused_is_left_out_and_not_tried_again(session: aiohttp.ClientSession):
    """A refused parameter is left out, and later requests omit it from the start."""
    async with LoopbackModel("It is so.", refuses=_reasoning) as server:
        chat = ChatServer(session, Summaries(url=server.url, model="o1-mini", timeout=5))
        assert (await chat.ask(*ASKED)).text == "It is so."
        assert len(server.asked) == 4
        assert (await chat.ask(*ASKED)).text == "It is so."
    assert len(server.asked) == 5
    assert server.asked[-1] == {
        "model": "o1-mini",
        "messages": [{"role": "user", "content": 'Be brief.\n\n{"title":"A"}'}],
        "stream": False,
        "max_completion_tokens": 1_000,
    }


@pytest.mark.parametrize("complaint", _REFUSALS["system role"])
@pytest.mark.parametrize("status", [400, 422, 500])
async def test_a_refused_system_role_is_recognised(session: aiohttp.ClientSession, complaint: str, status: int):
    """A refused system role is recognised in each server's words."""
    body = json.dumps([{"error": {"code": status, "message": complaint, "status": "INVALID_ARGUMENT"}}])
    async with LoopbackModel("It is so.") as server:
        server.fail(faults.status(status, body.encode()))
        assert (await asked(session, server)).text == "It is so."
    assert [one["role"] for one in server.asked[-1]["messages"]] == ["user"]


async def test_parameters_of_ones_own_go_into_each_request(session: aiohttp.ClientSession):
    """Own parameters are in each request, and override ours."""
    extra = {"reasoning_effort": "none", "temperature": 0.3, "max_completion_tokens": 4_000}
    async with LoopbackModel() as server:
        await asked(session, server, extra=extra)
    sent = server.asked[0]
    assert extra.items() <= sent.items()
    assert "max_tokens" not in sent


async def test_a_refusal_that_stays_is_told_once(session: aiohttp.ClientSession):
    """A refusal that stays is reported after one repetition."""
    async with LoopbackModel(refuses=lambda _: "temperature and max_tokens are a system role") as server:
        with pytest.raises(SourceError, match="does not accept this request"):
            await asked(session, server)
    assert len(server.asked) == 2


@pytest.mark.parametrize(("status", "body", "words"), _REFUSALS["advice"])
async def test_each_refusal_has_its_advice(session: aiohttp.ClientSession, status: int, body: str, words: str):
    """Each refusal gives the server's words and what to do, also with status 200."""
    async with LoopbackModel() as server:
        server.break_down(faults.status(status, body.encode()))
        with pytest.raises(SourceError, match=re.escape(words)):
            await asked(session, server)


@pytest.mark.parametrize("cut", range(150, 200, 3))
async def test_no_secret_is_ever_told(session: aiohttp.ClientSession, tmp_path: Path, cut: int):
    """No error shows the key or the query, or a truncated part of them."""
    (file := tmp_path / "key").write_text(KEY)
    says = f"{'x' * cut} {KEY} and ?key={KEY}&other={KEY}"
    for fault in (
        faults.status(400, json.dumps({"error": says}).encode()),
        faults.raw(f"HTTP/1.1 {says}\r\n\r\n".encode()),
    ):
        async with LoopbackModel() as server:
            server.break_down(fault)
            url = f"{server.url}/v1/chat/completions?key={KEY}"
            with pytest.raises(SourceError) as caught:
                await ChatServer(session, Summaries(url=url, model="m", key_file=str(file), timeout=5)).ask(*ASKED)
        assert KEY[:6] not in str(caught.value)
