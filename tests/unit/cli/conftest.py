"""Stores for the commands that administer one."""

import pytest

from bot.store.opening import open_store
from tests.unit.cli.stuck import stuck


class Printed:
    """The output of commands; each look takes the part since the last one, from both streams."""

    def __init__(self, capsys: pytest.CaptureFixture[str]):
        self.read = capsys.readouterr

    def out(self) -> str:
        return self.read().out

    def err(self) -> str:
        return self.read().err


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    return Printed(capsys)


@pytest.fixture
def url(own_store: str) -> str:
    """The settings by which the commands find their store."""
    return own_store


@pytest.fixture
async def stopped(url: str) -> str:
    """A store that no process holds; its address."""
    async with open_store(url) as store:
        await stuck(store)
    return url
