"""*Try again*: a form that was filled in wrongly opens once more, with what was typed.

Discord opens a form only at a press, so the answer to a wrong one has a button. What was typed stands in the
answer itself: nothing is remembered, and a restart changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import discord

from bot.discord_io.interactions.errors import answer_error, explain
from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.code import code_block, plain_code
from bot.domain.discord.limits import CUSTOM_ID
from bot.domain.errors import PaperboyError
from bot.query import QueryError
from bot.service.preferences.parse import PreferenceError
from bot.service.subscriptions.chosen_sources import SourceChoiceError
from bot.service.subscriptions.rules import DuplicateSubscriptionError, SubscriptionLimitError
from bot.text.safe import clip
from cogs.alerts.targets import UnfitChannelError
from cogs.shared.forms import submitted_values

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

_PREFIX: Final = "paperboy:again:"
_AGAIN: Final = rf"{_PREFIX}(?P<form>paperboy:.+)"
_TYPED: Final = "You typed"
_LONGEST: Final = 1000  # characters of one field; no query may have more than half of that
_MISTAKES = (
    QueryError,
    PreferenceError,
    DuplicateSubscriptionError,
    SubscriptionLimitError,
    SourceChoiceError,
    UnfitChannelError,
)
_LOST = "That form cannot be opened again: use the command once more."


class Reopening(Protocol):
    """Who asks by forms, and can do so again."""

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form with this custom_id, filled in so; None when it is somebody else's.

        Raises what the first opening raises.
        """
        ...


class AgainHandler:
    """Answers *Try again*. `item_class` is for `Client.add_dynamic_items`."""

    def __init__(self, forms: Sequence[Reopening]) -> None:
        self._forms = forms
        self.item_class = on_press(_AGAIN, self._pressed)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        typed = _typed(interaction.message)
        for one in self._forms:
            if form := await one.again(interaction, match["form"], typed):
                await interaction.response.send_modal(form)
                return
        raise PaperboyError(_LOST)


async def answer_form_error(interaction: discord.Interaction, error: Exception) -> None:
    """As `answer_error`; where what was typed is the mistake, with what that was, and the button. Never raises."""
    custom_id = f"{_PREFIX}{cast('Mapping[str, Any]', interaction.data or {}).get('custom_id', '')}"
    typed = {name: values[0] for name, values in submitted_values(interaction).items() if values}
    text = explain(error) if isinstance(error, _MISTAKES) else None
    if text is None or len(custom_id) > CUSTOM_ID or not typed:
        await answer_error(interaction, error)
        return
    embed = discord.Embed(title=_TYPED)
    for name, value in typed.items():
        embed.add_field(name=name.capitalize(), value=code_block(clip(value, _LONGEST)), inline=False)
    button = discord.ui.Button[discord.ui.View](
        label="Try again", style=discord.ButtonStyle.primary, custom_id=custom_id
    )
    view = discord.ui.View(timeout=None).add_item(button)
    view.stop()  # who answers is registered
    await answer_error(interaction, error, embed=embed, view=view)


def _typed(message: discord.Message | None) -> dict[str, str]:
    """What a message of ours says that somebody typed, by the custom_id of the field."""
    embeds = [embed for embed in message.embeds if embed.title == _TYPED] if message else []
    return {
        (field.name or "").lower(): plain_code(field.value or "") for embed in embeds for field in embed.fields
    }
