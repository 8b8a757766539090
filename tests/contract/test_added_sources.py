"""Sources that people add, on every engine."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.errors import PaperboyError
from bot.domain.ports import Store
from bot.domain.subscription import Owner
from bot.service.added_sources import added_sources as use_cases
from bot.service.added_sources.added_sources import AddedSources
from bot.store.opening import open_store
from bot.store.transfer import fill_empty
from tests.contract.engines import ENGINES, new_url
from tests.support.databases import Databases
from tests.support.streams import added_sources, feed

US, THEM = Owner(guild_id=1, user_id=7), Owner(guild_id=2, user_id=7)
ME, SOMEBODY = Owner(guild_id=None, user_id=7), Owner(guild_id=None, user_id=8)


async def _names(added: AddedSources, owner: Owner) -> list[str]:
    return [state.source.name for state in await added.of(owner)]


async def test_everybody_has_their_own(store: Store):
    """A source is stored once with all its owners, and each owner sees and removes only their own."""
    added = added_sources(store)
    for owner in (US, THEM, ME):
        await added.add(owner, feed("b"))
    await added.add(US, feed("a"))
    assert await _names(added, Owner(guild_id=1, user_id=99)) == ["feed-a", "feed-b"]
    assert [await _names(added, owner) for owner in (THEM, ME, SOMEBODY)] == [["feed-b"], ["feed-b"], []]
    await added.remove(THEM, "feed-a")
    await added.remove(THEM, "feed-b")
    assert [await _names(added, owner) for owner in (US, THEM, ME)] == [["feed-a", "feed-b"], [], ["feed-b"]]
    assert set(added.stored) == {"feed-a", "feed-b"}


@pytest.mark.parametrize(
    ("limits", "before", "sentence"),
    [
        ((0, 9), [], "The person who runs this bot doesn't let people add sources."),
        ((2, 9), [(US, "a"), (US, "b")], "You can add at most 2 sources here. Remove one first."),
        ((1, 9), [(US, "a")], "You can add at most 1 source here. Remove it first."),
        ((9, 2), [(US, "a"), (THEM, "b")], "This bot can't check any more sources."),
        ((9, 9), [(US, "new")], "New is already available here."),
        ((9, 2), [(THEM, "a"), (THEM, "new")], None),
        ((2, 9), [(US, "a"), (THEM, "b"), (ME, "c")], None),
    ],
)
async def test_limits(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    limits: tuple[int, int],
    before: list[tuple[Owner, str]],
    sentence: str | None,
):
    """Sources over an owner's or the bot's limit are refused; one that others have too is not counted again."""
    monkeypatch.setattr(use_cases, "MOST_IN_TOTAL", limits[1])
    added = added_sources(store, most=limits[0])
    for owner, name in before:
        await added.add(owner, feed(name))
    if sentence is None:
        await added.add(US, feed("new"))
        return
    with pytest.raises(PaperboyError) as refused:
        await added.add(US, feed("new"))
    assert str(refused.value) == sentence


async def test_the_limit_holds_for_many_at_once(store: Store):
    """Adding many sources at the same moment does not exceed an owner's limit."""
    added = added_sources(store, most=3)
    adding = [added.add(US, feed(f"n{number}")) for number in range(20)]
    refused = [error for error in await asyncio.gather(*adding, return_exceptions=True) if error]
    assert (len(refused), len(await added.of(US))) == (17, 3)


async def test_people_and_servers_are_forgotten(store: Store):
    """A person's sources go with their data, and a server's with the bot; others keep theirs."""
    added = added_sources(store)
    for owner in (US, THEM, ME, SOMEBODY):
        await added.add(owner, feed("a"))
    assert await added.count_of(7) == 1
    await added.forget_person(7)
    await added.forget_servers(lambda server: server == 2)
    assert [await _names(added, owner) for owner in (US, THEM, ME, SOMEBODY)] == [["feed-a"], [], [], ["feed-a"]]
    assert await added.count_of(7) == 0


@pytest.mark.parametrize("engine", ENGINES)
async def test_they_survive_a_restart_and_an_export(tmp_path: Path, databases: Databases, engine: str):
    """After a restart, and in a copy of the store in the other engine, each owner has the same sources."""
    url = await new_url(engine, tmp_path, databases)
    async with open_store(url) as store:
        for owner in (US, ME):
            await added_sources(store).add(owner, feed("a"))
        before = await added_sources(store).of(US), await added_sources(store).of(ME)
    other = ENGINES[engine == ENGINES[0]]
    async with open_store(url) as store, open_store(await new_url(other, tmp_path / "to", databases)) as copy:
        await fill_empty(copy, store.entries())
        for one in (store, copy):
            assert (await added_sources(one).of(US), await added_sources(one).of(ME)) == before
    assert [len(states) for states in before] == [1, 1]


async def test_what_cannot_be_read_is_left_alone(store: Store):
    """A note of a newer version counts as no source, and others are not disturbed."""
    added = added_sources(store)
    await added.add(US, feed("a"))
    await store.set_note("added source feed-new", '{"source": 1}')
    assert set(await added.refresh()) == {"feed-a"}
    assert await store.note("added source feed-new") is not None
