"""What `paperboy status` shows of a running bot."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from bot.app.monitoring.overview import facts
from bot.service.poll.source_health import SourceState
from tests.support.fakes import START


def shown_sources(*states: SourceState) -> Any:
    return facts(view(*states))["sources"]


def view(*states: SourceState, standing_by: str = "") -> Any:
    return SimpleNamespace(
        connected=not standing_by,
        standing_by=standing_by,
        servers=3,
        pollers=[SimpleNamespace(state=state) for state in states],
        stopped_for=0.0,
        now=lambda: START,
    )


def test_who_polls_shows_its_sources() -> None:
    """What a source last did, and that it is learning; nothing of it where nothing is polled."""
    state = SourceState(name="huggingface", started=START, learning=True)
    state.succeeded(START, new=True, skipped=2)
    [shown] = shown_sources(state)
    assert shown == {
        "name": "huggingface",
        "last_good": START.isoformat(),
        "learning": True,
        "skipped": 2,
        "trouble": None,
    }
    [fresh] = shown_sources(SourceState(name="huggingface", started=START))
    assert fresh["last_good"] is None


def test_a_standby_says_what_it_waits_for() -> None:
    """It polls nothing, so it shows no sources."""
    found = facts(view(standing_by="another replica has all shards"))
    assert found == {
        "connected": False,
        "standing_by": "another replica has all shards",
        "servers": 3,
        "posting_stopped_for": 0.0,
    }
