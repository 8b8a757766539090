"""Everybody is answered in the language that their Discord is set to, whatever others in the channel read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from bot.language.current import speaking
from bot.language.languages import spoken_in

if TYPE_CHECKING:
    import discord

_EVENT = "INTERACTION_CREATE"


def answer_in_their_language(client: discord.Client) -> None:
    """Speak the language of who acts in all that answers them; before the client connects.

    discord.py starts every task that answers an interaction while it reads its event: those of commands, of what
    is typed, of components and forms, and of listeners. A task begins with the language of its maker, so it is
    enough to speak it there; what they begin in turn, such as the end of a view's time, has it as well.
    """
    parsers = client._connection.parsers  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - discord.py has no other way
    parse = parsers[_EVENT]

    def read(data: Any) -> None:  # noqa: ANN401 - whatever JSON came
        # discord.py tells when something else came
        locale = cast("dict[str, object]", data).get("locale") if isinstance(data, dict) else None
        with speaking(spoken_in(locale if isinstance(locale, str) else None)):
            parse(data)

    parsers[_EVENT] = read
