"""A paper with a part that cannot be rendered is posted without that part, and blocks no other paper."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_io.render import paper_text
from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.alert import Alert, Message, MessageKind, MessageState
from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.domain.preferences import Look, Preferences
from bot.domain.subscription import Kind, Mode
from bot.service.deliver.compose import Composer
from bot.service.deliver.planner import Capacity, Planner
from tests.support.fakes import CHANNEL, DAY, START, destination, paper, subscription
from tests.unit.discord_io.render.render_world import problems

NOW = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)


class _FaultError(Exception):
    """A bug of ours."""


class _Text(str):
    """A text on which every operation fails."""

    __slots__ = ()

    def _raise(self, *_: object) -> Any:
        raise _FaultError

    __getitem__ = __iter__ = strip = partition = split = translate = _raise  # pyright: ignore[reportAssignmentType] - all of them raise


class _Number(int):
    """A number that cannot be formatted."""

    def __format__(self, _: str) -> str:
        raise _FaultError

    __str__ = __repr__ = lambda self: self.__format__("")


_TEXT, _NUMBER = _Text("Strange"), _Number(7)
LINKS = ("page", "pdf", "code", "project", "thumbnail")
TEXTS = ("title", "abstract", "tldr", "organization", "published", "preprint")
NUMBERS = ("upvotes", "comments", "stars", "rank")
INJECTED = ("gist", "spans")
PARTS = (*LINKS, *TEXTS, *NUMBERS, *INJECTED, "authors")


def _sighting(number: str, parts: Collection[str]) -> Sighting:
    """A complete paper of which these parts cannot be rendered."""
    at = f"https://example.org/{number}"
    links = Links(page=at, pdf=f"{at}.pdf", code=f"{at}/code", project=f"{at}/project", thumbnail=f"{at}.png")
    whole = paper(
        number,
        title=f"Paper {number}",
        abstract="We present a method that halves the error of diffusion models.",
        authors=("Ada Lovelace", "Alan Turing"),
        organization="Analytical Engines",
        published="doi:10.1000/1",
        preprint="arxiv:2401.00001",
        links=replace(links, **{part: _TEXT for part in parts if part in LINKS}),
    )
    changes: dict[str, Any] = {part: _TEXT for part in parts if part in TEXTS}
    if "authors" in parts:
        changes["authors"] = (_TEXT,)
    counts: dict[str, Any] = {"upvotes": 7, "comments": 7, "stars": 7, "rank": 7}
    counts |= {part: _NUMBER for part in parts if part in NUMBERS}
    signals = Signals(first_seen=START, list_day=DAY, **counts)
    return Sighting(paper=replace(whole, **changes), signals=signals)


def _plan(faults: Sequence[Collection[str]], look: Look, mode: Mode) -> list[Message]:
    """The messages for a paper with each of these faults."""
    papers = {one.paper.id: one for one in (_sighting(f"2511.{at:05}", parts) for at, parts in enumerate(faults))}
    kinds = dict(zip(papers, faults, strict=True))

    def gist(given: Paper) -> str:
        if "gist" in kinds[given.id]:
            raise _FaultError
        _ = given.abstract[:10], (given.tldr or "")[:10]
        return f"It is about {given.id}."

    def spans(_query: str, text: str) -> Sequence[tuple[int, int]]:
        if any(key in text and "spans" in parts for key, parts in kinds.items()):
            raise _FaultError
        return [(0, 2)]

    wanted = subscription("aaaaa", "diffusion", mode=mode)
    where = replace(destination(), kind=Kind.FORUM, preferences=Preferences(look=look))
    alerts = [
        Alert(destination_id=CHANNEL, paper_id=key, subscriptions=("aaaaa",), due=NOW, created=NOW)
        for key in papers
    ]
    renderer = DiscordRenderer(gist=gist, spans=spans)
    planner = Planner(Composer(renderer), {"aaaaa": wanted}, papers, {CHANNEL: Capacity(destination=where)})
    (plan,) = planner.plan(alerts, NOW)
    return list(plan.messages)


def _payload(message: Message) -> dict[str, Any]:
    return {
        key: value for key, value in message.payload.items() if key in {"embeds", "components", "allowed_mentions"}
    }


@given(
    faults=st.lists(st.frozensets(st.sampled_from(PARTS), max_size=4), min_size=1, max_size=12),
    look=st.sampled_from(Look),
    mode=st.sampled_from([Mode.NOW, Mode.DAILY]),
)
def test_every_paper_is_posted(faults: list[frozenset[str]], look: Look, mode: Mode):
    """Each paper is posted once, in a valid message, for any set of parts that raise."""
    messages = _plan(faults, look, mode)
    assert sorted(key for message in messages for key in message.paper_ids) == [
        f"arxiv:2511.{at:05}" for at in range(len(faults))
    ]
    for message in messages:
        assert message.state is MessageState.READY
        assert problems(_payload(message)) == []
        for key in message.paper_ids:
            number = key.removeprefix("arxiv:")
            assert number in str(message.payload), "its title, or its number in place of it"


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("part", PARTS)
def test_the_rest_of_a_card_stays(part: str, look: Look):
    """A part that raises removes nothing else from the card: title, link and authors are there."""
    (message,) = _plan([{part}], look, Mode.NOW)
    assert message.kind is MessageKind.CARD
    embed = message.payload["embeds"][0]
    assert embed["title"] == ("2511.00000" if part == "title" else "Paper 2511.00000")
    assert embed.get("url") == (None if part == "page" else "https://example.org/2511.00000")
    assert ("Lovelace" in str(embed)) is (part != "authors")
    assert (" is about" in str(embed)) is (part not in {"abstract", "tldr", "gist"})


def test_the_faults_bite():
    """Control: without the guard, these papers raise."""
    given = _sighting("2511.00001", PARTS)
    unguarded: Any = paper_text
    with pytest.raises(_FaultError):
        unguarded.people.__wrapped__(given.paper)
    with pytest.raises(_FaultError):
        unguarded.popularity.__wrapped__(given)
