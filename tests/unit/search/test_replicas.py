"""Two processes on one database, each with an index of its own."""

from datetime import timedelta
from pathlib import Path

from bot.search.past_papers import PastIndex, following
from bot.store.opening import open_store
from tests.support.databases import Databases
from tests.support.fakes import DAY, START, sighting
from tests.unit.search.indexes import ids, stored


async def trees(past: PastIndex) -> list[str]:
    return [key[-1] for key in await ids(past)]


async def test_what_another_replica_stores_and_forgets_counts(databases: Databases, folder: Path):
    """Papers stored by another replica are found at the next question, and deleted ones disappear."""
    url = await databases.emptied()
    async with (
        open_store(url) as one,
        open_store(url) as other,
        following(one, folder) as here,
        following(other, folder) as there,
    ):
        await stored(one, sighting("2511.00001", title="Trees"), sighting("2511.00002", title="Bushes"))
        assert await trees(here) == await trees(there) == ["1"]
        await stored(other, sighting("2511.00002", title="Old trees", upvotes=3))
        assert await trees(here) == await trees(there) == ["2", "1"]
        await stored(one, sighting("2511.00001", title="Trees", day=DAY - timedelta(days=99)))
        assert await trees(there) == ["2", "1"]
        await one.prune(START)
        there.update_soon()
        await there.catch_up()
        assert await trees(there) == ["2"]
        assert await there.check() == ()
