"""A machine's clock that is set, or wrong: alerts may come late by it, but are neither lost nor posted twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.service.retention import forget_old
from tests.fake_discord.faults import hang, reset
from tests.wire.support.environment import once
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from tests.fake_discord.faults import Fault
    from tests.wire.support.environment import Stage

ONE, TWO = "2511.00001", "2511.00002"


@pytest.mark.parametrize("hours", [-3, 3])
@pytest.mark.parametrize(
    "fault",
    [pytest.param(reset(accepted=True), id="accepted"), pytest.param(reset(), id="not accepted")],
)
async def test_clock_set_while_in_doubt(stage: Stage, fault: Fault, hours: int) -> None:
    """Set by hours between an attempt and the next, each paper is posted once, by then at the latest."""
    await stage.subscribe()
    stage.discord.faults.arm(*CREATE, fault)
    stage.list(ONE)
    await stage.round()
    stage.now.forward(hours=hours)
    stage.list(ONE, TWO)
    await stage.round()
    for _ in range(4):
        await stage.later(hours=1)
    assert stage.posted() == once(ONE, TWO)


async def test_clock_that_stood_still(stage: Stage) -> None:
    """When the machine slept or its clock was set back by as much, Discord's own time tells that minutes went by.

    It may have forgotten the nonce, so the history is read although our clock says that it is too soon for that.
    """
    await stage.subscribe()
    stage.discord.faults.arm(*CREATE, reset(accepted=True))
    stage.list(ONE)
    await stage.round()
    stage.discord.clock.shift(600)
    await stage.app.client.fetch_user(stage.admin.id)  # any answer tells the time
    await stage.round()
    stage.now.forward(seconds=5)
    await stage.round()
    assert stage.discord.posting.repeated == 0
    assert stage.posted() == once(ONE)


async def test_clock_years_ahead(stage: Stage) -> None:
    """Two years ahead nothing is forgotten by the wrong date, and no list counts as read that there is not yet.

    Set right, the bot goes on: what was posted is not posted again, what is new is posted.
    """
    await stage.subscribe()
    stage.list(ONE)
    await stage.round()
    true = stage.now().date()
    stage.papers.today = lambda: true  # its clock is right
    stage.now.forward(days=730)
    assert await forget_old(stage.store, stage.now, stage.app.discord_time) == 0
    assert not await stage.poll()
    stage.now.forward(days=-730)
    stage.list(ONE, TWO)
    await stage.later(hours=1)
    assert stage.posted() == once(ONE, TWO)


async def test_clock_weeks_behind(stage: Stage) -> None:
    """Weeks behind, the lists of that time are not taken for news; the trouble says to check the clock."""
    await stage.subscribe()
    stage.list(ONE)
    await stage.round()
    await stage.later(days=2)
    stage.now.forward(days=-40)
    stage.list(TWO)
    assert not await stage.poll()
    assert "check the clock" in (stage.app.pollers[0].state.last_error or "")
    await stage.deliver()
    stage.now.forward(days=40)
    await stage.later(hours=1)
    assert stage.posted() == once(ONE)


async def test_post_that_hangs_over_a_step(stage: Stage) -> None:
    """A clock that is set while a post is under way neither loses its lease nor posts it twice."""
    await stage.subscribe()
    armed = stage.discord.faults.arm(*CREATE, hang(accepted=True))
    stage.list(ONE)
    await stage.poll()
    await stage.app.deliverer.step()
    await stage.discord.until(lambda: armed.struck == 1, "a post that hangs")
    stage.now.at += timedelta(hours=-2)
    await stage.app.deliverer.drain(5)
    for _ in range(4):
        await stage.later(hours=1)
    assert stage.posted() == once(ONE)
