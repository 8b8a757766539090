"""Objects imported at the start are exempt from garbage collection."""

import gc
import subprocess
import sys
from collections.abc import Generator

import pytest

from bot.app.memory import exempt_from_gc

_LOADED = """
import sys
from bot.app.run import import_parts
from bot.settings import Settings
import_parts(Settings(health={"port": int(sys.argv[1])}))
optional = {"aiohttp.web", "prometheus_client", "asyncpg", "bot.sources.feeds.parse", "bot.sources.bodies.markup"}
print(*sorted(optional & set(sys.modules)))
"""


@pytest.fixture(autouse=True)
def _searched_again() -> Generator[None]:
    """The tests after these are searched as ever."""
    yield
    gc.unfreeze()


def test_imports_are_not_searched_for_garbage():
    """Neither while they are made nor afterwards; what is made later is."""
    with exempt_from_gc():
        assert not gc.isenabled()
        made: list[object] = [[]]
    assert gc.isenabled()
    later: list[object] = [[]]
    searched = gc.get_objects()
    assert not any(found is made for found in searched)
    assert any(found is later for found in searched)


def test_a_failing_import_leaves_the_search_on():
    """The error is told of by whoever catches it."""
    with pytest.raises(ImportError), exempt_from_gc():
        raise ImportError
    assert gc.isenabled()


@pytest.mark.parametrize(("port", "loaded"), [(0, []), (8080, ["aiohttp.web", "prometheus_client"])])
def test_a_start_imports_what_the_settings_ask_for(port: int, loaded: list[str]):
    """No web server and no counting where nobody can ask, no parser of a source that is off, no other engine."""
    command = [sys.executable, "-c", _LOADED, str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == loaded
