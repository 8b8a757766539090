"""Autocomplete among very many subscriptions, sources and papers."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.domain.errors import NotReadyError
from bot.domain.paper import Sighting
from bot.domain.ports import SourceKind
from bot.domain.ports.catalogue import Catalogue
from bot.domain.subscription import Owner, Subscription
from cogs.shared.autocomplete import paper_choices, source_choices, subscription_choices
from tests.support.fakes import PERSON, sighting, subscription
from tests.support.meanwhile import CountedTurns
from tests.support.sources import make_spec


class CountingSubscriptions:
    """Subscriptions of one person that count how many were read."""

    def __init__(self, count: int):
        self.read = 0
        self._stored = [subscription(f"s{n:04}", f"word{n:04}", guild_id=None) for n in range(count)]

    async def owned(self, owner: Owner) -> Any:
        assert owner == Owner(guild_id=None, user_id=PERSON)
        return self

    def __iter__(self) -> Iterator[Subscription]:
        for stored in self._stored:
            self.read += 1
            yield stored


def typing_in_dm() -> Any:
    return SimpleNamespace(
        guild=None,
        guild_id=None,
        user=SimpleNamespace(id=PERSON),
        is_user_integration=lambda: False,
        is_guild_integration=lambda: False,
    )


async def offered(subscriptions: Any, current: str) -> list[str]:
    return [choice.value for choice in await subscription_choices(typing_in_dm(), current, subscriptions)]


async def test_no_more_are_read_than_are_shown():
    """Of 10,000 matches only the 25 that Discord shows are read."""
    subscriptions = CountingSubscriptions(10_000)
    assert await offered(subscriptions, "") == [f"s{n:04}" for n in range(25)]
    assert subscriptions.read == 25


async def test_prefixes_are_offered_first(monkeypatch: pytest.MonkeyPatch):
    """Names, or queries of unnamed ones, that start with the text come first."""
    subscriptions = CountingSubscriptions(0)
    named = {"s1": ("Just out", "upvotes:>=5 diffusion"), "s2": ("No diffs", "x"), "s3": ("Later", "diffusion")}
    stored = [replace(subscription(key, query, guild_id=None), name=name) for key, (name, query) in named.items()]
    stored.append(subscription("s4", "diffusion -survey", guild_id=None))
    monkeypatch.setattr(subscriptions, "_stored", stored)
    assert await offered(subscriptions, "diff") == ["s4", "s1", "s2", "s3"]


async def test_a_long_search_yields_to_the_event_loop():
    """The event loop runs between slices of a long search."""
    async with CountedTurns() as turns:
        assert await offered(CountingSubscriptions(10_000), "WORD9999") == ["s9999"]
    assert turns.number >= 50


def test_no_more_sources_are_offered_than_discord_takes():
    """Of a hundred feeds 25 are offered, and values too long for Discord are left out."""
    feeds = [make_spec(f"a-feed-with-a-long-name-{n:03}", kind=SourceKind.STREAM) for n in range(100)]
    catalogue = Catalogue([make_spec("picks"), *feeds])
    offered = source_choices("", catalogue)
    assert len(offered) == 25
    assert all(len(choice.name) <= 100 and len(choice.value) <= 100 for choice in offered)
    (everything,) = source_choices("all", catalogue)
    assert everything.name.endswith("…")
    long = ", ".join(feed.name for feed in feeds[:4])
    assert source_choices(f"{long}, picks", catalogue) == []


class Titles:
    """Papers found by title, or an error."""

    def __init__(self, *found: Sighting | Exception):
        self._found = found

    async def titled(self, _text: str, _most: int) -> list[Sighting]:
        for error in self._found:
            if isinstance(error, Exception):
                raise error
        return [paper for paper in self._found if not isinstance(paper, Exception)]


async def papers_offered(papers: Any) -> list[str]:
    return [choice.value for choice in await paper_choices("tre", papers)]


async def test_papers_are_offered_by_their_ids():
    """A paper whose id is too long for Discord is left out."""
    long = sighting()
    long = replace(long, paper=replace(long.paper, id="x" * 101))
    assert await papers_offered(Titles(sighting("2511.00001"), long)) == ["arxiv:2511.00001"]


async def test_errors_give_no_choices(caplog: pytest.LogCaptureFixture):
    """After an error there are no choices; only unexpected errors are logged."""
    assert await papers_offered(Titles(NotReadyError("Still being indexed."))) == []
    assert caplog.records == []
    assert await papers_offered(Titles(RuntimeError("odd"))) == []
    assert "No papers could be offered." in caplog.text
    assert await offered(None, "") == []
    assert "No subscriptions could be offered." in caplog.text


@pytest.mark.parametrize(
    ("typed", "offered_there"),
    [
        ("2503.02130", [("arXiv:2503.02130", "arxiv:2503.02130")]),
        ("https://arxiv.org/abs/2503.02130v2", [("arXiv:2503.02130", "arxiv:2503.02130")]),
        ("10.1101/2025.01.02.123456", [("doi:10.1101/2025.01.02.123456", "doi:10.1101/2025.01.02.123456")]),
        ("no such title", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("found", [(), (NotReadyError("Still being indexed."),)], ids=["nothing", "not ready"])
async def test_named_papers_are_offered_if_not_stored(
    typed: str, offered_there: list[tuple[str, str]], found: tuple[Exception, ...]
):
    """A number or address that is not stored is offered, as it would be fetched."""
    choices = await paper_choices(typed, Titles(*found))
    assert [(choice.name, choice.value) for choice in choices] == offered_there
