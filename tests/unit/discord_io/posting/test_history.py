"""Searching a channel's history for our message."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from bot.discord_io.posting.history import find_marked
from bot.discord_io.requests.calls import Calls
from bot.domain.errors import HistoryUnreadableError

ME, MARKER = 7, "AAAABBBBCCCC"
CHANNEL = 5


@dataclass
class Channel:
    """Stands for the calls to a Discord that holds `written` messages of others, with ids from 1.

    `marked` is ours among them.
    """

    written: int
    marked: int | None = None
    asked: list[int] = field(default_factory=list[int])
    reached: list[int] = field(default_factory=list[int])

    me: int = ME

    async def read(self, _route: object, **params: str) -> list[dict[str, Any]]:
        """A page as Discord gives it: the newest first."""
        after, most = int(params["after"]), int(params["limit"])
        self.asked.append(after)
        return [self._message(n) for n in range(min(after + most, self.written), after, -1)]

    def _message(self, number: int) -> dict[str, Any]:
        ours = number == self.marked
        row = {"components": [{"custom_id": f"paperboy:abstract:{MARKER}"}]} if ours else {}
        return {
            "id": str(number),
            "channel_id": str(CHANNEL),
            "author": {"id": str(ME if ours else 1)},
            "components": [row],
        }

    async def find(self, after: int = 0) -> int | None:
        return await find_marked(cast("Calls", self), CHANNEL, MARKER, after, self.reached.append)


@pytest.mark.parametrize("marked", [1, 100, 101, 20_000])
async def test_a_message_among_many_is_found(marked: int):
    """The message is found on any page, and no later page is requested."""
    channel = Channel(written=30_000, marked=marked)
    assert await channel.find() == marked
    assert channel.asked == list(range(0, marked, 100))


async def test_a_search_through_too_many_is_given_up():
    """The search stops after 20,000 messages and records its progress, so that the next one resumes there."""
    channel = Channel(written=30_000, marked=20_001)
    with pytest.raises(HistoryUnreadableError, match="more than 20000 newer messages"):
        await channel.find()
    assert len(channel.asked) == 200
    assert channel.reached == list(range(100, 20_001, 100))
    assert await channel.find(after=channel.reached[-1]) == 20_001
