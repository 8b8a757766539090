"""The listener itself: which page answers, and one answer for all that is unknown."""

import socket

import aiohttp
import pytest
from aiohttp import web

from bot.app.web.listener import Pages, serve_web
from bot.domain.errors import PaperboyError, StoreError
from bot.domain.ports import Observer
from bot.settings.model import Web
from tests.unit.app.monitoring.test_http import free_port


class Seen(Observer):
    """Remembers the outcomes."""

    def __init__(self):
        self.outcomes: list[int] = []

    def web_answered(self, status: int):
        self.outcomes.append(status)


async def _shown(_request: web.BaseRequest, rest: str) -> web.Response | None:
    return web.Response(text=f"shown {rest}") if rest == "known" else None


async def _sent(request: web.BaseRequest, _rest: str) -> web.Response | None:
    return web.Response(text=(await request.read()).decode())


async def _fails(_request: web.BaseRequest, rest: str) -> web.Response | None:
    raise {"store": StoreError("The disk is full."), "bug": RuntimeError(rest)}[rest]


PAGES: Pages = {("GET", "page"): _shown, ("POST", "page"): _sent, ("GET", "fails"): _fails}


async def test_pages_by_method_and_first_part_of_the_path(caplog: pytest.LogCaptureFixture):
    """A page answers its path and method; failures say nothing to the stranger and their cause to the log."""
    seen, port = Seen(), free_port()
    wanted = [
        ("GET", "/page/known", 200, "shown known"),
        ("HEAD", "/page/known", 200, ""),
        ("POST", "/page/any", 200, "body"),
        ("GET", "/fails/store", 503, ""),
        ("GET", "/fails/bug", 500, ""),
    ]
    async with (
        serve_web(Web(port=port), PAGES, seen),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        for method, path, status, text in wanted:
            async with session.request(method, path, data=b"body") as answer:
                assert (answer.status, await answer.text()) == (status, text), (method, path)
                assert "Server" not in answer.headers
    assert seen.outcomes == [200, 200, 200, 503, 500]
    assert "The disk is full." in caplog.text
    assert caplog.text.count("could not be answered") == 2


async def test_an_address_in_use_is_a_sentence():
    """An address that cannot be had says which setting to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PaperboyError, match="PAPERBOY_WEB__PORT"):
            async with serve_web(Web(port=taken.getsockname()[1]), {}, Observer()):
                raise AssertionError("it cannot listen there")


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, ""),
        ({"public_url": "https://p.example"}, ""),
        ({"port": 80}, "http://127.0.0.1:80"),
        ({"port": 80, "host": "::1"}, "http://[::1]:80"),
        ({"port": 80, "public_url": "https://p.example/bot/"}, "https://p.example/bot"),
    ],
)
def test_the_address_of_pages(settings: dict[str, str | int], address: str):
    """It is the public one if there is one, and none while the listener is off."""
    assert Web.model_validate(settings).address == address
