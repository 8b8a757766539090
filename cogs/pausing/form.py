"""The form behind *Pause*: until when, and what a pause costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.language.translating import gettext, pgettext
from bot.service.preferences.parse import is_id
from cogs.pausing.words import cost_of_pausing
from cogs.shared.forms import asked, titled

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription

FORM_PREFIX: Final = "paperboy:pause-form:"
ALL: Final = "all-"  # begins the key of a channel; no id of a subscription has a dash
UNTIL: Final = "until"
_LONGEST: Final = 40  # characters


def pause_form(subscription: Subscription, typed: str = "") -> discord.ui.Modal:
    """Asks for an end as `/alerts pause` does; empty for none."""
    return _asking(pgettext("form", "Pause the subscription"), subscription.id, typed)


def pause_all_form(destination_id: int, typed: str = "") -> discord.ui.Modal:
    """The same for all of a channel."""
    return _asking(pgettext("form", "Pause the whole channel"), f"{ALL}{destination_id}", typed)


def paused_by(key: str) -> int | None:
    """The channel that a form with this key is about; None for a subscription, 0 for what somebody forged."""
    if not key.startswith(ALL):
        return None
    destination_id = key.removeprefix(ALL)
    return int(destination_id) if is_id(destination_id) else 0


def _asking(title: str, key: str, typed: str) -> discord.ui.Modal:
    form = titled(title, f"{FORM_PREFIX}{key}")
    form.add_item(discord.ui.TextDisplay(cost_of_pausing()))
    text = discord.ui.TextInput[discord.ui.Modal](
        custom_id=UNTIL, default=typed[:_LONGEST] or None, required=False, max_length=_LONGEST
    )
    # NOTE: below a field: 75 characters at most; tomorrow, Monday, 12h and 3 days are typed as they are here
    hint = gettext("tomorrow, Monday, 12h, 3 days or a date. Empty: until resumed.")
    return form.add_item(asked(text, hint))
