"""Any sequence of operations gives the same as the model, with restarts and kills in between."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.contract.engines import ENGINES, new_url, tinydb_url
from tests.contract.model.machine import StoreMachine
from tests.support.databases import Databases


def agree(engine: str, databases: Databases, **options: Any):
    """Let hypothesis search for operations by which store and model differ."""

    async def empty(folder: Path) -> str:
        return await new_url(engine, folder, databases)

    def killed(store: Any, url: str, folder: Path) -> str:
        """Copy the files as a killed process leaves them; a database stays as it is."""
        if engine == "postgres":
            store.db._pool.terminate()
            return url
        shutil.copytree(Path(url.removeprefix("tinydb://")), folder / "store")
        return tinydb_url(folder)

    members = {
        "new_url": staticmethod(empty),
        "kill": staticmethod(killed),
        "ends_leases": engine == "tinydb",
    }
    case: Any = type("Machine", (StoreMachine,), members).TestCase  # type: ignore[attr-defined] - made by hypothesis
    case.settings = settings(deadline=None, suppress_health_check=list(HealthCheck), **options)
    case("runTest").runTest()


@pytest.mark.parametrize("engine", ENGINES)
def test_any_sequence_of_operations_gives_what_the_model_gives(engine: str, databases: Databases):
    """Results and errors agree, and after every step all entries, due items and counts."""
    examples = {"tinydb": 25, "postgres": 8}[engine]  # which take some five seconds each
    agree(engine, databases, max_examples=examples, stateful_step_count=40)


@pytest.mark.soak
@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_for_longer(engine: str, databases: Databases):
    """Store and model agree in 500 sequences of 50 operations."""
    agree(engine, databases, max_examples=500, stateful_step_count=50)
