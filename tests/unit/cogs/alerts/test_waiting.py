"""Dry runs that wait, in unlucky moments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import pytest

from bot.domain.subscription import Destination
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.dry_run.waiting import EACH, Pending, WaitingDrafts

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "0" * 16


@dataclass
class Answer:
    """An interaction whose answer is a message with this id; `then` comes before we know of that."""

    id: int
    then: Callable[[], object] = lambda: None
    said: list[str] = field(default_factory=list[str])

    async def edit_original_response(self, *, content: str, **_: object) -> Answer:
        self.said.append(content)
        self.then()
        return self


def pending(answer: Answer) -> Pending:
    interaction: Any = answer
    draft = Draft(query=parse("trees"), destination=Destination(id=1, guild_id=1), creator_id=2)
    view = discord.ui.View(timeout=None)
    return Pending(draft=draft, problems=(), view=view, offers=(), interaction=interaction)


async def show(waiting: WaitingDrafts, answer: Answer) -> None:
    await waiting.show(TOKEN, pending(answer), "Dry run", discord.Embed())


async def test_what_is_decided_while_it_is_shown_waits_no_more() -> None:
    """Who presses faster than Discord answers us decides once."""
    waiting = WaitingDrafts()
    await show(waiting, Answer(1, then=lambda: waiting.close(TOKEN)))
    assert waiting.get(TOKEN) is None
    assert waiting.is_over(TOKEN)


async def test_a_press_while_it_is_shown_counts() -> None:
    """The message is not known yet then; once it is, another one does not count."""
    waiting = WaitingDrafts()
    early: list[Pending | None] = []
    message: Any = SimpleNamespace(id=1)
    other: Any = SimpleNamespace(id=2)
    await show(waiting, Answer(1, then=lambda: early.append(waiting.get(TOKEN))))
    (first,), late = early, waiting.get(TOKEN)
    assert first is not None
    assert late is not None
    assert (first.stands_in(message), late.stands_in(message), late.stands_in(other)) == (True, True, False)


@pytest.mark.parametrize("error", [discord.DiscordException(), aiohttp.ClientError(), OSError()])
async def test_an_older_message_that_cannot_be_changed_is_left(error: Exception) -> None:
    """Whatever the trouble is, the newer one waits."""

    def fail() -> None:
        if len(older.said) > 1:
            raise error

    waiting, older = WaitingDrafts(), Answer(1, then=fail)
    await show(waiting, older)
    await show(waiting, Answer(2))
    assert older.said[1].startswith("A newer dry run")
    found = waiting.get(TOKEN)
    assert found is not None
    assert found.message_id == 2


async def test_the_same_message_is_not_ended() -> None:
    """A change in place says what it says."""
    waiting, answer = WaitingDrafts(), Answer(1)
    await show(waiting, answer)
    await show(waiting, answer)
    assert answer.said == ["Dry run", "Dry run"]


async def test_the_oldest_of_a_person_is_let_go() -> None:
    """As by a restart: its message tells what it was, so it is not over; what others wait for stays."""
    waiting = WaitingDrafts()
    tokens = [f"{number:016x}" for number in range(EACH + 1)]
    other = replace(pending(Answer(1)), draft=replace(pending(Answer(1)).draft, creator_id=3))
    await waiting.show("f" * 16, other, "Dry run", discord.Embed())
    first = pending(Answer(2))
    for token in tokens:
        await waiting.show(token, first if token == tokens[0] else pending(Answer(3)), "", discord.Embed())
    assert waiting.get(tokens[0]) is None
    assert not waiting.is_over(tokens[0])
    assert first.view.is_finished()
    assert all(waiting.get(token) for token in (*tokens[1:], "f" * 16))
