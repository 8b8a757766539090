"""The papers that picks are compared with, and subscriptions whose picks cannot be made."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.fakes import CHANNEL, SERVER, destination
from tests.unit.service.picks.conftest import EXAMPLES

if TYPE_CHECKING:
    import pytest

    from tests.unit.service.picks.conftest import Bench


async def test_a_query_that_cannot_be_read_stops_no_other_picks(bench: Bench):
    """It can be of an earlier version."""
    one = await bench.save()
    broken = replace(one, id="broken", query="((", created=one.created - timedelta(1), destination_id=CHANNEL + 1)
    version = await bench.store.papers_version()
    await bench.store.save_subscription(
        broken, destination(CHANNEL + 1), baseline=frozenset(), papers_version=version
    )
    await bench.see(1)
    bench.now.forward(hours=21)
    assert await bench.picks() == ["01"]


async def test_examples_count_before_old_likes_and_only_if_stored(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    """Files of other hosts and old posts can have papers that are not; likes do not crowd examples out."""
    monkeypatch.setattr("bot.service.picks.picker._MOST_LIKED", 8)
    one = await bench.save(examples=(*EXAMPLES, "arxiv:9"))
    await bench.see(2, 3)
    for number in (2, 3, 4):
        await bench.picker.likes.add(SERVER, f"arxiv:2511.0000{number}", liked=True)
    assert (await bench.picker.taste(one)).liked == (*EXAMPLES, "arxiv:2511.00003")
    assert (await bench.picker.state(await bench.save(examples=("arxiv:9",)))).missing == 3


async def test_days_with_too_few_examples_were_not_without_a_near_paper(bench: Bench):
    """Nothing was compared on them."""
    one = await bench.save(examples=EXAMPLES[:4])
    for number in range(4):
        await bench.see(number)
        bench.now.forward(days=1)
        await bench.picks()
    assert (await bench.picker.state(one)).empty_days == 0
