"""The *Resume* buttons of replies about a pause, and sentences on papers missed or held by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.custom_ids import resume_all_custom_id
from bot.domain.discord.limits import BUTTON_TEXT
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.safe import clip
from cogs.shared.layouts import Item, button

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription

RESUME_PATTERN = r"paperboy:resume:(?P<subscription>[a-z0-9]{1,16})"
FORM_PREFIX = "paperboy:pause-form:"


def resume_button(subscription: Subscription, *, with_name: bool = False) -> Item:
    """Return a button that resumes a subscription; `with_name` for replies about several."""
    label = pgettext("button", "Resume")
    if with_name:
        label = clip(pgettext("button", "Resume {subscription}", subscription=subscription.name), BUTTON_TEXT)
    return button(label, f"paperboy:resume:{subscription.id}")


def resume_all_button(destination_id: int) -> Item:
    """Return a button that resumes all paused subscriptions of a channel."""
    return button(pgettext("button", "Resume all"), resume_all_custom_id(destination_id))


def missed_sentence() -> str:
    """Return the sentence about papers that are missed during a pause."""
    return gettext("Papers that match during a pause are skipped.")


def held_sentence(pending: int) -> str:
    """Return the sentence about papers that matched before the pause; "" if none is pending."""
    held = ngettext(
        "{number} earlier match is held until the pause ends.",
        "{number} earlier matches are held until the pause ends.",
        pending,
    )
    return held if pending else ""
