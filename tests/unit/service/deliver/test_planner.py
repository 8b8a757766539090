"""Planning of a destination's due alerts: cards, digests, or later."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.alert import THREAD, Alert, Item, MessageKind, MessageState, Payload
from bot.domain.preferences import DEFAULTS, Preferences
from bot.domain.schedule import DigestTimes, Schedule
from bot.domain.subscription import Kind, Mode
from bot.service.deliver.compose import Composer, item_of
from bot.service.deliver.planner import Capacity, Plan, Planner
from tests.support.fakes import CHANNEL, PlainRenderer, destination, sighting, subscription

NOW = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
BERLIN = DigestTimes(zone=ZoneInfo("Europe/Berlin"))
TOMORROW = datetime(2025, 11, 13, 8, 0, tzinfo=UTC)  # nine in Berlin
SUBSCRIPTIONS = {
    "nnnnn": subscription("nnnnn", "at once"),
    "ddddd": subscription("ddddd", "daily", mode=Mode.DAILY),
}


def alerts(count: int, *keys: str, start: int = 0, **changes: Any) -> list[Alert]:
    return [
        Alert(
            destination_id=CHANNEL,
            paper_id=f"arxiv:2511.{number:05}",
            subscriptions=keys or ("nnnnn",),
            due=NOW,
            created=NOW,
            **changes,
        )
        for number in range(start, start + count)
    ]


def plan(
    due: Sequence[Alert],
    *,
    left: int | None = None,
    schedule: Schedule | None = None,
    kind: Kind = Kind.CHANNEL,
    now: datetime = NOW,
    **preferences: Any,
) -> Plan:
    where = replace(destination(), kind=kind, preferences=Preferences(**preferences))
    capacity = Capacity(destination=where, schedule=schedule or Schedule(times=BERLIN), cards_left=left)
    papers = {alert.paper_id: sighting(alert.paper_id.removeprefix("arxiv:")) for alert in due}
    planner = Planner(Composer(PlainRenderer()), SUBSCRIPTIONS, papers, {CHANNEL: capacity})
    (made,) = planner.plan(due, now)
    return made


def shapes(made: Plan) -> list[int]:
    """Return 1 for each card, and minus the number of papers for each digest."""
    return [1 if m.kind is MessageKind.CARD else -len(m.paper_ids) for m in made.messages]


@pytest.mark.parametrize(("count", "expected"), [(1, [1]), (5, [1] * 5), (6, [-6]), (23, [-10, -10, -3])])
def test_more_than_five_at_once_become_digests(count: int, expected: list[int]):
    """Digests have at most ten papers each; no alert is dropped or postponed."""
    made = plan(alerts(count))
    assert shapes(made) == expected
    assert (made.dropped, made.postponed) == ((), ())


@pytest.mark.parametrize("left", [0, -2])
def test_a_full_day_gets_no_card(left: int):
    """A full day gets no card, even if the limit was lowered during it."""
    made = plan(alerts(9), left=left)
    assert shapes(made) == []
    assert len(made.postponed) == 9


def test_in_quiet_hours_everything_waits():
    """In quiet hours all alerts wait, except that unwanted ones are dropped."""
    schedule = Schedule(times=BERLIN, quiet_from=time(12), quiet_until=time(14))
    due = [*alerts(7), *alerts(1, "ddddd", start=7), *alerts(1, start=8, deferred_to_digest=True)]
    (nobodys,) = alerts(1, "zzzzz", start=9)
    made = plan([*due, nobodys], left=0, schedule=schedule)
    end = datetime(2025, 11, 12, 13, 0, tzinfo=UTC)
    assert list(made.postponed) == [replace(alert, due=end) for alert in due]
    assert (made.messages, made.dropped) == ((), (nobodys,))


@pytest.mark.parametrize(
    ("kind", "wanted", "expected"),
    [
        (Kind.CHANNEL, False, [False, False]),
        (Kind.CHANNEL, True, [True, False]),
        (Kind.THREAD, True, [False, False]),
        (Kind.DM, True, [False, False]),
        (Kind.FORUM, False, [True, True]),
    ],
)
def test_threads_are_planned_where_they_can_be(kind: Kind, wanted: bool, expected: list[bool]):  # noqa: FBT001 - a column
    """Cards get threads if that is set; in a forum each message is a named and tagged thread."""
    due = [*alerts(1, "nnnnn", "ddddd"), *alerts(2, "ddddd", start=1)]
    made = plan(due, kind=kind, thread_per_alert=wanted)
    assert [THREAD in message.payload for message in made.messages] == expected
    if expected[0]:
        assert made.messages[0].payload[THREAD] == {"name": "A paper", "tags": ["at once", "daily"]}


def test_subscriptions_are_named_in_the_order_they_were_made():
    """Subscriptions are named in the order of their creation, not by their random ids."""
    old = subscription("zz001", name="Old", created=NOW - timedelta(days=2))
    new = subscription("aa001", name="New", created=NOW - timedelta(days=1))
    assert item_of(sighting(), [new, old]).matched == (("Old", old.query), ("New", new.query))


@pytest.mark.parametrize("broken", ["pack", "digest", "card"])
@pytest.mark.parametrize("count", [1, 4, 9])
def test_a_paper_that_cannot_be_rendered_affects_no_other(broken: str, count: int):
    """A paper that cannot be rendered is a dead letter alone; the others are posted."""

    class Stumbling(PlainRenderer):
        def card(self, item: Item, marker: str, preferences: Preferences = DEFAULTS) -> Payload:
            return super().card(self._checked([item], "card")[0], marker, preferences)

        def digest(self, items: Sequence[Item], marker: str, preferences: Preferences = DEFAULTS) -> Payload:
            return super().digest(self._checked(items, "digest"), marker, preferences)

        def pack(self, items: Sequence[Item], preferences: Preferences = DEFAULTS, /) -> list[list[Item]]:
            return super().pack(self._checked(items, "pack"), preferences)

        def _checked(self, items: Sequence[Item], called: str) -> Sequence[Item]:
            if called == broken and any(item.sighting.paper.id == "arxiv:2511.00000" for item in items):
                raise RecursionError
            return items

    due = [*alerts(count), *alerts(count, "ddddd", start=20)]
    papers = {alert.paper_id: sighting(alert.paper_id.removeprefix("arxiv:")) for alert in due}
    planner = Planner(Composer(Stumbling()), SUBSCRIPTIONS, papers, {CHANNEL: Capacity(destination=destination())})
    (made,) = planner.plan(due, NOW)
    assert sorted(key for m in made.messages for key in m.paper_ids) == sorted(papers)
    as_digest = count > 5
    dead = {key for m in made.messages if m.state is MessageState.DEAD for key in m.paper_ids}
    assert dead == ({"arxiv:2511.00000"} if broken == ("digest" if as_digest else "card") else set())


def test_the_soonest_mode_of_a_paper():
    """A paper of several subscriptions has the mode that posts it first."""
    modes = [subscription(mode=mode) for mode in (Mode.WEEKLY, Mode.DAILY)]
    assert item_of(sighting(), modes).mode is Mode.DAILY
    assert item_of(sighting(), modes[:1]).mode is Mode.WEEKLY
    assert item_of(sighting(), []).mode is Mode.NOW
