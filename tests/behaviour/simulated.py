"""Patience with the simulated Discord on a machine that is busy with much else."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simcord import Env

_TIMES: Final = 24


def patient(env: Env) -> Env:
    """Wait again where the bot does not come to rest within simcord's five seconds, two minutes in all.

    A longer `settle_timeout` would not do: whoever sleeps for less than that does not count as at rest, so that
    each press would wait for our own time-outs.
    """
    once = env._settle_internal

    async def settle(**given: Any) -> None:
        for _ in range(_TIMES):
            with suppress(TimeoutError):
                return await once(**given)
        return await once(**given)

    env._settle_internal = settle  # type: ignore[method-assign] - simcord has no way to say so
    return env
