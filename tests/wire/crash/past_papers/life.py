"""One life of a process that stores papers and keeps an index of them in step, until somebody kills it.

    python -m tests.wire.crash.past_papers.life FOLDER SEED

It says `right` once the index that it found, or made, is like the store, and `wrong` with why when it is not; from
then on it stores, changes and forgets papers at random.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.domain.ports import PollCommit
from bot.query import parse
from bot.search import index_updates
from bot.search.past_papers import PastIndex
from bot.store.opening import open_store

if TYPE_CHECKING:
    from bot.domain.ports import Store

_NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
_WORDS = ["trees", "birds", "fish", "bushes", "rotary", "position", "flow", "matching", "diffusion", "models"]
_QUERIES = ("trees", '"flow matching"', "diffus* -fish", "upvotes:>=5 birds", "models OR bushes")
_REMAKE = 0.2  # of all lives begin without an index


async def live(folder: Path, seed: int):
    """Until killed."""
    rng = random.Random(seed)
    index = folder / "search"
    if rng.random() < _REMAKE:
        for path in index.glob("*"):
            path.unlink()
    async with open_store(f"tinydb://{folder / 'store'}") as store:
        if not await store.papers_since(date.min):
            await _store(store, rng, 400)
        past = PastIndex(store, index)
        index_updates._DELAY_AFTER_POLL = 0.0  # nothing is posted here, and kills are to come while it writes
        following = asyncio.create_task(past.follow())
        _say("begun")
        await past.catch_up()
        _say(await _verdict(store, past))
        while True:
            await _store(store, rng, rng.randint(1, 40))
            past.update_soon()
            await asyncio.sleep(rng.random() * 0.02)
            if following.done():
                following.result()


def _say(text: str):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _store(store: Store, rng: random.Random, count: int):
    await store.commit_poll(
        PollCommit(source="huggingface", at=_NOW, sightings=tuple(_sighting(rng) for _ in range(count)))
    )
    if rng.random() < 0.05:
        await store.prune(_NOW, keep_papers=timedelta(days=rng.randint(60, 90)))


def _sighting(rng: random.Random) -> Sighting:
    number = rng.randrange(600)
    return Sighting(
        paper=Paper(
            id=f"arxiv:2511.{number:05}",
            source="huggingface",
            title=" ".join(rng.choices(_WORDS, k=4)),
            abstract=" ".join(rng.choices(_WORDS, k=30)),
            links=Links(page="https://example.org"),
        ),
        signals=Signals(
            first_seen=_NOW, list_day=_NOW.date() - timedelta(days=rng.randrange(88)), upvotes=rng.randrange(10)
        ),
    )


async def _verdict(store: Store, past: PastIndex) -> str:
    """Compare every paper, and the answers to some queries."""
    if trouble := await past.check():
        return f"wrong {trouble}"
    papers = await store.papers_since(date.min)
    for query in map(parse, _QUERIES):
        expected = {s.paper.id for s in papers if query.matches(s.paper, s.signals)}
        found = await past.find(query.canonical, since=date.min, most=1000)
        if set(found.ids) != expected or found.searched != len(papers):
            return f"wrong {query.canonical}: {len(found.ids)} of {len(expected)}"
    return "right"


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), int(sys.argv[2])))
