"""Buttons and menus that still work after a restart: their custom_id says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import discord

from bot.discord_io.interactions.errors import answer_error
from bot.discord_io.interactions.running_commands import limit_running

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

PressHandler: TypeAlias = Callable[[discord.Interaction, "re.Match[str]"], Awaitable[None]]
AccessCheck: TypeAlias = Callable[[discord.Interaction], Awaitable[object]]
ItemClass: TypeAlias = "type[discord.ui.DynamicItem[Any]]"


PRESS_EVENT = "press_completion"  # dispatched after a press, like discord.py's `app_command_completion`


async def anybody(_interaction: discord.Interaction) -> None:
    """The check of buttons that everyone is allowed to press."""


def on_press(template: str, press: PressHandler, check: AccessCheck) -> ItemClass:
    """Return a class for `Client.add_dynamic_items`: `press` answers every component whose custom_id matches.

    Before that it calls `check`, which raises DeniedError for people who are not allowed to press it. discord.py
    makes an instance of the class for each press. Errors are answered like those of commands.
    """

    class Pressed(discord.ui.DynamicItem[Any], template=template):
        match: re.Match[str] | None = None
        access_check = staticmethod(check)  # for tests, which compare every button with its rights

        @classmethod
        async def from_custom_id(
            cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> Pressed:
            pressed = cls(item)
            pressed.match = match
            return pressed

        async def callback(self, interaction: discord.Interaction) -> None:
            if self.match is None:  # pragma: no cover - discord.py calls only instances made by from_custom_id
                return
            try:
                limit_running(interaction)
                await check(interaction)
                await press(interaction, self.match)
            except Exception as error:  # noqa: BLE001 - discord.py would only log it, without an answer
                await answer_error(interaction, error)
            else:
                interaction.client.dispatch(PRESS_EVENT, interaction)

    return Pressed


def selected_value(interaction: discord.Interaction) -> str:
    """Return the first value chosen in a menu; "" for a button."""
    return next(iter(selected_values(interaction)), "")


def selected_values(interaction: discord.Interaction) -> list[str]:
    """Return the values chosen in a menu."""
    values: object = cast("Mapping[str, object]", interaction.data or {}).get("values")
    return [str(value) for value in cast("list[object]", values)] if isinstance(values, list) else []
