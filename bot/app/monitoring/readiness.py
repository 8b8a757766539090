"""Whether the process should count as ready, and which of its checks say no."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.errors import PaperboyError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.app.monitoring.overview import Overview
    from bot.domain.ports import Store, StoreCounts

_PATIENCE = 3.0  # seconds for the store; probes give up after some more


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
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
    """Ask the store, the gateway and the pollers; never raises."""
    database, counts = await _database(view.store)
    checks = {"database": database, "gateway": _gateway(view), "last_good_poll": _polls(view)}
    return Readiness(checks=checks, counts=counts)


async def _database(store: Store) -> tuple[Check, StoreCounts | None]:
    try:
        async with asyncio.timeout(_PATIENCE):
            counts = await store.counts()
    except TimeoutError:
        return Check(well=False, said=f"The store did not answer within {_PATIENCE:g} s."), None
    except (PaperboyError, OSError) as error:
        return Check(well=False, said=str(error)), None
    return Check(well=True, said="The store answers."), counts


def _gateway(view: Overview) -> Check:
    said = view.standing_by or ("Connected to Discord." if view.connected else "Not connected to Discord.")
    return Check(well=view.connected or bool(view.standing_by), said=said)


def _polls(view: Overview) -> Check:
    """A poll that fails is no trouble until it is one for `paperboy status`; nor is one that has yet to come.

    A stream that fails makes nobody unready: other sources go on, and a feed may well be gone for good.
    """
    for state in view.sources:
        if state.is_list and (trouble := state.trouble(view.now)):
            return Check(well=False, said=trouble)
    times = [
        f"{state.name}: {f'{state.last_good:%Y-%m-%dT%H:%M:%SZ}' if state.last_good else 'not yet'}"
        for state in view.sources
    ]
    return Check(well=True, said=f"{', '.join(times)}." if times else "Nothing is polled here.")
