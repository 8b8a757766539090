"""The demo's own voice: a welcome, and a hint for who sends a command as a plain message, which nobody answers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from simcord import SetupError

from bot.language.current import speaking
from bot.language.translating import gettext, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from bot.sandbox.world import World

# NOTE: said by the demo, in its local page
ADVICE = gettext_noop(
    "That was sent as a plain message, which Paperboy does not read. As in Discord, choose the command first: "
    "type `/alerts subscribe`, press **Enter**, type `diffusion`, press **Enter** again."
)


_QUIET = timedelta(seconds=2)  # after the newest of the first alerts
_PATIENCE = timedelta(seconds=10)


class Voices:
    """All who speak for the demo in its channel."""

    def __init__(self, *voices: Greeter | Helper) -> None:
        self._voices = voices

    def answer(self) -> bool:
        """Let each say what it has to; whether there is something new on the page."""
        said = [voice.answer() for voice in self._voices]
        return any(said)


class Greeter:
    """Welcomes the person once, below the first alerts: a page begins with what is newest."""

    def __init__(self, world: World, text: str, now: Callable[[], datetime]) -> None:
        self._world = world
        self._text = text
        self._now = now
        self._newest: int | None = None
        self._since = self._began = now()
        self._done = False

    def answer(self) -> bool:
        """Do so when the first alerts have come, or after ten seconds without any."""
        if self._done:
            return False
        newest, now = self._world.channel.last_message, self._now()
        if newest is not None and newest.id != self._newest:
            self._newest, self._since = newest.id, now
        came = newest is not None and now - self._since >= _QUIET
        if came or now - self._began >= _PATIENCE:
            self._done = at_once(self._world.host.send(self._world.channel, self._text))
        return self._done


class Helper:
    """Answers the person's newest message when it was meant to be a command, and says how to type one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._answered: int | None = None

    def answer(self) -> bool:
        """Answer a message that begins with a slash, once; whether there is something new on the page."""
        newest = self._world.channel.last_message
        if newest is None or newest.id == self._answered:
            return False
        if newest.author.id != self._world.person.id or not newest.content.startswith("/"):
            return False
        self._answered = newest.id
        with speaking(self._world.language):
            advice = gettext(ADVICE)
        at_once(self._world.host.send(self._world.channel, advice))
        hint = self._world.channel.last_message
        return hint is not None and hint.id != newest.id


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
