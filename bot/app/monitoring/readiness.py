"""Whether the process should count as ready, and which of its checks say no."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app.monitoring.overview import Overview
    from bot.domain.ports import StoreCounts

_PATIENCE = 3.0  # seconds for the store; probes give up after some more


class Check(NamedTuple):
    """One thing that was checked; `said` is a sentence."""

    well: bool
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """All checks by name; `counts` are the store's, None when it did not answer."""

    checks: Mapping[str, Check]
    counts: StoreCounts | None

    @property
    def ready(self) -> bool:
        """Whether all is well."""
        return all(check.well for check in self.checks.values())

    def body(self) -> dict[str, object]:
        """For JSON: `ready`, and each check with `ok` and what it says."""
        checks = {name: {"ok": check.well, "said": check.said} for name, check in self.checks.items()}
        return {"ready": self.ready, "checks": checks}


async def check_readiness(view: Overview) -> Readiness:
    """Ask the store, the gateway and the pollers; never raises.

    A poll that fails is no trouble until it is one for `paperboy status`; nor is one that has yet to come. A
    stream that fails makes nobody unready: other sources go on, and a feed may well be gone for good.
    """
    counts, said = None, "The store answers."
    try:
        async with asyncio.timeout(_PATIENCE):
            counts = await view.store.counts()
    except TimeoutError:
        said = f"The store did not answer within {_PATIENCE:g} s."
    except (PaperboyError, OSError) as error:
        said = str(error)
    online = "Connected to Discord." if view.connected else "Not connected to Discord."
    troubles = [trouble for one in view.sources if one.is_list and (trouble := one.trouble(view.now))]
    times = [
        f"{one.name}: {f'{one.last_good:%Y-%m-%dT%H:%M:%SZ}' if one.last_good else 'not yet'}"
        for one in view.sources
    ]
    polls = f"{', '.join(times)}." if times else "Nothing is polled here."
    checks = {
        "database": Check(counts is not None, said),
        "gateway": Check(view.connected or bool(view.standing_by), view.standing_by or online),
        "last_good_poll": Check(not troubles, troubles[0] if troubles else polls),
    }
    return Readiness(checks=checks, counts=counts)
