"""Events of time while the bot runs."""

from dataclasses import dataclass
from enum import StrEnum

HOUR, DAY = 3_600.0, 86_400.0  # seconds


class Passing(StrEnum):
    """How `Interlude.seconds` go by.

    `LIVED`: in small steps, so that in a second of the machine's the bot lives through minutes. `STOPPED`: SIGSTOP
    and SIGCONT, and its clocks went on. `ASLEEP`: the same, but its monotonic clock stood still, as in a machine
    that was suspended. `FROZEN`: none of its clocks went on, as in a virtual machine that was paused. `SET`: no
    time at all goes by, its wall clock is set.
    """

    LIVED = "lived"
    STOPPED = "stopped"
    ASLEEP = "asleep"
    FROZEN = "frozen"
    SET = "set"


@dataclass(frozen=True, kw_only=True)
class Interlude:
    """So many `seconds` of the episode's go by in the middle of a life, then `then` more are lived through."""

    passing: Passing
    seconds: float
    then: float = 0.0
