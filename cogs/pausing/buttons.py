"""*Resume*, wherever something is said to be paused, and the form behind *Pause*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.discord_io.render.custom_ids import resume_all_custom_id
from bot.domain.discord.limits import BUTTON_TEXT
from bot.language.translating import gettext, pgettext
from bot.text.safe import clip
from cogs.shared.forms import text_field, titled
from cogs.shared.layouts import button

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription
    from cogs.shared.layouts import Item

RESUME_PATTERN: Final = r"paperboy:resume:(?P<subscription>[a-z0-9]{1,16})"
FORM_PREFIX: Final = "paperboy:pause-form:"
ALL: Final = "all-"  # begins the key of a channel; no id of a subscription has a dash
UNTIL: Final = "until"
_LONGEST: Final = 40  # characters


def resume_button(subscription: Subscription, *, named: bool = False) -> Item:
    """Lets a subscription go on; with its name where several are told of."""
    label = pgettext("button", "Resume")
    if named:
        label = clip(pgettext("button", "Resume {subscription}", subscription=subscription.name), BUTTON_TEXT)
    return button(label, f"paperboy:resume:{subscription.id}")


def resume_all_button(destination_id: int) -> Item:
    """Lets all that is paused in a channel go on."""
    return button(pgettext("button", "Resume all"), resume_all_custom_id(destination_id))


def cost_of_pausing() -> str:
    """Return the sentence to read before a pause."""
    return gettext("Papers that match during a pause are not posted, not even later.")


def pause_form(key: str, typed: str = "") -> discord.ui.Modal:
    """Asks for an end as `/alerts pause` does; empty for none. The key is a subscription's id, or a channel's."""
    one, every = pgettext("form", "Pause the subscription"), pgettext("form", "Pause the whole channel")
    # NOTE: below a field: 75 characters at most; tomorrow, Monday, 12h and 3 days are typed as they are here
    hint = gettext("tomorrow, Monday, 12h, 3 days or a date. Empty: until resumed.")
    field = text_field(UNTIL, pgettext("form", "Until"), typed[:_LONGEST], hint, most=_LONGEST)
    title, cost = (
        every if key.startswith(ALL) else one,
        discord.ui.TextDisplay[Any](cost_of_pausing()),
    )
    return titled(title, f"{FORM_PREFIX}{key}", cost, field)
