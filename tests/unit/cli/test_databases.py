"""The command line on a store in PostgreSQL."""

import json
from pathlib import Path

import pytest

from bot.domain.alert import MessageState
from bot.store.opening import open_store
from tests.contract.makers import NOW, claimed, message, polled, sighting, subscribed
from tests.support.databases import Databases
from tests.unit.app.monitoring.test_http import free_port, serving
from tests.unit.cli.conftest import Printed
from tests.unit.cli.stuck import call

pytestmark = pytest.mark.usefixtures("own_store")


async def test_a_store_moves_into_a_database_and_is_worked_on_there(
    tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """`store import` fills it from a folder; `check`, `outbox` and `export` then do as they do on files."""
    folder = f"tinydb://{tmp_path / 'store'}"
    async with open_store(folder) as store:
        await subscribed(store)
        await polled(store, sightings=[sighting(1)])
        dead = await claimed(store, 1)
        await store.finish(dead.key, dead.claim, MessageState.DEAD, "No.", NOW)
    url = await databases.emptied()
    monkeypatch.setenv("PAPERBOY_STORE__URL", url)
    assert await call("store", "import", folder) == 0
    assert "1 paper, 1 destination, 1 subscription, 1 alert, 1 message" in printed.out()
    assert await call("store", "check") == 0
    assert await call("outbox", "retry", "--all-dead") == 0
    shown = printed.out()
    assert message(1).key in shown
    assert "applies this within a minute" in shown
    assert await call("outbox", "list", "--json") == 0
    assert [found["state"] for found in json.loads(printed.out())["messages"]] == ["ready"]
    assert await call("status") == 0
    assert await call("store", "export", "out.jsonl") == 0
    assert await call("store", "import", "out.jsonl") == 1
    assert "is not empty" in printed.err()
    async with open_store(url) as store:
        await store.compact()
        assert (await store.counts()).messages[MessageState.READY] == 1, "the server tidies up by itself"


async def test_a_replica_is_asked_over_http(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """A container's health check works on a database too: this machine's /status is what it goes by."""
    port = free_port()
    monkeypatch.setenv("PAPERBOY_STORE__URL", await databases.emptied())
    monkeypatch.setenv("PAPERBOY_HEALTH__HOST", "0.0.0.0")  # noqa: S104 - as in a container; it is asked on loopback
    monkeypatch.setenv("PAPERBOY_HEALTH__PORT", str(port))
    facts: dict[str, object] = {"connected": False, "standing_by": "Standing by: others serve."}
    async with serving(port, status=lambda: facts):
        assert await call("status", "--health") == 0
        del facts["standing_by"]
        assert await call("status", "--health") == 1
    assert printed.out() == "Everything is working.\nThe bot is not connected to Discord.\n"


async def test_without_a_port_the_database_tells(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """With the health port off, the status counts the replicas connected to the database."""
    url = await databases.emptied()
    monkeypatch.setenv("PAPERBOY_STORE__URL", url)
    monkeypatch.setenv("PAPERBOY_HEALTH__PORT", "0")
    async with open_store(url) as store, store.join(1) as membership:
        await membership.renew()
        assert await call("status", "--health") == 0
        assert printed.out() == "Everything is working.\n"
        assert await call("status") == 0
        assert "connected" not in printed.out(), "what is not known is not told"
    assert await call("status", "--health") == 1
    assert "The bot is not running" in printed.out()


async def test_a_store_that_replicas_serve_is_not_copied(
    tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """A store in use cannot be imported: the copy would repeat its later posts."""
    url = await databases.emptied()
    monkeypatch.setenv("PAPERBOY_STORE__URL", f"tinydb://{tmp_path / 'copy'}")
    async with open_store(url) as store, store.join(1) as membership:
        await membership.renew()
        assert await call("store", "import", url) == 1
    assert "stop it first" in printed.err()
    assert await call("store", "import", url) == 0


async def test_check_reads_the_database(databases: Databases, monkeypatch: pytest.MonkeyPatch, printed: Printed):
    """It is well when it can be read, and named when it cannot."""
    monkeypatch.setenv("PAPERBOY_HUGGINGFACE__URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PAPERBOY_STORE__URL", await databases.emptied())
    assert await call("check") == 1
    assert "ok    store: 0 papers, 0 subscriptions. Any number of replicas can run" in printed.out()
    monkeypatch.setenv("PAPERBOY_STORE__URL", "postgresql://me:secret@127.0.0.1:1/x")
    assert await call("check") == 1
    shown = printed.out()
    assert "WRONG store: PostgreSQL at 127.0.0.1:1 cannot be reached" in shown
    assert "secret" not in shown


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 0), ("::1", 1), ("localhost", 1)])
async def test_where_no_replica_answers_it_says_so(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, printed: Printed, host: str, port: int
):
    """Without a replica the status says so, with the database's counts."""
    monkeypatch.setenv("PAPERBOY_STORE__URL", await databases.emptied())
    monkeypatch.setenv("PAPERBOY_HEALTH__HOST", host)
    monkeypatch.setenv("PAPERBOY_HEALTH__PORT", str(port))
    assert await call("status", "--json") == 0
    facts = json.loads(printed.out())
    assert (facts["running"], facts["papers"]) == (False, 0)
    assert await call("status", "--health") == 1
