"""What is destroyed by age is so by a time that two clocks agree on, and nowhere else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.service.trusted_time import TrustedTime
from tests.support.fakes import START
from tests.support.paths import ROOT

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

HOUR = timedelta(hours=1)
_DESTROYS = re.compile(r"\.prune\(|\.forget_destination\(|dropping=|(>=|<|>|-) (KEEP_\w+|GIVE_UP_AFTER)")
_ENDS = re.compile(r"store\.(?:forget_destination|remove_subscription|discard)\(.*|.*dropping=old.*")
_TRUSTED = re.compile(r"to_forget_by|TrustedTime|trusted")


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
def test_age_is_never_too_much(theirs: datetime | None, forget_by: datetime | None, reckon_from: datetime) -> None:
    """Reckoned from the later clock to the earlier one; by no clock when they are a day apart."""
    time = TrustedTime(lambda: START, lambda: theirs)
    assert (time.to_forget_by(), time.to_reckon_from()) == (forget_by, reckon_from)


def _destroyers() -> list[Path]:
    # Stores are told what to destroy, a notice counts and destroys nothing, and a person's wish has no age.
    kept = ("bot/store/", "bot/domain/ports/", "bot/service/notices/", "bot/service/subscriptions/personal.py")
    files = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "cogs").rglob("*.py")]
    ours = [path for path in files if not path.relative_to(ROOT).as_posix().startswith(kept)]
    return [path for path in ours if _DESTROYS.search(_code(path))]


def _code(path: Path) -> str:
    lines = path.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("from", "import")))


def test_who_destroys_asks_two_clocks() -> None:
    """Whatever prunes, drops what is stale, forgets a destination or gives up by age, uses the trusted time."""
    found = {path.relative_to(ROOT).as_posix(): bool(_TRUSTED.search(_code(path))) for path in _destroyers()}
    assert found
    assert {path for path, trusts in found.items() if not trusts} == set()
    known = ("retention.py", "deliver/blocks.py", "deliver/decision.py")
    assert {f"bot/service/{name}" for name in known} <= set(found)


def test_who_ends_something_says_when() -> None:
    """By the later of two clocks, as posts do: what the store's own clock says may be old at once."""
    lines = [line for path in (ROOT / "bot/service").rglob("*.py") for line in _ENDS.findall(_code(path))]
    assert len(lines) == 5
    assert [line for line in lines if "ended=" not in line] == []
