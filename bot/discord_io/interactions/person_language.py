"""Answer each person in the language of their own Discord, whatever the channel's language is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from bot.language.current import using_language
from bot.language.languages import language_for_locale

if TYPE_CHECKING:
    import discord

_EVENT_NAME = "INTERACTION_CREATE"


def answer_in_person_language(client: discord.Client) -> None:
    """Set the person's language for every answer to an interaction. Call it before the client connects.

    discord.py starts all tasks that answer an interaction (commands, autocompletion, components, forms, listeners)
    while it parses the event. A task inherits the language, a context variable, from the code that starts it. So
    it is enough to set it around the parser; tasks started by those tasks inherit it as well.
    """
    parsers = client._connection.parsers  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - discord.py has no other way
    parse = parsers[_EVENT_NAME]

    def read(data: Any) -> None:  # noqa: ANN401 - whatever JSON came
        # anything but a dict is an error that discord.py reports
        locale = cast("dict[str, object]", data).get("locale") if isinstance(data, dict) else None
        with using_language(language_for_locale(locale if isinstance(locale, str) else None)):
            parse(data)

    parsers[_EVENT_NAME] = read
