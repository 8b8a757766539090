"""The papers that measurements use: the recorded ones, or without them some that are made of the demo's."""

from __future__ import annotations

import gzip
import json
import random
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.demo.sample import bundled
from bot.text.sentences import sentences
from tests.benchmarks.matching.speed import SEED, say
from tests.support.data import shared
from tests.support.paths import SHARED_DATA
from tests.unit.query.papers import recorded_sightings, sighting_of

if TYPE_CHECKING:
    from bot.domain.paper import Sighting

_MADE = 3_000
_SENTENCES = 7


def are_recorded() -> bool:
    """Return True if the recorded papers are there."""
    return SHARED_DATA.exists()


@cache
def sightings() -> list[Sighting]:
    """Papers of Hugging Face with their votes."""
    return recorded_sightings() if are_recorded() else [sighting_of(item) for item in _made_up()]


@cache
def abstracts() -> list[dict[str, Any]]:
    """Papers of arXiv: id, title, authors in one line, abstract."""
    if are_recorded():
        with gzip.open(shared("arxiv_abstracts.jsonl.gz"), "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]
    return [
        {
            "id": item["paper"]["id"],
            "title": item["title"],
            "authors": ", ".join(author["name"] for author in item["paper"]["authors"]),
            "abstract": item["paper"]["summary"],
        }
        for item in _made_up()
    ]


@cache
def _made_up() -> list[dict[str, Any]]:
    """Items in the shape of Hugging Face's list, each with sentences of several of the demo's papers."""
    say(
        f"../shared/data is absent: {_MADE:,} papers are made of the demo's. Figures compare with one another "
        "alone; those of docs/measured.md need the recorded papers."
    )
    rng = random.Random(SEED)
    known = json.loads(bundled())
    every = [sentence for item in known for sentence in sentences(item["paper"]["summary"])]
    made: list[dict[str, Any]] = []
    for number in range(_MADE):
        one, other = rng.choice(known), rng.choice(known)
        title = f"{one['title'].partition(':')[0]}: {other['title'].rpartition(': ')[2]}"
        inner = one["paper"] | {
            "id": f"2511.{number:05}",
            "title": title,
            "summary": " ".join(rng.sample(every, _SENTENCES)),
            "upvotes": rng.randint(0, 200),
        }
        made.append(one | {"title": title, "paper": inner, "numComments": rng.randint(0, 20)})
    return made
