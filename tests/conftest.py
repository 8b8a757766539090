"""Fixtures that every folder of tests may use."""

from __future__ import annotations

import asyncio
import logging
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from bot.search.past import PastIndex
from bot.store.opening import open_store
from tests.support.databases import VARIABLE, Databases
from tests.support.fakes import Clock
from tests.support.paths import ROOT
from tests.support.postgres import PostgresServer
from tools.build_hook import compile_catalogues

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from bot.domain.ports import Store

# The same examples every time, so that one commit has one verdict; `make soak` looks for new ones. Neither
# looks at the clock: how long an example takes says more about the machine than about the code.
_TIMELESS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _TIMELESS, derandomize=True)
settings.register_profile("new", _TIMELESS, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_sessionstart() -> None:
    """Have the translations compiled that a change of today wrote: an installation does it when it is made."""
    compile_catalogues(ROOT)


_WAITING = ("wire", "fake_discord", "contract", "faults", "hostile", "browser", "sandbox")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the folders whose tests wait for servers, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: not set(_WAITING).intersection(item.path.parts))  # stable: files stay together


@pytest.fixture
def now() -> Clock:
    """A clock that moves only when told to."""
    return Clock()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Databases on a server that lives as long as this test process."""
    url = os.environ.get(VARIABLE)
    if url is not None:
        made = Databases(url)
        yield made
        asyncio.run(made.drop())
        return
    with PostgresServer() as server:
        yield Databases(server.url())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """The real default store, empty."""
    async with open_store(f"tinydb://{tmp_path / 'store'}") as opened:
        yield opened


@pytest.fixture
async def past(store: Store) -> AsyncIterator[PastIndex]:
    """What looks back at that store, in memory."""
    index = PastIndex(store, None)
    yield index
    await index.close()


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty folder with a store address, and logging left as it was."""
    monkeypatch.chdir(tmp_path)
    address = f"tinydb://{tmp_path / 'store'}"
    monkeypatch.setenv("PAPERBOY_STORE__URL", address)
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    yield address
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
