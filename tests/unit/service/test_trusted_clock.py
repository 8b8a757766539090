"""Data is deleted by age only if two clocks agree."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.ports import Store
from bot.service.trusted_clock import TrustedClock, shorten_wrong_waits
from tests.contract.makers import HERE, NOW, alert, polled, subscribed
from tests.support.fakes import START
from tests.support.paths import ROOT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_DESTROYS = re.compile(r"\.prune\(|\.forget_destination\(|dropping=|(>=|<|>|-) (KEEP_\w+|GIVE_UP_AFTER)")
_ENDS = re.compile(
    r"store\.(?:forget_destination|restore_subscription|discard)\((?:[^()]|\([^()]*\))*|.*dropping=expired.*"
)
_TRUSTED = re.compile(r"agreed|TrustedClock|trusted")


@pytest.mark.parametrize(
    ("theirs", "forget_by", "reckon_from"),
    [
        pytest.param(START, START, START, id="they agree"),
        pytest.param(START - HOUR, START - HOUR, START, id="ours is an hour ahead"),
        pytest.param(START + HOUR, START, START + HOUR, id="ours is an hour behind"),
        pytest.param(START - 365 * 24 * HOUR, None, START, id="ours is a year ahead"),
        pytest.param(START + 365 * 24 * HOUR, START, START + 365 * 24 * HOUR, id="a year behind, or a wrong Date"),
        pytest.param(None, None, START, id="Discord's is not known"),
    ],
)
def test_ages_are_never_overestimated(theirs: datetime | None, forget_by: datetime | None, reckon_from: datetime):
    """Ages count from the later clock to the earlier one; if they are a day apart, there is no time."""
    clock = TrustedClock(lambda: START, lambda: theirs)
    assert (clock.agreed(), clock.later_of_both()) == (forget_by, reckon_from)


def _destroyers() -> list[Path]:
    # Stores are told what to destroy, a notice counts and destroys nothing, and a person's wish has no age.
    kept = ("bot/store/", "bot/domain/ports/", "bot/service/notices/", "bot/service/personal_data.py")
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")]
    ours = [path for path in files if not path.relative_to(ROOT).as_posix().startswith(kept)]
    return [path for path in ours if _DESTROYS.search(_code(path))]


def _code(path: Path) -> str:
    lines = path.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("from", "import")))


def test_deletions_use_the_trusted_clock():
    """All code that deletes by age uses the trusted clock."""
    found = {path.relative_to(ROOT).as_posix(): bool(_TRUSTED.search(_code(path))) for path in _destroyers()}
    assert found
    assert {path for path, trusts in found.items() if not trusts} == set()
    known = ("retention.py", "deliver/blocked_destinations.py", "deliver/retry_decision.py")
    assert {f"bot/service/{name}" for name in known} <= set(found)


def test_end_times_are_passed_to_the_store():
    """End times are by the later of two clocks: by an earlier one, data would be old at once."""
    files = [path for folder in ("service", "app") for path in (ROOT / "bot" / folder).rglob("*.py")]
    calls = [call for path in files for call in _ENDS.findall(_code(path))]
    assert len(calls) == 5
    assert [call for call in calls if "dropped_at=" not in call] == []


@pytest.mark.parametrize(
    ("ours", "theirs", "ended"),
    [
        pytest.param(NOW, NOW, 1, id="they agree"),
        pytest.param(NOW, None, 0, id="Discord's is not known"),
        pytest.param(NOW + 365 * DAY, NOW, 0, id="ours is still ahead"),
        pytest.param(NOW - 365 * DAY, NOW, 1, id="ours is behind: by Discord's it is a year away all the same"),
        pytest.param(NOW - 365 * DAY, NOW + 300 * DAY, 0, id="by Discord's it is not"),
    ],
)
async def test_two_clocks_say_that_it_is_too_long(
    store: Store, ours: datetime, theirs: datetime | None, ended: int
):
    """An alert due in a year becomes due now; one due within a week, as for a digest, keeps its time."""
    await subscribed(store)
    await polled(store, alert(1, due=NOW + 306 * DAY), alert(2, due=NOW + 7 * DAY))
    clock = TrustedClock(lambda: ours, lambda: theirs)
    assert await shorten_wrong_waits(store, clock) == ended
    due = {one.paper_id: one.due for one in await store.pending(HERE)}
    assert len({when for when in due.values() if when > NOW + 8 * DAY}) == 1 - ended
    assert NOW + 7 * DAY in due.values()
