"""Fixtures that every folder of tests may use, and the order in which files are begun: long ones first."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.app.memory import exempt_from_gc
from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from bot.service.papers.lookups import Lookups
from bot.store.opening import open_store
from tests.behaviour.simulated import make_cheaper
from tests.support.databases import VARIABLE, Databases
from tests.support.fakes import Clock
from tests.support.garbage import look_seldom
from tests.support.paths import ROOT
from tests.support.postgres import PostgresServer
from tests.wire.support.accepting import close_late_connections
from tools.build_hook import compile_catalogues

# The same few examples every time, so that one commit has one verdict; `make soak` looks for many new ones.
# Neither looks at the clock: how long an example takes says more about the machine than about the code.
_TIMELESS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _TIMELESS, derandomize=True, max_examples=40)
settings.register_profile("new", _TIMELESS, print_blob=True, max_examples=300)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

make_cheaper()
close_late_connections()


def pytest_sessionstart():
    """Have the translations compiled that a change of today wrote: an installation does it when it is made."""
    compile_catalogues(ROOT)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let no test wait for a search through the modules and the thousands of tests, none of which is garbage."""
    look_seldom()
    with exempt_from_gc():
        return (yield)


# Folders whose tests wait for servers more than they compute, and the longest files of both kinds.
_WAITING = ("wire", "fake_discord", "contract", "faults", "hostile", "browser", "demo")
_LONGEST = (
    "test_crash.py",
    "test_replicas.py",
    "test_whole_way.py",
    "test_process.py",
    "test_day.py",
    "test_replay.py",
    "test_turns.py",
    "test_stalls.py",
    "test_rights.py",
    "test_entrances.py",
    "test_forged.py",
    "test_two_sources.py",
    "test_words.py",
    "test_answers.py",
    "test_everything.py",
    "test_patterns.py",
    "test_corpus.py",
    "test_bodies.py",
    "test_demo.py",
    "test_changed_meanwhile.py",
    "test_import.py",
)
_OF_ALL = 0.75  # of the files that compute have begun when the last one that waits does


def pytest_collection_modifyitems(items: list[pytest.Item]):
    """Mix files that wait for servers with those that compute, so that there is work for every core all the time.

    Those that wait are over first, and the longest are begun first, so that no worker is left alone at the end.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    order = sorted(files, key=lambda path: path.name not in _LONGEST)  # stable, as the one below is
    waiting = [path for path in order if set(_WAITING).intersection(path.parts)]
    others = [path for path in order if path not in waiting]
    moment = {path: number / len(waiting) * _OF_ALL for number, path in enumerate(waiting)}
    moment |= {path: number / len(others) for number, path in enumerate(others)}
    items[:] = [item for path in sorted(moment, key=moment.__getitem__) for item in files[path]]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch):
    """Let nobody give up what is under way: that a machine is busy is no mistake of ours."""
    monkeypatch.setattr("bot.search.index_updates._SEARCH_TIMEOUT", 60.0)
    monkeypatch.setattr(Lookups, "patience", 60.0)


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
    """The index of past papers of that store, in memory."""
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
