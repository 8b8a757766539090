"""What `paperboy status` shows of a running bot."""

from __future__ import annotations

from typing import Any

from bot.app.monitoring.overview import Overview, facts
from bot.service.poll.source_health import SourceState
from tests.support.fakes import START


def test_who_polls_shows_its_sources() -> None:
    """What a source last did, and that it is learning; one that has done nothing yet is shown, too."""
    state = SourceState(name="huggingface", started=START, learning=True)
    state.succeeded(START, new=True, skipped=2)
    sources = (state, SourceState(name="fresh", started=START))
    store: Any = None
    view = Overview(
        store=store, now=START, sources=sources, connected=True, latency=0.1, servers=3, stopped_for=0.0
    )
    shown: Any = facts(view)["sources"]
    assert shown[0] == {
        "name": "huggingface",
        "last_good": START.isoformat(),
        "learning": True,
        "skipped": 2,
        "trouble": None,
    }
    assert shown[1]["last_good"] is None
