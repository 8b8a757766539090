"""*Resume*, wherever something is said to be paused: its custom_id says what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.discord_io.render.custom_ids import resume_all_custom_id
from bot.domain.discord.limits import BUTTON_TEXT
from bot.language.translating import pgettext
from bot.text.safe import clip

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription

RESUME_PATTERN: Final = r"paperboy:resume:(?P<subscription>[a-z0-9]{1,16})"


def resume_button(
    subscription: Subscription, *, named: bool = False, custom_id: str = ""
) -> discord.ui.Button[Any]:
    """Lets a subscription go on; with its name where several are told of.

    The `custom_id` is for a message that is to be drawn again, by whoever answers that.
    """
    label = pgettext("button", "Resume")
    if named:
        label = clip(pgettext("button", "Resume {subscription}", subscription=subscription.name), BUTTON_TEXT)
    return discord.ui.Button(label=label, custom_id=custom_id or f"paperboy:resume:{subscription.id}")


def resume_all_button(destination_id: int) -> discord.ui.Button[Any]:
    """Lets all that is paused in a channel go on."""
    return discord.ui.Button(
        label=pgettext("button", "Resume all"), custom_id=resume_all_custom_id(destination_id)
    )


def buttons(*items: discord.ui.Button[Any]) -> discord.ui.View:
    """Under a text. Who answers them is registered, so that discord.py does not keep the view."""
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    view.stop()
    return view
