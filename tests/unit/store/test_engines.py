"""The table of engines is complete, and so is every other table of engines."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.errors import StoreError
from bot.settings.values import STORE_URLS
from bot.store.opening import ENGINES, engine_of
from tests.contract import engines as contract
from tests.wire.crash.servers import engines as crash


def test_the_settings_check_the_url_of_every_engine():
    """The settings accept exactly the URLs that an engine can open."""
    assert STORE_URLS.keys() == ENGINES.keys()


@pytest.mark.parametrize("names", [contract.ENGINES, crash.ENGINES], ids=["contract", "crash"])
def test_every_engine_is_held_to_the_contract_and_crashed(names: tuple[str, ...]):
    """The tables of the contract and crash tests have every engine."""
    assert {ENGINES[name] for name in names} == set(ENGINES.values())


@pytest.mark.parametrize("scheme", ENGINES)
def test_a_store_has_a_control_socket_or_is_shared(scheme: str):
    """An engine is either shared or has a control socket."""
    engine = engine_of(f"{scheme}://host/store")
    assert (engine.control_folder(f"{scheme}://host/store") is None) == engine.shared


@pytest.mark.parametrize(
    "url",
    ["", "data/paperboy", "tinydb://", "tinydb:/x", "mysql://me:secret@host/db", "TINYDB://x", "tinydb://\0"],
)
def test_another_url_is_refused_without_showing_its_secrets(url: str):
    """The error for an unknown URL lists the valid forms and shows no password."""
    with pytest.raises(StoreError, match="Use tinydb://data/paperboy") as caught:
        engine_of(url)
    assert "secret" not in str(caught.value)


def test_what_opens_a_folder_loads_nothing_of_the_other_engine(tmp_path: Path):
    """Opening a folder does not import the other engine."""
    url = f"tinydb://{tmp_path}/store"
    program = (
        "import asyncio, sys\n"
        "from bot.store.opening import open_store\n"
        f"async def main():\n    async with open_store({url!r}):\n        pass\n"
        "asyncio.run(main())\n"
        "print([name for name in sys.modules if 'postgres' in name or name == 'asyncpg'])"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "[]\n"
