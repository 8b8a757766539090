"""`paperboy outbox`: in a running process, on the files, and with invalid arguments."""

import json
import re
from datetime import timedelta

import pytest

from bot.app.control import ask_running, serve_control
from bot.app.outbox import Outbox
from bot.cli.outbox import age
from bot.domain.alert import MessageState
from bot.domain.errors import StoreError
from bot.domain.subscription import Block, BlockCause
from bot.service.trusted_clock import TrustedClock
from bot.store.opening import open_store
from tests.contract.makers import HERE, LEASE, NOW, message, planned
from tests.unit.cli.conftest import Printed
from tests.unit.cli.stuck import DEAD, READY, REASON, SENT, UNSURE, call, state_of, stuck

pytestmark = pytest.mark.usefixtures("url")


@pytest.mark.usefixtures("stopped")
async def test_the_list_begins_with_what_got_stuck(printed: Printed):
    """Key, state, age, destination, attempts, titles and reason of what is not posted; then what to do."""
    assert await call("outbox", "list") == 0
    lines = printed.out().splitlines()
    assert [line.split()[:2] for line in lines if not line.startswith(" ")][:3] == [
        [DEAD, "dead"],
        [UNSURE, "uncertain"],
        [READY, "ready"],
    ]
    assert re.search(rf"days old  to {HERE}  0 attempts$", lines[0])
    assert lines[1] == "    On π, part 1 (arxiv:2601.00001)"
    assert lines[2] == f"    reason: {REASON}"
    assert "1 pending alert." in lines
    assert any("--all-dead" in line for line in lines)
    assert not any(SENT in line for line in lines)


@pytest.mark.usefixtures("stopped")
async def test_the_list_is_bounded_and_filtered(printed: Printed):
    """--state chooses, --limit cuts and says how much is left, --json gives all fields."""
    assert await call("outbox", "list", "--limit", "1", "--state", "sent", "--state", "READY") == 0
    assert "… and 1 more: see --limit." in printed.out()
    assert await call("outbox", "list", "--state", "sent", "--json") == 0
    answer = json.loads(printed.out())
    assert (answer["running"], answer["total"], answer["waiting"]) == (False, 1, 1)
    (sent,) = answer["messages"]
    assert (sent["key"], sent["destination"], sent["message_id"]) == (SENT, str(HERE), "77")
    assert sent["papers"] == [{"id": "arxiv:2601.00004", "title": "On $\\pi$, part 4"}]
    assert await call("outbox", "list", "--state", "dropped") == 0
    assert printed.out().startswith("No messages in these states.")


async def test_retry_posts_again(stopped: str, printed: Printed):
    """The beginning of a key will do; what was found is said, and that a bot must run for it."""
    assert await call("outbox", "retry", UNSURE[:6]) == 0
    first, second, third = printed.out().splitlines()
    assert first == f"Queued again: {UNSURE} for {HERE}: On π, part 2"
    assert "the channel's history is checked first" in second
    assert "takes effect when it starts" in third
    assert await state_of(stopped, UNSURE) is MessageState.READY


async def test_all_dead_leaves_the_uncertain_alone(stopped: str, printed: Printed):
    """Of the uncertain each needs a decision; a second time there is nothing to do."""
    assert await call("outbox", "retry", "--all-dead", "--json") == 0
    assert [m["key"] for m in json.loads(printed.out())["messages"]] == [DEAD]
    assert await state_of(stopped, DEAD) is MessageState.READY
    assert await state_of(stopped, UNSURE) is MessageState.UNCERTAIN
    assert await call("outbox", "retry", "--all-dead") == 0
    assert printed.out() == "No messages are dead.\n"


async def test_drop_gives_up(stopped: str, printed: Printed):
    """An unposted message can be dropped; the answer names its papers and says if they can be posted again."""
    for key, follows in (
        (READY, "other subscriptions can still post"),
        (DEAD, ""),
        (UNSURE, "It may have been posted"),
    ):
        assert await call("outbox", "drop", "--", key) == 0
        said = printed.out()
        assert f"Dropped: {key} for {HERE}: On π" in said
        assert follows in said
        assert await state_of(stopped, key) is MessageState.DROPPED


async def test_what_is_in_doubt_can_be_tried(url: str, printed: Printed):
    """A deferred message is listed with what to do, and checked immediately on retry."""
    async with open_store(url) as store:
        await planned(store, message(3))
        (taken,) = await store.claim_due(NOW, LEASE, 1)
        await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=None)
        later = NOW + timedelta(hours=1)
        await store.retry_at(taken.key, taken.claim, later, "503", in_doubt=True, attempts=5)
        async with serve_control(url, Outbox(store, TrustedClock(lambda: NOW)).verbs()):
            assert await call("outbox", "list") == 0
            assert "Deferred: " in printed.out()
            assert await call("outbox", "retry", READY) == 0
        assert [m.key for m in await store.claim_due(NOW, LEASE, 1)] == [READY]


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["retry", "abc"], "at least the first 4 characters"),
        (["retry", "zzzz\x1b"], "No message has a key that starts with 'zzzz\\x1b'"),
        (["retry", SENT], "is sent: only one that is dead, ready, sending, uncertain can be retried"),
        (["drop", SENT], "is sent: only one that is dead, ready, sending, uncertain can be dropped"),
    ],
)
async def test_wrong_keys_are_sentences(argv: list[str], said: str, printed: Printed):
    """Too short, unknown, or of a message that this cannot be done to."""
    assert await call("outbox", *argv) == 1
    assert said in printed.err()


async def test_an_ambiguous_key_is_refused(url: str, printed: Printed):
    """A prefix of two keys changes neither message."""
    keys: dict[str, int] = {}
    numbers = next(
        (keys[start], number)
        for number in range(1, 100_000)
        if keys.setdefault(start := message(number).key[:4], number) != number and start[0] != "-"
    )
    async with open_store(url) as store:
        await planned(store, *(message(number) for number in numbers))
    assert await call("outbox", "drop", message(numbers[0]).key[:4]) == 1
    assert "2 messages have a key that starts like this" in printed.err()


async def test_a_running_process_does_it_and_posts_at_once(url: str, printed: Printed):
    """The process that holds the store is asked: it wakes up its delivery, and says why a message must wait."""
    woken: list[str] = []
    async with open_store(url) as store:
        await stuck(store)
        await store.set_block(HERE, Block(cause=BlockCause.PERMISSION, reason="Allow it.", since=NOW))
        verbs = Outbox(store, TrustedClock(lambda: NOW), lambda: woken.append("wake")).verbs()
        async with serve_control(url, verbs):
            assert await call("outbox", "list") == 0
            assert "    blocked: Allow it." in printed.out()
            assert await call("outbox", "retry", DEAD) == 0
            assert "  Blocked: Allow it." in printed.out().splitlines()
            assert await call("outbox", "drop", UNSURE, "--json") == 0
            assert json.loads(printed.out())["running"] is True
    assert woken == ["wake"]


@pytest.mark.parametrize("states", [5, ["lost"], [None], "dead", {"a": 1}])
async def test_a_hostile_request_is_a_sentence(url: str, states: object):
    """The process answers every invalid request on the socket with an error."""
    async with (
        open_store(url) as store,
        serve_control(url, Outbox(store, TrustedClock(lambda: NOW)).verbs()),
    ):
        with pytest.raises(StoreError, match="Give a list of states"):
            await ask_running(url, "outbox_list", states=states)
        assert await ask_running(url, "outbox_list", limit="many") == {"messages": [], "total": 0, "waiting": 0}


@pytest.mark.parametrize("verb", ["drop", "retry"])
async def test_a_message_in_somebodys_hands_is_left_alone(url: str, verb: str, printed: Printed):
    """A claimed message is not changed: it may be on its way."""
    async with open_store(url) as store:
        await planned(store, message(3))
        await store.claim_due(NOW, LEASE, 1)
        async with serve_control(url, Outbox(store, TrustedClock(lambda: NOW)).verbs()):
            assert await call("outbox", verb, READY) == 1
    assert "is being posted or has changed: try again in a minute" in printed.err()


def test_ages_are_short():
    """In a unit that fits; a clock that was set back makes nothing younger than now."""
    seconds = {-5: "0 s", 119: "119 s", 300: "5 min", 47 * 3600: "47 h", 48 * 3600: "2 days"}
    assert [age(timedelta(seconds=span)) for span in seconds] == list(seconds.values())
