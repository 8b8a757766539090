"""Only public websites are connected to, for every typed address, name and redirect."""

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiohttp import web
from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Accept
from bot.sources.http.public_addresses import MAX_AT_ONCE, StrangersFetcher, is_public, web_url
from tests.fake_sources import faults
from tests.fake_sources.feeds import LoopbackFeeds
from tests.fake_sources.internet import PUBLIC, FakeInternet
from tests.hostile.strangers.addresses import NOT_PUBLIC, PUBLIC_ONES, WRITTEN

_ANY = Accept(header="*/*", content_types=None)
_IN_A_URL = {address: f"[{address}]" if ":" in address else address for address in NOT_PUBLIC}


async def _refused(fetcher: StrangersFetcher, address: str) -> str:
    """Return the sentence for an address that cannot be fetched."""
    with pytest.raises((SourceError, ValueError)) as refusal:
        await fetcher.get(web_url(address), accept=_ANY)
    return str(refusal.value)


@pytest.mark.parametrize("address", NOT_PUBLIC)
async def test_no_address_that_is_not_public(
    internet: FakeInternet, fetcher: StrangersFetcher, server: LoopbackFeeds, address: str
):
    """Neither a name nor a literal nor a redirect leads to it, and people are told the same each time."""
    internet.name("evil.example", [address])
    for url in ("http://evil.example/", "https://evil.example/", f"http://{_IN_A_URL[address]}/"):
        assert await _refused(fetcher, url) == (
            f"{URL(url).host} could not be reached on the public web, ports 80 and 443."
        )
    assert internet.connected == []
    for url in ("http://evil.example/", f"http://{_IN_A_URL[address]}/latest/meta-data/"):
        server.fail(faults.redirect(url))
        assert "could not be reached on the public web" in await _refused(fetcher, "http://feed.example/")
    assert internet.connected == [(PUBLIC, 80)] * 2


@pytest.mark.parametrize("address", NOT_PUBLIC)
async def test_without_the_check_each_is_reached(
    internet: FakeInternet, trusting: StrangersFetcher, server: LoopbackFeeds, address: str
):
    """Control: a host who allows private addresses reaches every one of them, on any port."""
    internet.name("evil.example", [address])
    for url in ("http://evil.example/", f"http://{_IN_A_URL[address]}:8080/"):
        assert (await trusting.get(URL(url), accept=_ANY)).body
    server.fail(faults.redirect("http://evil.example:9200/"))
    assert (await trusting.get(URL("http://feed.example/"), accept=_ANY)).body
    assert [port for _, port in internet.connected] == [80, 8080, 80, 9200]


@pytest.mark.parametrize("address", WRITTEN)
async def test_no_spelling_leads_elsewhere(
    internet: FakeInternet, fetcher: StrangersFetcher, server: LoopbackFeeds, address: str
):
    """No spelling of a private address is connected to, also as a redirect."""
    for name in ("localhost", "localhost.localdomain", "intranet", "router.lan", "metadata.google.internal"):
        internet.name(name, ["127.0.0.1"])
    sentence = await _refused(fetcher, address)
    assert len(sentence) < 300
    assert sentence.isprintable()
    assert "secret" not in sentence
    assert internet.connected == []
    if not {*address} & {"\0", "\r", "\n"} and address.strip() and ":" in address:
        server.break_down(faults.redirect(address))
        await _refused(fetcher, "http://feed.example/")
        assert {*internet.connected} == {(PUBLIC, 80)}


def test_there_are_enough():
    """As many as were promised, each once."""
    assert len({*NOT_PUBLIC, *WRITTEN}) == len(NOT_PUBLIC) + len(WRITTEN) > 120


@pytest.mark.parametrize("address", PUBLIC_ONES)
def test_neighbours_of_those_ranges_are_public(address: str):
    """No more is refused than must be."""
    assert is_public(address)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("  HTTPS://Feed.Example:443/A?b=%20#c \n", "https://feed.example/A?b=%20"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://a_b.feed.example", "http://a_b.feed.example"),
        ("http://[2606:2800:220:1::1]/", "http://[2606:2800:220:1::1]/"),
    ],
)
def test_addresses_are_made_canonical(typed: str, url: str):
    """Two people who type one address in two ways get one source."""
    assert str(web_url(typed)) == url


async def test_one_look_up_decides(internet: FakeInternet, fetcher: StrangersFetcher):
    """The address that was checked is the one connected to: a name is looked up once a connection."""
    internet.name("rebind.example", [PUBLIC], ["127.0.0.1"])
    assert (await fetcher.get(URL("http://rebind.example/"), accept=_ANY)).body
    assert (internet.looked_up, internet.connected) == (["rebind.example"], [(PUBLIC, 80)])
    await _refused(fetcher, "http://rebind.example/")
    assert internet.connected == [(PUBLIC, 80)]


async def test_each_redirect_is_looked_up_and_checked(
    internet: FakeInternet, fetcher: StrangersFetcher, server: LoopbackFeeds
):
    """A host that redirects to itself, and has another address by then, is not followed."""
    internet.name("rebind.example", [PUBLIC], ["10.0.0.1"])
    server.fail(faults.redirect("/again"))
    await _refused(fetcher, "http://rebind.example/")
    assert internet.connected == [(PUBLIC, 80)]


async def test_of_several_addresses_only_public_ones(internet: FakeInternet, fetcher: StrangersFetcher):
    """A private address beside a public one, first or last, is not tried."""
    public = "2606:2800:220:1::1"
    for addresses in (["10.0.0.1", public], [public, "::1", "10.0.0.1"], ["fe80::1", "127.0.0.1", public]):
        internet.name("mixed.example", addresses)
        assert (await fetcher.get(URL("http://mixed.example/"), accept=_ANY)).body
    assert internet.connected == [(public, 80)] * 3


@pytest.mark.parametrize(
    ("own", "refused", "allowed"),
    [
        (PUBLIC, PUBLIC, "93.184.215.15"),
        ("2606:2800:220:1::1", "2606:2800:220:1:ffff::2", "2606:2800:220:2::1"),
    ],
)
async def test_not_the_machine_itself(
    internet: FakeInternet, fetcher: StrangersFetcher, own: str, refused: str, allowed: str
):
    """Nobody gets behind the firewall of the machine by its own public address, nor by those of its network."""
    internet.name("feed.example", [refused], [allowed])
    internet.own = own
    await _refused(fetcher, "http://feed.example/")
    assert (await fetcher.get(URL("http://feed.example/"), accept=_ANY)).body
    assert internet.connected == [(allowed, 80)]


async def test_unknown_private_and_closed_sound_the_same(internet: FakeInternet, fetcher: StrangersFetcher):
    """Nobody learns by this which names and ports the host's network has."""
    internet.name("private.example", ["10.0.0.1"])
    sentences = {
        (await _refused(fetcher, f"http://{name}.example{port}/")).replace(name, "")
        for name in ("private", "unknown")
        for port in ("", ":22", ":443")
    }
    assert len(sentences) == 1


async def test_cookies_and_credentials_are_not_kept(
    internet: FakeInternet, fetcher: StrangersFetcher, server: LoopbackFeeds
):
    """A cookie of one answer is not sent with the next request, to any host."""
    internet.name("other.example", [PUBLIC])
    server.fail(
        faults.status(302, headers={"Location": "http://other.example/", "Set-Cookie": "a=b; Domain=example"})
    )
    for _ in range(2):
        await fetcher.get(URL("http://feed.example/"), accept=_ANY)
    assert len(server.headers) == 3
    assert not any({"Cookie", "Authorization", "Referer"} & headers.keys() for headers in server.headers)


async def test_one_request_at_a_time_a_host(
    internet: FakeInternet, fetcher: StrangersFetcher, server: LoopbackFeeds
):
    """Feeds of one host wait for each other; of all others, so many are read at once."""
    running: list[str] = []
    most: list[tuple[int, int]] = []

    async def counted(request: web.Request) -> web.StreamResponse:
        running.append(request.host)
        most.append((running.count(request.host), len(running)))
        await asyncio.sleep(0.01)
        running.remove(request.host)
        return web.Response(text="<rss/>")

    server.break_down(counted)
    names = [f"host{number}.example" for number in range(3 * MAX_AT_ONCE)]
    for name in names:
        internet.name(name, [PUBLIC])
    urls = [URL(f"http://{name}/") for name in [*["feed.example"] * 2 * MAX_AT_ONCE, *names]]
    await asyncio.gather(*(fetcher.get(url, accept=_ANY) for url in urls))
    assert max(one for one, _ in most) == 1
    assert max(together for _, together in most) == MAX_AT_ONCE
    assert not fetcher._turns


async def test_slow_name_servers_hold_up_no_other_work(
    internet: FakeInternet, fetcher: StrangersFetcher, monkeypatch: pytest.MonkeyPatch
):
    """Threads that wait for names are not those on which bodies are read."""
    answered = threading.Event()

    def wait(*_: object, **__: object):
        answered.wait(10)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    with ThreadPoolExecutor(1) as threads:
        asyncio.get_running_loop().set_default_executor(threads)
        waiting = [asyncio.create_task(_refused(fetcher, f"http://slow{number}.example/")) for number in range(20)]
        await asyncio.sleep(0.05)
        await asyncio.wait_for(asyncio.to_thread(lambda: None), 5)
        assert not any(task.done() for task in waiting)
        answered.set()
        await asyncio.gather(*waiting)
    assert internet.connected == []
