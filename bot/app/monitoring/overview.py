"""How the running parts are: what status, readiness and metrics are made from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.ports import PastState, Store
    from bot.service.poll.source_health import SourceState
    from bot.sources.summaries.writer import SummaryWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """An Application at one moment, or all those that this process runs.

    `sources` are those that are polled here: another replica's are not seen. `connected` says whether Discord's
    gateway is there, and `standing_by` why there is nothing to be connected to, when that is as it should be.
    `latency` is how many seconds the gateway's last heartbeat took, not a number before the first one. Posting
    goes on in `stopped_for` seconds after too many refused requests.
    """

    store: Store
    now: datetime
    sources: Sequence[SourceState]
    connected: bool
    latency: float
    servers: int
    stopped_for: float
    standing_by: str | None = None


def facts(view: Overview) -> dict[str, object]:
    """What `paperboy status` shows beside the store's counts; no `sources` where nothing is polled."""
    return _known(
        connected=view.connected,
        standing_by=view.standing_by,
        servers=view.servers,
        sources=[_source(state, view.now) for state in view.sources] or None,
        posting_stopped_for=view.stopped_for,
    )


def past_facts(state: PastState, days: int) -> dict[str, object]:
    """What `paperboy status` shows of past papers, which are stored for so many days."""
    found = _known(
        ready=state.ready,
        indexed=state.papers,
        kept_days=days,
        bytes_on_disk=state.size,
        prepared=None if state.ready else f"{state.share:.0%}",
        trouble=state.trouble and f"They cannot be searched: {state.trouble}",
    )
    return {"past_papers": found}


def summary_facts(writer: SummaryWriter, per_day: int) -> dict[str, object]:
    """What `paperboy status` shows of summaries: what this day (UTC) has cost, and whether the server is well."""
    found = _known(
        model=writer.model,
        **asdict(writer.spending.today),
        per_day=per_day,
        asking=len(writer.asking),
        trouble=writer.trouble and f"The model does not answer: {writer.trouble}",
        left_alone_for=round(writer.breaker.resting_for) or None,
    )
    return {"summaries": found}


def _source(state: SourceState, now: datetime) -> dict[str, object]:
    """How one source is. A `warning` is for people to know, while `trouble` makes the process unwell."""
    trouble = state.trouble(now)
    warning = state.lost(now) if state.is_list else trouble or state.lost(now)
    return {
        "name": state.name,
        "last_good": state.last_good.isoformat() if state.last_good else None,
        "learning": state.learning,
        "skipped": state.skipped,
        "trouble": trouble if state.is_list else None,
        **_known(warning=warning),
    }


def _known(**facts: object) -> dict[str, object]:
    """Those of the facts that are there."""
    return {name: fact for name, fact in facts.items() if fact is not None}
