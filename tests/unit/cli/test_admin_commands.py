"""`paperboy outbox` and `paperboy store`: by a running process, on the files, and every way to go wrong."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from bot.app.outbox_admin import admin_verbs
from bot.app.store_admin import compact_verb
from bot.cli.outbox import age, listing
from bot.control import ask_running, serve_control
from bot.domain.alert import MessageState
from bot.domain.errors import StoreError
from bot.domain.subscription import Block, BlockCause
from bot.service.deliver.outbox import Outbox, OutboxError
from bot.store.opening import open_store
from tests.contract.makers import HERE, LEASE, NOW, THERE, alert, message, planned, polled, sighting, subscribed

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import Store

REASON = "Discord refused the message's body: a field."
DEAD, UNSURE, READY, SENT = (message(number).key for number in (1, 2, 3, 4))


@pytest.fixture(autouse=True)
def url(own_store: str) -> str:
    """Where the commands find their store."""
    return own_store


async def call(*argv: str) -> int:
    """Run a command, which makes an event loop of its own, beside the one of this test."""
    return await asyncio.to_thread(main, argv)


async def stuck(store: Store) -> None:
    """One dead, one uncertain, one ready and one sent message, and an alert that waits."""
    await subscribed(store)
    await polled(store, sightings=[sighting(n, title=f"On $\\pi$, part {n}") for n in (1, 2, 3, 4, 9)])
    for number, state in ((1, MessageState.DEAD), (2, MessageState.UNCERTAIN), (4, None)):
        await planned(store, message(number))
        (taken,) = await store.claim_due(NOW, LEASE, 1)
        if state is not None:
            await store.finish(taken.key, taken.claim, state, REASON, NOW)
        else:
            await store.mark_sending(taken.key, taken.claim, first_attempt=NOW, after=None)
            await store.mark_sent(taken.key, taken.claim, 77, NOW)
    await planned(store, message(3))
    await polled(store, alert(9))


@pytest.fixture
async def stopped(url: str) -> str:
    """A store that no process holds; its address."""
    async with open_store(url) as store:
        await stuck(store)
    return url


async def state_of(url: str, key: str) -> MessageState:
    async with open_store(url) as store:
        return next(m.state for m in await store.messages(set(MessageState)) if m.key == key)


# --- outbox -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argv",
    [
        ["outbox", "list"],
        ["outbox", "retry", "--all-dead"],
        ["outbox", "drop", "abcd"],
        ["store", "check"],
        ["store", "compact"],
        ["store", "export", "x.jsonl"],
    ],
)
async def test_where_no_store_is_none_is_made(
    argv: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sentence, exit code 1, and an empty folder as before."""
    assert await call(*argv) == 1
    assert capsys.readouterr().err.startswith("paperboy: There is no store in ")
    assert await asyncio.to_thread(lambda: [*tmp_path.iterdir()]) == []


@pytest.mark.usefixtures("stopped")
async def test_the_list_begins_with_what_got_stuck(capsys: pytest.CaptureFixture[str]) -> None:
    """Key, state, age, destination, attempts, titles and reason of what is not posted; then what to do."""
    assert await call("outbox", "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines if not line.startswith(" ")][:3] == [
        [DEAD, "dead"],
        [UNSURE, "uncertain"],
        [READY, "ready"],
    ]
    assert re.search(rf"days old  to {HERE}  0 attempts$", lines[0])
    assert lines[1] == "    On π, part 1 (arxiv:2601.00001)"
    assert lines[2] == f"    reason: {REASON}"
    assert "Waiting for their time, in no message yet: 1 alert." in lines
    assert any("--all-dead" in line for line in lines)
    assert not any(SENT in line for line in lines)


@pytest.mark.usefixtures("stopped")
async def test_the_list_is_bounded_and_filtered(capsys: pytest.CaptureFixture[str]) -> None:
    """--state chooses, --limit cuts and says how much is left, --json gives all fields."""
    assert await call("outbox", "list", "--limit", "1", "--state", "sent", "--state", "READY") == 0
    assert "… and 1 more: --limit shows more of them." in capsys.readouterr().out
    assert await call("outbox", "list", "--state", "sent", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["running"], answer["total"], answer["waiting"]) == (False, 1, 1)
    (sent,) = answer["messages"]
    assert (sent["key"], sent["destination"], sent["message_id"]) == (SENT, str(HERE), "77")
    assert sent["papers"] == [{"id": "arxiv:2601.00004", "title": "On $\\pi$, part 4"}]
    assert await call("outbox", "list", "--state", "dropped") == 0
    assert capsys.readouterr().out.startswith("No message is in these states.")


async def test_retry_posts_again(stopped: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The beginning of a key will do; what was found is said, and that a bot must run for it."""
    assert await call("outbox", "retry", UNSURE[:6]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"To be posted again: {UNSURE} for {HERE}: On π, part 2"
    assert "takes effect when it is started" in second
    assert await state_of(stopped, UNSURE) is MessageState.READY


async def test_all_dead_leaves_the_uncertain_alone(stopped: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the uncertain each needs a decision; a second time there is nothing to do."""
    assert await call("outbox", "retry", "--all-dead", "--json") == 0
    assert [m["key"] for m in json.loads(capsys.readouterr().out)["messages"]] == [DEAD]
    assert await state_of(stopped, DEAD) is MessageState.READY
    assert await state_of(stopped, UNSURE) is MessageState.UNCERTAIN
    assert await call("outbox", "retry", "--all-dead") == 0
    assert capsys.readouterr().out == "There was nothing to do: no message is dead.\n"


async def test_drop_gives_up(stopped: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is ready, dead or uncertain can be dropped; it says which papers that were."""
    for key in (READY, DEAD):
        assert await call("outbox", "drop", "--", key) == 0
        assert f"Dropped, never to be posted: {key} for {HERE}: On π" in capsys.readouterr().out
        assert await state_of(stopped, key) is MessageState.DROPPED


@pytest.mark.usefixtures("stopped")
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["retry", "abc"], "at least the first 4 characters"),
        (["retry", "zzzz\x1b"], "No message's key begins with 'zzzz\\x1b'"),
        (["retry", READY], "is ready: only one that is dead, uncertain can be tried again"),
        (["drop", SENT], "is sent: only one that is dead, ready, uncertain can be dropped"),
    ],
)
async def test_wrong_keys_are_sentences(argv: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Too short, unknown, or of a message that this cannot be done to."""
    assert await call("outbox", *argv) == 1
    assert said in capsys.readouterr().err


async def test_an_ambiguous_key_names_the_candidates(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Two keys that begin alike are both named."""
    keys: dict[str, int] = {}
    numbers = next(
        (keys[start], number)
        for number in range(1, 100_000)
        if keys.setdefault(start := message(number).key[:4], number) != number and start[0] != "-"
    )
    async with open_store(url) as store:
        await planned(store, *(message(number) for number in numbers))
    assert await call("outbox", "drop", message(numbers[0]).key[:4]) == 1
    shown = capsys.readouterr().err
    assert "2 messages have keys that begin so" in shown
    assert all(message(number).key in shown for number in numbers)


async def test_a_running_process_does_it_and_posts_at_once(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The process that holds the store is asked: it wakes up its delivery, and says why a message must wait."""
    woken: list[str] = []
    async with open_store(url) as store:
        await stuck(store)
        await store.set_block(HERE, Block(cause=BlockCause.PERMISSION, reason="Allow it.", since=NOW))
        verbs = admin_verbs(store, lambda: NOW, lambda: woken.append("wake"))
        async with serve_control(url, store, dict, verbs):
            assert await call("outbox", "list") == 0
            assert "    blocked: Allow it." in capsys.readouterr().out
            assert await call("outbox", "retry", DEAD) == 0
            assert capsys.readouterr().out.splitlines()[1:] == ["  It waits: Allow it."]
            assert await call("outbox", "drop", UNSURE, "--json") == 0
            assert json.loads(capsys.readouterr().out)["running"] is True
    assert woken == ["wake"]


@pytest.mark.parametrize("states", [5, ["lost"], [None], "dead"])
async def test_a_hostile_request_is_a_sentence(url: str, states: object) -> None:
    """Whatever the socket is sent, the process answers with an error at worst."""
    async with open_store(url) as store, serve_control(url, store, dict, admin_verbs(store, lambda: NOW)):
        with pytest.raises(StoreError, match="States are a list"):
            await ask_running(url, "outbox_list", states=states)
        assert await ask_running(url, "outbox_list", limit="many") == {"messages": [], "total": 0, "waiting": 0}


async def test_a_message_in_somebodys_hands_is_not_dropped(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A claimed message may be on its way: it is left alone, with the reason."""
    async with open_store(url) as store:
        await planned(store, message(3))
        await store.claim_due(NOW, LEASE, 1)
        async with serve_control(url, store, dict, admin_verbs(store, lambda: NOW)):
            assert await call("outbox", "drop", READY) == 1
    assert "is being posted at this moment" in capsys.readouterr().err


class Changing:
    """A store in which a message changes between the look at it and the write."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    async def requeue(self, key: str, at: datetime) -> bool:
        del key, at
        return False


async def test_a_message_that_changed_meanwhile_is_a_sentence(url: str) -> None:
    """Of two admins who retry at once one is told."""
    async with open_store(url) as store:
        await stuck(store)
        changing: Store = Changing(store)  # pyright: ignore[reportAssignmentType] - it delegates the rest
        with pytest.raises(OutboxError, match="has changed meanwhile"):
            await Outbox(changing, lambda: NOW).retry(DEAD)
        assert await Outbox(changing, lambda: NOW).retry_dead() == ()


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=119), "119 s"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_ages_are_short(span: timedelta, said: str) -> None:
    """In a unit that fits; a clock that was set back makes nothing younger than now."""
    assert age(span) == said


def test_a_message_without_a_reason_has_no_line_for_it() -> None:
    """Nothing stuck, nothing to advise; nothing waiting, nothing said of it."""
    facts = {
        "key": READY,
        "state": "ready",
        "destination": "1",
        "attempts": 1,
        "created": NOW.isoformat(),
        "papers": [],
        "reason": None,
        "blocked": None,
    }
    lines = list(listing({"messages": [facts], "total": 1, "waiting": 0}, NOW + timedelta(minutes=5)))
    assert lines == [f"{READY}  ready  5 min old  to 1  1 attempt"]


# --- store --------------------------------------------------------------------------------------------------


async def test_check_counts_and_is_content(stopped: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A store that belongs together is said to, also while it is held open."""
    async with open_store(stopped):
        assert await call("store", "check") == 0
    assert capsys.readouterr().out.splitlines() == [
        "5 papers, 1 destination, 1 subscription, 5 alerts, 4 messages, 0 positions, 0 notes.",
        "Every line is whole and all belongs together.",
    ]


async def test_check_names_what_points_nowhere(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A paper that is missing for an open alert is named; for programs too."""
    async with open_store(url) as store:
        await planned(store, message(5, to=THERE))
    assert await call("store", "check") == 1
    assert "The alert for arxiv:2601.00005 in 222 waits for a paper that is not stored." in capsys.readouterr().out
    assert await call("store", "check", "--json") == 1
    assert json.loads(capsys.readouterr().out)["counts"]["alert"] == 1


async def test_check_of_a_damaged_file_is_a_sentence(stopped: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A flipped bit is found, and nothing is changed."""
    path = Path(stopped.removeprefix("tinydb://")) / "journal"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert await call("store", "check") == 1
    assert "The store is damaged" in capsys.readouterr().err
    assert path.read_bytes() == bytes(content)


@pytest.mark.parametrize("running", [True, False])
async def test_compact_makes_the_files_smaller(
    stopped: str, capsys: pytest.CaptureFixture[str], *, running: bool
) -> None:
    """By the process that holds them or without one; the bytes before and after are said."""
    if running:
        async with open_store(stopped) as store, serve_control(stopped, store, dict, compact_verb(store)):
            assert await call("store", "compact") == 0
    else:
        assert await call("store", "compact") == 0
    found = re.search(r"Compacted: ([\d,]+) bytes before, ([\d,]+) after", capsys.readouterr().out)
    assert found is not None
    before, after = (int(number.replace(",", "")) for number in found.groups())
    assert after < before


async def test_a_database_needs_no_compacting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there are no files it says so."""
    monkeypatch.setenv("PAPERBOY_STORE__URL", "postgresql://localhost/paperboy")
    assert await call("store", "compact") == 1
    assert "tidies its tables up by itself" in capsys.readouterr().err


async def test_export_and_import_move_everything(
    stopped: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By way of a file and from store to store: what comes out again is the same, line by line."""
    assert await call("store", "export", "one.jsonl") == 0
    assert "16 entries are in one.jsonl" in capsys.readouterr().out
    monkeypatch.setenv("PAPERBOY_STORE__URL", f"tinydb://{tmp_path / 'second'}")
    assert await call("store", "import", "one.jsonl") == 0
    assert capsys.readouterr().out.startswith("Imported 5 papers, 1 destination, 1 subscription, 5 alerts")
    monkeypatch.setenv("PAPERBOY_STORE__URL", f"tinydb://{tmp_path / 'third'}")
    assert await call("store", "import", stopped) == 0
    assert await call("store", "export", "three.jsonl") == 0
    one, three = ((tmp_path / name).read_text() for name in ("one.jsonl", "three.jsonl"))
    assert one == three
    assert (tmp_path / "one.jsonl").stat().st_mode & 0o777 == 0o600


async def test_nothing_is_merged_or_overwritten(stopped: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An import into a store that holds something, or from itself, and an export over a file are refused."""
    assert await call("store", "export", "one.jsonl") == 0
    for argv, said in (
        (["import", "one.jsonl"], "holds something already"),
        (["import", stopped], "That is the store to be filled"),
        (["export", "one.jsonl"], "one.jsonl exists already"),
        (["export", "absent/one.jsonl"], "absent/one.jsonl cannot be written"),
        (["import", "absent.jsonl"], "absent.jsonl cannot be read"),
    ):
        capsys.readouterr()
        assert await call("store", *argv) == 1
        assert said in capsys.readouterr().err
