"""The error for a folder without access names it, its owner, our user and the command to run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.errors import StoreError
from bot.store.opening import engine_of, open_read_only, open_store
from tests.support.users import acting_as

US = 10001  # the user of the container image

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as two users")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder of root that everyone can enter, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="paperboy-access-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


async def said(url: str) -> str:
    """Return the error of opening, which equals that of the check beforehand."""
    with acting_as(US):
        with pytest.raises(StoreError) as looked:
            engine_of(url).require_writable(url)
        with pytest.raises(StoreError) as caught:
            async with open_store(url):
                pass
    assert str(looked.value).partition(". ")[2] == str(caught.value).partition(". ")[2]
    return str(caught.value)


async def test_a_folder_that_somebody_else_owns(place: Path):
    """A folder of another owner, as Docker makes for a bind mount, is named with owner, our uid and command."""
    (place / "store").mkdir(mode=0o755)
    found = await said(f"tinydb://{place}/store")
    assert found.startswith(f"The store's folder {place}/store cannot be written: permission denied. ")
    assert f"{place}/store belongs to uid 0, but Paperboy runs as uid {US}" in found
    assert f"`chown -R {US}:{US} {place}/store` as root" in found
    assert "\n" not in found


async def test_a_folder_that_cannot_be_made(place: Path):
    """The command creates only that folder and changes no owner above it."""
    found = await said(f"tinydb://{place}/data/store")
    assert f"{place} belongs to uid 0, but Paperboy runs as uid {US}" in found
    assert f"`install -d -o {US} -g {US} {place}/data/store` as root" in found
    assert "chown" not in found


async def test_a_file_that_somebody_else_left(place: Path):
    """A file that a command of root left is named."""
    store = place / "store"
    async with open_store(f"tinydb://{store}"):
        pass
    os.chown(store, US, US)
    found = await said(f"tinydb://{store}")
    assert f"{store}/lock belongs to uid 0, but Paperboy runs as uid {US}" in found
    assert f"`chown -R {US}:{US} {store}` as root" in found
    with (
        acting_as(US),
        pytest.raises(StoreError, match=f"be read: permission denied. {store}/acknowledged belongs"),
    ):
        async with open_read_only(f"tinydb://{store}"):
            pass


async def test_a_folder_that_is_closed_to_its_owner(place: Path):
    """A folder without permissions for its owner needs another mode."""
    (place / "store").mkdir()
    os.chown(place / "store", US, US)
    (place / "store").chmod(0o500)
    assert f"run `chmod -R u+rwX {place}/store`" in await said(f"tinydb://{place}/store")


def test_a_folder_that_can_be_used_is_left_alone(place: Path):
    """The check of a usable folder finds nothing and creates nothing."""
    os.chown(place, US, US)
    with acting_as(US):
        engine_of("tinydb://x").require_writable(f"tinydb://{place}/store")
    assert list(place.iterdir()) == []
