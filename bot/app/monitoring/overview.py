"""The state of the running parts, from which status, metrics and readiness are made."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.ports import PastState, Store, StoreCounts
    from bot.service.poll.source_health import SourceState
    from bot.sources.summaries.writer import SummaryWriter


_STORE_TIMEOUT = 3.0  # seconds for the store; probes wait a little longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The state of an Application, or of all that this process runs, at one moment.

    `sources` are those polled here, not another replica's; `added_sources` counts those that people added, by
    kind and state. `connected`: Discord's gateway is connected. `standing_by`: why this process is rightly not
    connected. `latency`: seconds of the gateway's last heartbeat, NaN before the first. `resumes_in`: seconds
    until posting resumes after too many refused requests, 0 while it is not stopped.
    """

    store: Store
    now: datetime
    sources: Sequence[SourceState]
    added_sources: Mapping[str, Mapping[str, int]]
    connected: bool
    latency: float
    servers: int
    resumes_in: float
    standing_by: str | None = None


def process_facts(view: Overview) -> dict[str, object]:
    """Return the facts for `paperboy status` beside the store's counts; no `sources` where nothing is polled."""
    return _without_none(
        connected=view.connected,
        standing_by=view.standing_by,
        servers=view.servers,
        sources=[_source(state, view.now) for state in view.sources] or None,
        added_sources=view.added_sources or None,
        posting_stopped_for=view.resumes_in,
    )


def past_facts(state: PastState, days: int) -> dict[str, object]:
    """Return the facts for `paperboy status` about past papers, which are stored for `days`."""
    found = _without_none(
        ready=state.ready,
        indexed=state.papers,
        kept_days=days,
        bytes_on_disk=state.size,
        prepared=None if state.ready else f"{state.share:.0%}",
        trouble=state.trouble and f"Past papers cannot be searched. {state.trouble}",
    )
    return {"past_papers": found}


def summary_facts(writer: SummaryWriter, per_day: int) -> dict[str, object]:
    """Return the facts for `paperboy status` about summaries: requests and tokens of today (UTC), and troubles.

    `per_day` is the limit of requests. `asking` counts those under way; `left_alone_for` are the seconds until the
    next one, after failures.
    """
    found = _without_none(
        model=writer.model,
        **asdict(writer.spending.today),
        per_day=per_day,
        asking=len(writer.open_requests),
        trouble=writer.trouble and f"The model does not answer: {writer.trouble}",
        left_alone_for=round(writer.breaker.pause_left) or None,
    )
    return {"summaries": found}


def _source(state: SourceState, now: datetime) -> dict[str, object]:
    """Return the state of one source. A `warning` is for people; `trouble` makes the process not ready."""
    trouble = state.trouble(now)
    warning = state.recent_gap(now) if state.is_list else trouble or state.recent_gap(now)
    return {
        "name": state.name,
        "last_good": state.last_good.isoformat() if state.last_good else None,
        "learning": state.learning,
        "skipped": state.skipped,
        "trouble": trouble if state.is_list else None,
        **_without_none(warning=warning),
    }


def _without_none(**facts: object) -> dict[str, object]:
    """Return the facts without those that are None."""
    return {name: fact for name, fact in facts.items() if fact is not None}


class Check(NamedTuple):
    """The result of one check, with a sentence."""

    ok: bool
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """All checks by name; `counts` are the store's, None when it did not answer."""

    checks: Mapping[str, Check]
    counts: StoreCounts | None

    @property
    def ready(self) -> bool:
        """True if all checks are ok."""
        return all(check.ok for check in self.checks.values())

    def body(self) -> dict[str, object]:
        """Return the JSON: `ready`, and each check with `ok` and its sentence."""
        checks = {name: {"ok": check.ok, "said": check.sentence} for name, check in self.checks.items()}
        return {"ready": self.ready, "checks": checks}


async def check_readiness(view: Overview) -> Readiness:
    """Check the store, the connection to Discord, and the polls of lists. Raises nothing for a store that fails.

    A list is a problem only once `paperboy status` shows its `trouble`. A failing stream does not make the process
    unready: other sources still work, and a feed may be gone for good.
    """
    counts, sentence = None, "The store answers."
    try:
        async with asyncio.timeout(_STORE_TIMEOUT):
            counts = await view.store.counts()
    except TimeoutError:
        sentence = f"The store did not answer within {_STORE_TIMEOUT:g} s."
    except (PaperboyError, OSError) as error:
        sentence = str(error)
    online = "Connected to Discord." if view.connected else "Not connected to Discord."
    troubles = [trouble for one in view.sources if one.is_list and (trouble := one.trouble(view.now))]
    times = [
        f"{one.name}: {f'{one.last_good:%Y-%m-%dT%H:%M:%SZ}' if one.last_good else 'not yet'}"
        for one in view.sources
    ]
    polls = f"{', '.join(times)}." if times else "Nothing is polled here."
    checks = {
        "database": Check(counts is not None, sentence),
        "gateway": Check(view.connected or bool(view.standing_by), view.standing_by or online),
        "last_good_poll": Check(not troubles, troubles[0] if troubles else polls),
    }
    return Readiness(checks=checks, counts=counts)
