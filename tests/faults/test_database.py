"""A PostgreSQL server that is away or full under the real process."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.mounts import fill, small_disk
from tests.support.databases import execute
from tests.support.postgres import PostgresServer, free_port
from tests.wire.support.scenario import learned, open_scenario, posts_exactly

_ROOM = "24m"  # a database takes 8 MB before anything is in it


@contextmanager
def _small_disk() -> Generator[Path]:
    """A small file system that PostgreSQL may reach, which runs as another user when tests run as root."""
    above = Path(tempfile.mkdtemp(prefix="paperboy-disk-"))
    above.chmod(0o755)
    try:
        with small_disk(above / "disk", _ROOM, "mode=0777") as disk:
            yield disk
    finally:
        shutil.rmtree(above, ignore_errors=True)


async def test_nobody_answers_at_the_start(tmp_path: Path):
    """Without its database the start ends with a sentence before anybody was talked to."""
    url = f"postgresql://paperboy@127.0.0.1:{free_port()}/papers"
    async with open_scenario(tmp_path, PAPERBOY_STORE__URL=url) as scenario:
        await scenario.paperboy.start()
        assert await scenario.paperboy.ended() == 1
        said = scenario.paperboy.output()
        assert "cannot be reached" in said
        assert "PAPERBOY_STORE__URL" in said
        assert "Traceback" not in said
        assert scenario.discord.journal.entries == []


async def test_an_outage_is_told_in_sentences(tmp_path: Path):
    """While the server is away each line says so in words, without a traceback; what came meanwhile is posted."""
    with PostgresServer(durable=True) as server:
        async with open_scenario(tmp_path, PAPERBOY_STORE__URL=server.url()) as scenario:
            known = await learned(scenario)
            server.kill()
            fresh = scenario.grow(known)
            await scenario.paperboy.says("Polling Hugging Face: PostgreSQL at ")
            await scenario.paperboy.says("Could not renew this replica's shards")
            server.start()
            await posts_exactly(scenario, fresh)
            assert await scenario.paperboy.stop() == 0
            assert "Traceback" not in scenario.paperboy.output()


async def test_full_disk_of_the_server(tmp_path: Path):
    """While the server cannot write nothing is posted, and the log says why; with room it goes on."""
    with PostgresServer(durable=True) as server, _small_disk() as disk:
        place = disk / "tables"
        place.mkdir()
        server.give(place)
        await execute(server.url(), f"CREATE TABLESPACE small LOCATION '{place}'")
        await execute(server.url(), "CREATE DATABASE papers TABLESPACE small")
        async with open_scenario(tmp_path, PAPERBOY_STORE__URL=server.url("papers")) as scenario:
            known = await learned(scenario)
            ballast = fill(disk)
            fresh = scenario.grow(known)
            await scenario.paperboy.says("No space left on device")
            assert scenario.discord.posted() == []
            ballast.unlink()
            await posts_exactly(scenario, fresh)
            assert await scenario.paperboy.stop() == 0
