"""Never lost, never twice: kill -9 and power cuts at seeded moments, with controls that must be noticed."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.wire.crash.campaign import Campaign, say
from tests.wire.crash.controls import CONTROLS
from tests.wire.crash.plan.feeds import Answering, Facet
from tests.wire.crash.plan.only import RELEASE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.wire.crash.tally import Tally

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the harness needs Linux: pidfd, prctl, /proc")
SEED, KILLS, EPISODE = 3, 16, 8  # a kill takes one or two seconds


@pytest.fixture
def fresh_seed() -> int:
    """Another one in each soak; `python -m tests.wire.crash --seed …` replays the episode that it names."""
    return secrets.randbelow(10**6) * 1000


async def crashed(folder: Path, seed: int, kills: int, control: str | None = None, **parts: Any) -> Tally:
    """Run a campaign, and say what came of it."""
    campaign = Campaign(**{"engine": "tinydb", **parts}, folder=folder, control=control)
    tally = await campaign.run(seed, kills)
    say(str(tally))
    return tally


async def test_kills_lose_nothing_and_post_nothing_twice(tmp_path: Path):
    """Each matching paper is posted once, for a kill at any moment."""
    tally = await crashed(tmp_path, SEED, KILLS, episode=EPISODE, only=RELEASE)
    assert tally.holds
    assert tally.kills == KILLS
    assert tally.owed > 0


async def test_a_database_whose_server_dies_too_loses_nothing(tmp_path: Path):
    """In PostgreSQL, each matching paper is posted once, though its server is killed in some lives."""
    tally = await crashed(tmp_path, SEED, 4, engine="postgres")
    assert tally.holds
    assert tally.server_kills > 0


async def test_a_broken_protocol_is_noticed(tmp_path: Path):
    """Without its part of the protocol the same plans end in loss or repetition; a soak tries all the parts.

    Mostly within ten kills; how many it takes is for the machine's scheduler, too, so there may be more of them.
    """
    tally = await crashed(tmp_path, SEED, 8 * KILLS, "mark-first", episode=EPISODE)
    assert any(verdict.lost or verdict.twice for verdict in tally.failed.values())


@pytest.mark.soak
@pytest.mark.parametrize(("engine", "kills"), [("tinydb", 2000), ("postgres", 500)])
async def test_many_kills_lose_nothing_and_post_nothing_twice(
    tmp_path: Path, fresh_seed: int, engine: str, kills: int
):
    """Other seeds lose nothing either, in longer runs; with PostgreSQL its server is killed as well."""
    tally = await crashed(tmp_path, fresh_seed, kills, engine=engine, only=RELEASE)
    assert tally.holds
    assert tally.kills >= kills
    assert {*Answering, "unchanged", "dropped", *(f"edited {facet}" for facet in Facet)} <= tally.counts[
        "feed"
    ].keys()
    assert {"saved", "removed", "pressed"} <= tally.counts["likes and picks"].keys()
    assert (tally.server_kills > 0) == (engine == "postgres")


@pytest.mark.soak
@pytest.mark.parametrize("control", CONTROLS)
async def test_every_broken_protocol_is_noticed(tmp_path: Path, fresh_seed: int, control: str):
    """Four hundred kills with any seed are enough to detect each control."""
    tally = await crashed(tmp_path, fresh_seed, 400, control)
    signs = CONTROLS[control].seen_as.split()
    assert any(getattr(verdict, sign) for verdict in tally.failed.values() for sign in signs)
