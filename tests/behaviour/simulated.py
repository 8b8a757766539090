"""Longer waiting for the simulated Discord on a busy machine."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from simcord import Env

_TIMES: Final = 24


def patient(env: Env) -> Env:
    """Wait up to two minutes for the bot to be idle, instead of simcord's five seconds.

    A longer `settle_timeout` would not do: a task that sleeps for less than it does not count as idle, so each
    press would wait for our own time-outs.
    """
    once = env._settle_internal

    async def settle(**given: Any) -> None:
        for _ in range(_TIMES):
            with suppress(TimeoutError):
                return await once(**given)
        return await once(**given)

    env._settle_internal = settle  # type: ignore[method-assign] - simcord has no way to say so
    return env
