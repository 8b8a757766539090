"""Sources in `/papers why`, in files, and after a feed is removed."""

from dataclasses import replace

from bot.domain.paper_merging import with_reading
from bot.domain.ports import Source, SourceKind
from tests.behaviour.sources.support import streamed
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tests.support.sources import make_spec
from tests.support.streams import FakeStream


async def test_why_names_the_source(world: World):
    """`/papers why` says that a stream's paper is not posted, as the subscription covers only the lists."""
    paper = streamed(1)[0]
    key = await world.subscribe("trees")
    await world.list_papers(paper)
    text = await world.says("papers why", paper=paper.paper.number, subscription=key)
    assert "This paper is only on arXiv. Add sources with `/alerts edit`" in text
    listening = await world.subscribe("trees", sources="arxiv")
    text = await world.says("papers why", paper=paper.paper.number, subscription=listening)
    assert "So far" not in text


async def test_why_says_whether_a_later_poll_can_post_it(world: World):
    """A list's paper can still be posted by a later poll, a stream's cannot."""
    (paper,) = streamed(1)
    plain = await world.subscribe("trees", sources="lists, arxiv")
    hot = await world.subscribe("trees upvotes:>=9", sources="arxiv")
    await world.list_papers(paper)
    number = paper.paper.number
    text = await world.says("papers why", paper=number, subscription=plain)
    assert "The subscribed sources no longer list this paper" in text
    assert "next poll" not in text
    text = await world.says("papers why", paper=number, subscription=hot)
    assert "The subscribed sources no longer list this paper" in text
    await world.list_papers(with_reading(paper, sighting(number, title="Trees")))
    text = await world.says("papers why", paper=number, subscription=plain)
    assert "⏳ It matches and will be posted after the next check." in text
    text = await world.says("papers why", paper=number, subscription=hot)
    assert "It will be posted once it qualifies" in text


async def test_following_adds_the_stream(world: World):
    """Following an author of a stream's paper adds the stream to the sources."""
    paper = replace(streamed(1)[0], paper=replace(streamed(1)[0].paper, authors=("Ada Lovelace",)))
    listed = sighting("2511.00002", title="Another", authors=("Bob Tree",))
    await world.list_papers(paper, listed)
    for number, name, sources in ((paper.paper.number, "Ada Lovelace", True), ("2511.00002", "Bob Tree", False)):
        shown = await world.run("papers show", paper=number)
        read = await world.press(shown, "Abstract")
        draft = said(await world.manager.select(read.response, [name]))
        assert ("Sources: Hugging Face and arXiv" in draft) is sources
        assert "Nothing from the last" not in draft


async def test_files_have_the_sources(world: World):
    """An export imported again changes nothing; without the entry, the sources are the lists."""
    key = await world.subscribe("trees", sources="nature-ml, lists")
    file = await world.exported()
    assert file["channels"][0]["subscriptions"][0]["sources"] == ["lists", "nature-ml"]
    assert "Nothing to change." in said(await world.imported(file))
    del file["channels"][0]["subscriptions"][0]["sources"]
    shown = await world.imported(file)
    assert "✏️ change **trees**: Sources: Hugging Face and Nature \\*ML\\* → Hugging Face" in said(shown)
    await world.press(shown, "Import")
    assert (await world.one()).sources == ()
    wanted = [{"query": "forest", "sources": ["arXiv"]}, {"query": "trees", "id": key}]
    file["channels"][0]["subscriptions"] = wanted
    shown = await world.imported(file)
    assert "➕ add **forest** to" in said(shown)
    assert "`forest`; arXiv" in said(shown)


async def test_an_import_with_unknown_sources(world: World, sources: list[Source]):
    """Unknown sources are refused, except those that the subscription has."""
    await world.subscribe("trees", sources="nature-ml, lists")
    del sources[-1]
    await world.restart()
    file = await world.exported()
    assert "Nothing to change." in said(await world.imported(file))
    file["channels"][0]["subscriptions"].append({"query": "forest", "sources": ["nature-ml", "arxiv"]})
    text = said(await world.imported(file))
    assert "⚠️ forest has sources that are not available: nature-ml." in text


async def test_a_source_that_goes_before_the_import(world: World, sources: list[Source]):
    """If a source goes between the plan and *Import*, nothing is changed, and a long answer is cut to fit."""
    feed = FakeStream()
    feed.spec = make_spec("a-feed-with-a-name-that-is-long", title="Long", kind=SourceKind.STREAM)
    sources.append(feed)
    await world.restart()
    await world.subscribe("trees")
    file = await world.exported()
    names = [f"{'x' * 27}{n}" for n in range(10, 35)]
    found = [{"query": f"word{name}", "name": name, "sources": [feed.spec.name]} for name in names]
    file["channels"][0]["subscriptions"] = found[:24]
    shown = await world.imported(file, delete_missing=True)
    del sources[-1]
    await world.restart()
    answer = said(await world.press(shown, "Import"))
    assert answer.startswith("This preview has changed. Check it again:\nFix this first:\n⚠️ xxx")
    assert answer.endswith("…")
    assert (await world.one()).query == "trees"


async def test_a_removed_feed(world: World, sources: list[Source]):
    """A removed feed's papers stay with their subscriptions and reach nobody else."""
    await world.subscribe("trees", sources="nature-ml")
    of_nature = streamed(2, source="nature-ml", title="Trees of Nature")
    await world.list_papers(sighting(title="Trees of today"), *of_nature)
    del sources[-1]
    await world.restart()
    assert "Trees of Nature" not in await world.says("papers today")
    assert "**1** of 1 paper" in await world.says("alerts subscribe", query="trees")
    shown = await world.run("alerts edit", subscription=(await world.one()).id, sources="nature-ml, lists")
    assert "nature-ml: **2** of 2 papers in" in said(shown)
