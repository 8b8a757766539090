"""The probe of the public address: a sentence for each way in which it can fail."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app.check import _check_web
from bot.app.web import probe as probing
from bot.app.web.listener import serve_web
from bot.app.web.probe import PROBE, answer_probe, probe
from bot.domain.ports import Observer
from bot.settings import Settings
from bot.settings.model import Web
from tests.unit.app.monitoring.test_http import free_port


@asynccontextmanager
async def other(answer: Callable[[], web.Response], tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """Another server, at the address that it yields."""

    async def handle(_: web.BaseRequest) -> web.Response:
        await asyncio.sleep(0)
        return answer()

    runner = web.ServerRunner(web.Server(handle))
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls).start()
    yield f"http{'s' if tls else ''}://127.0.0.1:{port}"
    await runner.cleanup()


def self_signed(folder: Path) -> ssl.SSLContext:
    """TLS with a certificate that is made with openssl; the test is skipped without it."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("this needs openssl, which is absent")
    key, certificate = str(folder / "key.pem"), str(folder / "certificate.pem")
    made = ("req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost", "-keyout", key)
    subprocess.run([openssl, *made, "-out", certificate], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls


async def test_our_own_address():
    """The running Paperboy answers at its address, with HEAD as well, and below that path nothing does."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with serve_web(Web(port=port), {("GET", PROBE): answer_probe}, Observer()):
        assert await probe(address) == (True, f"{address} answers.")
        async with aiohttp.ClientSession(address) as session:
            async with session.head("/paperboy") as answer:
                assert answer.status == 200
            async with session.get("/paperboy/x") as answer:
                assert answer.status == 404


async def test_what_can_be_wrong(monkeypatch: pytest.MonkeyPatch):
    """Another page, a redirect, a closed port, an unknown name, silence: each has its sentence."""
    monkeypatch.setattr(probing, "_TIMEOUT", aiohttp.ClientTimeout(total=1))
    for answer, status in (
        (lambda: web.Response(text="Welcome to nginx!"), 200),
        (lambda: web.Response(status=301, headers={"Location": "https://p.example/"}), 301),
        (lambda: web.Response(status=502), 502),
    ):
        async with other(answer) as address:
            assert await probe(address) == (
                False,
                f"{address} does not lead to Paperboy: status {status}. Let your proxy pass on all its paths.",
            )
    closed = f"http://127.0.0.1:{free_port()}"
    is_ok, text = await probe(closed)
    assert not is_ok
    assert text.startswith(f"{closed} cannot be reached. Check PAPERBOY_WEB__PUBLIC_URL and your proxy. (")
    unknown = "http://nobody.invalid"
    assert await probe(unknown) == (
        False,
        f"{unknown} has a name that does not exist. Check PAPERBOY_WEB__PUBLIC_URL and the DNS.",
    )
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        text = f"{address} did not answer within 10 s. Check the firewall and your proxy."
        assert await probe(address) == (False, text)


async def test_a_certificate_that_nobody_trusts(tmp_path: Path):
    """A certificate of one's own has its sentence, with what is wrong with it."""
    async with other(web.Response, self_signed(tmp_path)) as address:
        is_ok, text = await probe(address)
    assert not is_ok
    assert text.startswith(f"{address} has no valid certificate. Check that of your proxy. (")
    assert "self-signed certificate" in text or "self signed certificate" in text


async def test_a_bot_that_does_not_run_is_not_asked(tmp_path: Path):
    """Without a running Paperboy the check says so, and that is no failure."""
    settings = Settings.model_validate(
        {"store": {"url": f"tinydb://{tmp_path}/store"}, "web": {"port": 9, "public_url": "https://p.example"}}
    )
    found = await _check_web(settings)
    assert found.ok
    assert found.text == "https://p.example answers only while Paperboy runs. Run this check again then."
