"""A disk that is full, closed or damaged under the real process."""

import resource
from pathlib import Path

from bot.store.opening import open_store
from tests.faults.mounts import fill, small_disk
from tests.wire.support.paperboy_process import PaperboyProcess
from tests.wire.support.scenario import Scenario, learned, open_scenario, posts_exactly


async def test_full_disk(tmp_path: Path):
    """While nothing can be written down nothing is posted, and the log says why; with room it goes on."""
    with small_disk(tmp_path / "disk", "1m") as disk:
        url = f"tinydb://{disk / 'store'}"
        async with open_scenario(tmp_path, PAPERBOY_STORE__URL=url) as scenario:
            known = await learned(scenario)
            ballast = fill(disk)
            fresh = scenario.grow(known)
            await scenario.paperboy.says("Nothing was saved: ")
            assert scenario.discord.posted() == []
            ballast.unlink()
            await posts_exactly(scenario, fresh)
            assert await scenario.paperboy.stop() == 0


async def test_files_that_may_not_grow(scenario: Scenario, tmp_path: Path):
    """At the system's limit for files (RLIMIT_FSIZE), half a line is cut off again and nothing is posted."""
    known = await learned(scenario)
    journal = tmp_path / "store" / "journal"
    scenario.paperboy.limit_files(journal.stat().st_size + 100)
    fresh = scenario.grow(known)
    await scenario.paperboy.says("Nothing was saved: ")
    assert journal.read_bytes().endswith(b"\n")
    assert scenario.discord.posted() == []
    scenario.paperboy.limit_files(resource.RLIM_INFINITY)
    await posts_exactly(scenario, fresh)
    assert await scenario.paperboy.stop() == 0


async def test_read_only_folder(scenario: Scenario, tmp_path: Path):
    """A folder that cannot be written ends the start with a sentence before anybody was talked to."""
    with small_disk(tmp_path / "disk", "1m", "ro") as disk:
        environment = scenario.discord.environment() | {"PAPERBOY_STORE__URL": f"tinydb://{disk / 'store'}"}
        async with PaperboyProcess(tmp_path, environment, scenario.discord.bell.break_off) as paperboy:
            assert await paperboy.ended() == 1
    said = paperboy.output()
    assert "store's folder" in said
    assert "read-only file system. Mount it writable" in said
    assert "Traceback" not in said
    assert scenario.discord.journal.entries == []


async def test_full_disk_at_the_start(scenario: Scenario, tmp_path: Path):
    """A store that has no room to begin ends the start with a sentence, and begins when there is some."""
    with small_disk(tmp_path / "disk", "1m") as disk:
        ballast = fill(disk)
        environment = scenario.discord.environment() | {"PAPERBOY_STORE__URL": f"tinydb://{disk / 'store'}"}
        async with PaperboyProcess(tmp_path, environment, scenario.discord.bell.break_off) as paperboy:
            assert await paperboy.ended() == 1
        assert (
            f"The store's folder {disk / 'store'} cannot be written: no space left on device" in paperboy.output()
        )
        assert "Traceback" not in paperboy.output()
        assert scenario.discord.journal.entries == []
        ballast.unlink()
        async with open_store(f"tinydb://{disk / 'store'}") as store:
            assert (await store.counts()).papers == 0


async def test_damaged_journal(scenario: Scenario, tmp_path: Path):
    """A damaged store is refused with a sentence, left as it is and copied aside: it never starts as if empty."""
    async with open_store(f"tinydb://{tmp_path / 'store'}") as store:
        await store.set_note("what", "is remembered")
    journal = tmp_path / "store" / "journal"
    broken = journal.read_bytes().replace(b"remembered", b"rememberee")
    journal.write_bytes(broken)
    await scenario.paperboy.start()
    assert await scenario.paperboy.ended() == 1
    assert "The store is damaged" in scenario.paperboy.output()
    assert journal.read_bytes() == broken
    assert [path.read_bytes() for path in journal.parent.glob("journal.damaged-*")] == [broken]
