"""*Try again*: after a mistake in a form, or in a command that has one, the form opens with what was typed.

Discord opens a form only at a press, so the answer to a mistake has a button. What was typed stands in the
answer itself, in the order in which the button's custom_id names the fields; what was chosen, or left empty, is in
that custom_id, for it is shown in words or not at all. Nothing is remembered, no words are read back, and a
restart changes nothing.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import discord

from bot.discord_io.interactions.errors import answer_error, explain
from bot.discord_io.interactions.presses import anybody, on_press
from bot.discord_io.render.code import code_block, plain_code
from bot.domain.discord.limits import BUTTON_TEXT, CUSTOM_ID, FIELD_VALUE
from bot.domain.errors import PaperboyError
from bot.language.translating import gettext, pgettext
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.rules import DuplicateSubscriptionError
from bot.text.safe import clip, safe
from cogs.shared.forms import chosen_label, field_labels, form_id, submitted_values
from cogs.shared.guards import require_manager
from cogs.shared.mistakes import MISTAKES

if TYPE_CHECKING:
    import re
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence

    Beside = Callable[[Exception], Sequence[discord.ui.Button[Any]]]

    from bot.domain.subscription import Subscription

PAPERS: Final = "papers-"  # what the forms of `/papers` have in front of their names
AGAIN_PREFIX: Final = "paperboy:again:"
_CHANNEL: Final = "channel"


def is_form(interaction: discord.Interaction) -> bool:
    """Whether a form was submitted that is none of `/papers`: those are for who may manage alerts."""
    form = form_id(interaction, "paperboy:")
    return form is not None and not form.startswith(PAPERS)


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
    """Answers *Try again* of these forms, `of_papers` or of all others. `item_class` is for the client."""

    def __init__(self, forms: Sequence[Reopening], *, of_papers: bool = False) -> None:
        self._forms = forms
        gate = anybody if of_papers else require_manager
        ours = PAPERS if of_papers else f"(?!{PAPERS})"
        self.item_class = on_press(
            rf"{AGAIN_PREFIX}(?P<form>paperboy:{ours}[^?]+)(?:\?(?P<fields>.*))?", self._pressed, gate
        )

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        typed = _typed(interaction.message, (match["fields"] or "").split(","))
        for one in self._forms:
            if form := await one.again(interaction, match["form"], typed):
                await interaction.response.send_modal(form)
                return
        raise PaperboyError(gettext("That form cannot be opened again: use the command once more."))


def _nothing(error: Exception) -> Sequence[discord.ui.Button[Any]]:
    del error
    return ()


@asynccontextmanager
async def again_offered(
    interaction: discord.Interaction, form: str, typed: Mapping[str, str], beside: Beside = _nothing
) -> AsyncGenerator[None]:
    """For a command that was deferred: a mistake in what was `typed` is answered with the way to this form.

    `beside` gives the buttons to what may have been meant, which come first.
    """
    try:
        yield
    except MISTAKES as error:
        await _answer_mistake(interaction, error, form, typed, beside)


async def answer_form_error(interaction: discord.Interaction, error: Exception, beside: Beside = _nothing) -> None:
    """As `answer_error`; where what was typed is the mistake, with what that was, and the button. Never raises."""
    typed = {name: values[0] for name, values in submitted_values(interaction).items() if values}
    form = cast("Mapping[str, Any]", interaction.data or {}).get("custom_id", "")
    await _answer_mistake(interaction, error, form, typed, beside)


async def _answer_mistake(
    interaction: discord.Interaction, error: Exception, form: str, typed: Mapping[str, str], beside: Beside
) -> None:
    custom_id = f"{AGAIN_PREFIX}{form}?{','.join(_field(name, value) for name, value in typed.items())}"
    text = explain(error) if isinstance(error, MISTAKES) else None
    if text is None or len(custom_id) > CUSTOM_ID or not typed:
        await answer_error(interaction, error)
        return
    embed = discord.Embed(title=gettext("You typed"))
    labels = field_labels()
    for name, value in typed.items():
        if value:
            shown = _chosen(interaction.guild, name, value) or code_block(value, FIELD_VALUE)
            embed.add_field(name=labels.get(name, name.capitalize()), value=shown, inline=False)
    button = discord.ui.Button[discord.ui.View](
        label=pgettext("button", "Try again"), style=discord.ButtonStyle.primary, custom_id=custom_id
    )
    view = discord.ui.View(timeout=None)
    for one in (*beside(error), button):
        view.add_item(one)
    if isinstance(error, DuplicateSubscriptionError):
        view.add_item(_edit_button(error.there))
    view.stop()  # who answers is registered
    more = {"embed": embed} if embed.fields else {}
    await answer_error(interaction, error, view=view, **more)


def _edit_button(there: Subscription) -> discord.ui.Button[discord.ui.View]:
    """Opens the form of the one that is there already, as the list does."""
    label = clip(pgettext("button", "Edit {subscription}", subscription=there.name), BUTTON_TEXT)
    return discord.ui.Button(label=label, custom_id=f"paperboy:manage:edit:{there.id}")


def _field(name: str, value: str) -> str:
    """A field in the custom_id: its name, and its value where no text of the answer holds it."""
    return name if value and not _is_chosen(name, value) else f"{name}={value}"


def _is_chosen(name: str, value: str) -> bool:
    return (name == _CHANNEL and is_id(value)) or chosen_label(name, value) is not None


def _chosen(guild: discord.Guild | None, name: str, value: str) -> str | None:
    """What was chosen, as the form shows it; None for what was typed.

    A channel by its name, as not every client names one within an embed.
    """
    if name != _CHANNEL or not is_id(value):
        return chosen_label(name, value)
    channel = guild.get_channel_or_thread(int(value)) if guild else None
    return f"#{safe(channel.name, FIELD_VALUE)}" if channel else f"<#{value}>"


def _typed(message: discord.Message | None, fields: Sequence[str]) -> dict[str, str]:
    """What somebody typed and chose, by the custom_id of the field, of a message of ours and its button's."""
    shown = iter([field.value or "" for embed in (message.embeds if message else ()) for field in embed.fields])
    typed: dict[str, str] = {}
    for field in fields:
        name, is_held, value = field.partition("=")
        text = "" if is_held and not value else next(shown, None)
        if is_held:
            typed[name] = value
        elif text is not None:
            typed[name] = plain_code(text)
    return typed
