"""The form behind *Pause*: until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.language.translating import gettext, pgettext
from cogs.shared.forms import asked, titled

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription

FORM_PREFIX: Final = "paperboy:pause-form:"
UNTIL: Final = "until"
_LONGEST: Final = 40  # characters


def pause_form(subscription: Subscription, typed: str = "") -> discord.ui.Modal:
    """Asks for an end as `/alerts pause` does; empty for none."""
    form = titled(pgettext("form", "Pause the subscription"), f"{FORM_PREFIX}{subscription.id}")
    text = discord.ui.TextInput[discord.ui.Modal](
        custom_id=UNTIL, default=typed or None, required=False, max_length=_LONGEST
    )
    # NOTE: below a field: 75 characters at most; tomorrow, 12h, 3 days and 2 weeks are typed as they are here
    hint = gettext("tomorrow, 12h, 3 days, 2 weeks or a date. Empty: until resumed.")
    return form.add_item(asked(text, hint))
