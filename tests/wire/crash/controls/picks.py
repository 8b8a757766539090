"""Controls that remove parts of picks and likes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.discord_io.interactions.reactions import Reactions
from bot.service.picks.likes import Likes
from bot.service.picks.picked import Picked, last_picks
from bot.service.picks.picker import Picker
from tests.support.meanwhile import Through

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.subscription import Subscription

_BETWEEN = 12.0  # seconds


def plans_before_noting():
    """Picks are stored, and after that their time: a crash in between picks again."""
    real = Picker._save

    async def save(self: Picker, one: Subscription, at: datetime, best: Sequence[str], picked: Picked):
        await real(self, one, at, best, await last_picks(self.store, one))
        await asyncio.sleep(_BETWEEN)
        await real(self, one, at, (), picked)

    Picker._save = save


def notes_before_planning():
    """Their time is stored, and after that the picks: a crash in between loses them."""
    real = Picker._save

    async def save(self: Picker, one: Subscription, at: datetime, best: Sequence[str], picked: Picked):
        await real(self, one, at, (), picked)
        await asyncio.sleep(_BETWEEN)
        await real(self, one, at, best, picked)

    Picker._save = save


def notes_before_ranking():
    """The same before they are known: nothing tells of them any more."""
    real = Picker._rank

    async def rank(self: Picker, wanted: Sequence[tuple[Subscription, Any]], papers: Any) -> Any:
        for one, _ in wanted:
            last = await last_picks(self.store, one)
            await self._save(one, last.at, (), replace(last, at=self.now()))
        return await real(self, wanted, papers)

    Picker._rank = rank


def picks_what_was_posted():
    """A paper that the channel has is a candidate like any other."""
    real = Picker._candidates

    async def candidates(self: Picker, one: Subscription, last: Picked, until: datetime) -> Any:
        return await real(replace(self, store=_Nothing(self.store)), one, last, until)

    Picker._candidates = candidates


class _Nothing(Through):
    async def alerts_of(self, _: object) -> dict[str, Any]:
        return {}


def reads_nothing_again():
    """Reactions are known by the gateway's events alone, of which there are none from before a start."""

    async def find(*_: object): ...

    Reactions._find_posts = find


def forgets_without_a_trace():
    """Deleted likes come back with the reactions that remain."""

    async def remember(*_: object): ...

    Likes._remember_forgotten = remember
