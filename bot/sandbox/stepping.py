"""Doing one of SimCord's operations in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simcord import SetupError

if TYPE_CHECKING:
    from collections.abc import Coroutine


def at_once(step: Coroutine[object, None, object]) -> bool:
    """Do one of SimCord's operations without giving the event loop a turn; False when that is impossible now.

    SimCord refuses a press that arrives during another operation, and its page never recovers from that
    refusal. Done in one go, an operation leaves no moment in which a press could arrive. It may yield
    (`asyncio.sleep(0)`) but not wait: when it wants to wait for the bot it is given up, and tried again later.
    """
    try:
        while step.send(None) is None:
            pass
    except StopIteration:
        return True
    except SetupError:  # a person's action is at work
        return False
    finally:
        step.close()
    return False
