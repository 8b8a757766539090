"""Lists of several pages, which move while they are read."""

import json

import pytest

from bot.domain.errors import SourceError
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources import faults
from tests.fake_sources.huggingface import LoopbackHuggingFace, Seen, make_item, make_items
from tests.wire.sources.huggingface.lists import DAY, NOW, ids, numbers


@pytest.mark.parametrize("count", [100, 101, 130, 200, 345])
async def test_several_pages(hf: LoopbackHuggingFace, source: HuggingFace, count: int):
    """A long list comes whole and in order, each paper once."""
    hf.put(DAY, make_items(count))
    reading = await source.read(DAY, NOW)
    assert ids(reading) == numbers(count)
    assert [s.signals.rank for s in reading.sightings] == list(range(1, count + 1))
    assert all(seen.status == 200 for seen in hf.requests)


async def test_a_paper_that_slips_to_a_page_already_read(hf: LoopbackHuggingFace, source: HuggingFace):
    """A paper that overtakes another between two pages is not lost, and the overtaken one not doubled."""
    items = make_items(130)
    hf.put(DAY, items)

    def overtake(seen: Seen):
        if seen.query["p"] == "1":
            items[110]["paper"]["upvotes"] = 500
            hf.put(DAY, items)

    hf.before_answer = overtake
    reading = await source.read(DAY, NOW)
    assert sorted(ids(reading)) == numbers(130)
    assert ids(reading)[0] == "arxiv:2511.00111"
    assert reading.sightings[0].signals.upvotes == 500


async def test_a_list_that_never_settles(hf: LoopbackHuggingFace, source: HuggingFace):
    """A list that changes with every request is read a bounded number of times."""
    hf.put(DAY, make_items(130))

    def grow(_seen: Seen):
        hf.put(DAY, make_items(len(hf.days[DAY]) + 1))

    hf.before_answer = grow
    assert len((await source.read(DAY, NOW)).sightings) >= 130
    assert len(hf.requests) <= 8


async def test_a_server_that_repeats_its_page(hf: LoopbackHuggingFace, source: HuggingFace):
    """A server that ignores `p` and always names a next page ends after two requests a pass."""
    page = json.dumps(make_items(20)).encode()
    hf.break_down(faults.status(200, page, headers={"Link": '</next>; rel="next"'}))
    assert ids(await source.read(DAY, NOW)) == numbers(20)
    assert len(hf.requests) == 4


async def test_a_list_without_end(hf: LoopbackHuggingFace, source: HuggingFace, caplog: pytest.LogCaptureFixture):
    """Of a list of thousands the first thousand are read, and the log says that the rest was not."""
    hf.put(DAY, make_items(5_000))
    assert len((await source.read(DAY, NOW)).sightings) == 1_000
    assert "more than 10 pages" in caplog.text


async def test_a_page_of_broken_items(hf: LoopbackHuggingFace, source: HuggingFace):
    """A page on which nothing can be read does not end the list; what was skipped is counted once."""
    broken = [make_item("?", upvotes=1_000) for _ in range(100)]
    hf.put(DAY, broken + make_items(30))
    reading = await source.read(DAY, NOW)
    assert ids(reading) == numbers(30)
    assert reading.skipped == 100


async def test_a_second_page_that_fails(hf: LoopbackHuggingFace, source: HuggingFace):
    """Half a list is no list: the day counts as not read, and comes whole the next time."""
    hf.put(DAY, make_items(130))

    def fail_once(seen: Seen):
        if seen.query["p"] == "1":
            hf.before_answer = None
            hf.fail(faults.status(500))

    hf.before_answer = fail_once
    with pytest.raises(SourceError, match="500"):
        await source.read(DAY, NOW)
    assert len((await source.read(DAY, NOW)).sightings) == 130
