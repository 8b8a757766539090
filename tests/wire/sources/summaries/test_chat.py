"""Servers with OpenAI's chat completions, and anything else at such an address."""

import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain.errors import SourceError
from bot.sources.summaries.answers import Answer, read_answer
from bot.sources.summaries.chat import ChatServer, completions_url
from bot.sources.summaries.settings import Summaries
from tests.fake_sources import faults
from tests.fake_sources.chat import COMPLETION_TOKENS, PROMPT_TOKENS, SHAPES, LoopbackModel, completion
from tests.fake_sources.faults import Fault

ASKED = ("Be brief.", '{"title":"A <paper>"}')


@pytest.fixture
def key_file(tmp_path: Path) -> str:
    (file := tmp_path / "key").write_text("sk-1")
    return str(file)


@pytest.mark.parametrize("shape", SHAPES)
async def test_each_kind_of_server_is_understood(session: aiohttp.ClientSession, key_file: str, shape: str):
    """Each kind of server gives its text and tokens in one request, without streaming."""
    async with LoopbackModel("It is so.", shape) as server:
        answer = await ChatServer(session, Summaries(url=server.url, model="m-7b", key_file=key_file)).ask(*ASKED)
    assert answer == Answer(text="It is so.", prompt_tokens=PROMPT_TOKENS, completion_tokens=COMPLETION_TOKENS)
    (asked,) = server.asked
    assert (asked["model"], asked["stream"], asked["temperature"]) == ("m-7b", False, 0)
    assert asked["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": '{"title":"A <paper>"}'},
    ]
    assert server.headers[0]["Authorization"] == "Bearer sk-1"
    assert server.headers[0]["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_the_address_may_end_with_v1(path: str):
    """The address may end with /v1 or not; other paths stay before it."""
    assert str(completions_url(f"http://127.0.0.1:11434{path}")) == "http://127.0.0.1:11434/v1/chat/completions"
    assert str(completions_url(f"https://a.b/api{path}")) == "https://a.b/api/v1/chat/completions"


@pytest.mark.parametrize(
    ("fault", "words", "wait"),
    [
        (faults.status(401, b'{"error":{"message":"Incorrect API key provided: sk-1"}}'), "401.*the key", None),
        (faults.too_many(Retry_After="7"), "429", 7.0),
        (faults.status(500, b'{"object":"error","message":"CUDA is gone"}'), "500.*CUDA is gone", None),
        (faults.status(200, b"nonsense"), "not JSON", None),
        (faults.status(200, b"[]"), "not with a chat completion", None),
        (faults.html(), "text/html", None),
        (faults.huge(2), "more than 256 KB", None),
        (faults.silence(), "did not answer in time", None),
        (faults.redirect("http://127.0.0.1:1/v1/chat/completions", 307), "307", None),
    ],
)
async def test_what_goes_wrong_is_one_error(
    session: aiohttp.ClientSession, key_file: str, fault: Fault, words: str, wait: float | None
):
    """Each failure is one SourceError with the server's wait, and the key is never in it."""
    async with LoopbackModel() as server:
        server.fail(fault)
        chat = ChatServer(session, Summaries(url=server.url, model="m", key_file=key_file))
        with pytest.raises(SourceError, match=words) as caught, faults.hurried(chat._fetcher, fault):
            await chat.ask(*ASKED)
    assert caught.value.retry_after == wait
    assert "sk-1" not in str(caught.value)
    assert len(server.asked) == 1


def _body(**choice: Any) -> bytes:
    return json.dumps(completion("vllm", {"model": "m"}, "", **choice)).encode()


@pytest.mark.parametrize(
    ("body", "text", "cut"),
    [
        (_body(message={"content": None}), "", False),
        (_body(message={"content": ["a"]}), "", False),
        (_body(message=None), "", False),
        (_body(message={"content": " It is.\n"}, finish_reason="length"), "It is.", True),
        (_body(message={"content": "<think>\nHm.\n</think>\n\nIt is."}), "It is.", False),
        (b'{"choices":[{"message":{"content":"It is."}}],"usage":{"prompt_tokens":"x"}}', "It is.", False),
    ],
)
def test_an_answer_may_have_no_text(body: bytes, text: str, *, cut: bool):
    """An answer may be empty or cut, and reasoning is left out."""
    answer = read_answer(body, "host")
    assert (answer.text, answer.cut) == (text, cut)
