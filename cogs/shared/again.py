"""*Try again*: a form that was filled in wrongly opens once more, with what was typed.

Discord opens a form only at a press, so the answer to a wrong one has a button. What was typed stands in the
answer itself, in the order in which the button's custom_id names the fields: nothing is remembered, no words are
read back, and a restart changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import discord

from bot.discord_io.interactions.errors import answer_error, explain
from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.code import code_block, plain_code
from bot.domain.discord.limits import CUSTOM_ID
from bot.domain.errors import PaperboyError
from bot.language.translating import gettext, pgettext
from bot.query import QueryError
from bot.service.preferences.parse import PreferenceError
from bot.service.subscriptions.chosen_sources import SourceChoiceError
from bot.service.subscriptions.pauses import PauseError
from bot.service.subscriptions.rules import DuplicateSubscriptionError, SubscriptionLimitError
from bot.text.safe import clip
from cogs.alerts.targets import UnfitChannelError
from cogs.shared.forms import field_labels, submitted_values

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

AGAIN_PREFIX: Final = "paperboy:again:"
_AGAIN: Final = rf"{AGAIN_PREFIX}(?P<form>paperboy:[^?]+)(?:\?(?P<fields>.*))?"
_LONGEST: Final = 1000  # characters of one field; no query may have more than half of that
_MISTAKES = (
    QueryError,
    PreferenceError,
    PauseError,
    DuplicateSubscriptionError,
    SubscriptionLimitError,
    SourceChoiceError,
    UnfitChannelError,
)


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
        typed = _typed(interaction.message, (match["fields"] or "").split(","))
        for one in self._forms:
            if form := await one.again(interaction, match["form"], typed):
                await interaction.response.send_modal(form)
                return
        raise PaperboyError(gettext("That form cannot be opened again: use the command once more."))


async def answer_form_error(interaction: discord.Interaction, error: Exception) -> None:
    """As `answer_error`; where what was typed is the mistake, with what that was, and the button. Never raises."""
    typed = {name: values[0] for name, values in submitted_values(interaction).items() if values}
    form = cast("Mapping[str, Any]", interaction.data or {}).get("custom_id", "")
    custom_id = f"{AGAIN_PREFIX}{form}?{','.join(typed)}"
    text = explain(error) if isinstance(error, _MISTAKES) else None
    if text is None or len(custom_id) > CUSTOM_ID or not typed:
        await answer_error(interaction, error)
        return
    embed = discord.Embed(title=gettext("You typed"))
    labels = field_labels()
    for name, value in typed.items():
        label = labels.get(name, name.capitalize())
        embed.add_field(name=label, value=code_block(clip(value, _LONGEST)), inline=False)
    button = discord.ui.Button[discord.ui.View](
        label=pgettext("button", "Try again"), style=discord.ButtonStyle.primary, custom_id=custom_id
    )
    view = discord.ui.View(timeout=None).add_item(button)
    view.stop()  # who answers is registered
    await answer_error(interaction, error, embed=embed, view=view)


def _typed(message: discord.Message | None, fields: Sequence[str]) -> dict[str, str]:
    """What a message of ours says that somebody typed, by the custom_id of the field."""
    shown = [field.value or "" for embed in (message.embeds if message else ()) for field in embed.fields]
    return {name: plain_code(value) for name, value in zip(fields, shown, strict=False)}
