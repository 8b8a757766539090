"""Papers that were looked up for a person."""

from bot.domain.ports import Store
from tests.contract.engines import Reopening
from tests.contract.makers import paper_name, polled, sighting


async def test_a_paper_is_added_unless_it_is_there(store: Store):
    """A looked-up paper is stored once and never replaces a polled one."""
    asked = sighting(1, title="\x00 Asked for \ud800").as_unannounced()
    first = await store.papers_version()
    assert await store.add_paper(asked) == asked
    assert await store.sightings([paper_name(1)]) == {paper_name(1): asked}
    assert await store.papers_version() > first
    polled_one = sighting(2)
    await polled(store, sightings=(polled_one,))
    version = await store.papers_version()
    assert await store.add_paper(sighting(2, title="Late").as_unannounced()) == polled_one
    assert await store.sightings([paper_name(2)]) == {paper_name(2): polled_one}
    assert await store.papers_version() == version
    await polled(store, sightings=(sighting(1),))
    assert (await store.sightings([paper_name(1)]))[paper_name(1)].paper.announced


async def test_an_added_paper_is_durable(reopening: Reopening):
    """A looked-up paper survives a restart and is not announced."""
    asked = sighting(1).as_unannounced()
    await (await reopening.open()).add_paper(asked)
    assert await (await reopening.again()).sightings([paper_name(1)]) == {paper_name(1): asked}
