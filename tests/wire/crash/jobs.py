"""One campaign in several processes at once, which share its seeds and its kills."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from tests.wire.crash.tally import Tally

if TYPE_CHECKING:
    from tests.wire.crash.campaign import Campaign

_SPAWN = multiprocessing.get_context("spawn")


class Shares:
    """Deals out episodes: the seeds from `seed` on, until so many `kills` were made."""

    def __init__(self, seed: int, kills: int):
        self._next = _SPAWN.Value("q", seed)
        self._left = _SPAWN.Value("q", kills)

    def take(self, most: int) -> tuple[int, int] | None:
        """A seed, and how many kills to make with it, at `most`; None when there were enough."""
        with self._left.get_lock():
            kills = min(most, self._left.value)
            if kills <= 0:
                return None
            self._left.value -= kills
            self._next.value += 1
            return self._next.value - 1, kills

    def settle(self, planned: int, made: int):
        """A replica was killed, too, or a life was not."""
        with self._left.get_lock():
            self._left.value += planned - made

    def end(self):
        """Nothing more is dealt out."""
        with self._left.get_lock():
            self._left.value = 0


_shares: list[Shares] = []  # of this process; a pool hands them to it when it starts


def run(campaign: Campaign, seed: int, kills: int, jobs: int) -> Tally:
    """The campaign in so many processes, each with an engine and with bots of its own; all of them added up."""
    if jobs == 1:
        return asyncio.run(campaign.run(seed, kills))
    started, tally = time.monotonic(), Tally()
    with ProcessPoolExecutor(jobs, mp_context=_SPAWN, initializer=_share, initargs=(Shares(seed, kills),)) as pool:
        for one in pool.map(_play, [campaign] * jobs):
            tally.join(one)
    tally.seconds = time.monotonic() - started
    return tally


def _share(shares: Shares):
    _shares.append(shares)


def _play(campaign: Campaign) -> Tally:
    return asyncio.run(campaign.play(_shares[0]))
