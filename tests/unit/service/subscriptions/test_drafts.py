"""Drafts in the store."""

from dataclasses import replace

import pytest

from bot.domain.ports import Store
from bot.service.subscriptions.drafts import FORMS, LIFETIME, PREVIEWS, Drafts, forget_expired
from bot.service.trusted_clock import TrustedClock
from tests.support.fakes import Clock


@pytest.fixture
def drafts(store: Store, now: Clock) -> Drafts:
    return Drafts(store, now)


async def test_a_draft_is_its_person_s_for_a_quarter_of_an_hour(store: Store, drafts: Drafts, now: Clock):
    """A draft survives a restart, and is found by its person and kind only."""
    token = await drafts.put(PREVIEWS, 7, {"query": "trees"})
    now.forward(minutes=14)
    assert await Drafts(store, now).get(PREVIEWS, token, 7) == {"query": "trees"}
    assert await drafts.get(PREVIEWS, token, 8) is None
    assert await drafts.get(FORMS, token, 7) is None
    now.forward(minutes=1)
    assert await drafts.get(PREVIEWS, token, 7) is None


@pytest.mark.parametrize("bounds", [{"per_person": 2}, {"in_total": 2}])
async def test_of_too_many_the_oldest_goes(drafts: Drafts, now: Clock, bounds: dict[str, int]):
    """The oldest drafts over a limit are deleted, of that kind only."""
    kind, person = replace(PREVIEWS, **bounds), 7
    form = await drafts.put(FORMS, person, {})
    tokens: list[str] = []
    for number in range(3):
        tokens.append(await drafts.put(kind, person, {"number": number}))
        now.forward(seconds=1)
    found = [await drafts.get(kind, token, person) for token in tokens]
    assert found == [None, {"number": 1}, {"number": 2}]
    assert await drafts.get(FORMS, form, person) == {}


async def test_others_lose_nothing_by_one_person_s_many(drafts: Drafts, now: Clock):
    """One person's limit does not affect another person's drafts."""
    theirs = await drafts.put(PREVIEWS, 8, {})
    for _ in range(PREVIEWS.per_person + 1):
        now.forward(seconds=1)
        await drafts.put(PREVIEWS, 7, {})
    assert await drafts.get(PREVIEWS, theirs, 8) == {}
    assert await drafts.count_of(7) == PREVIEWS.per_person


async def test_what_is_over_leaves_nothing_behind(store: Store, drafts: Drafts, now: Clock):
    """Expired drafts are deleted with the next draft of their kind, and by the regular cleaning."""
    await drafts.put(PREVIEWS, 7, {})
    await drafts.put(FORMS, 7, {})
    now.forward(seconds=LIFETIME.total_seconds())
    await drafts.put(PREVIEWS, 8, {})
    assert await drafts.count_of(7) == 1
    await forget_expired(store, TrustedClock(now))
    assert await drafts.count_of(7) == 0
    assert await drafts.count_of(8) == 1


@pytest.mark.parametrize("token", ["", "-", "x-7-1", "0123456789abcdef", f"{'f' * 11}-7-{'0' * 16}", "ff" * 40])
async def test_forged_tokens_find_nothing(drafts: Drafts, token: str):
    """Forged and outdated tokens find nothing."""
    await drafts.put(PREVIEWS, 7, {})
    assert await drafts.get(PREVIEWS, token, 7) is None
