"""Buttons that lists, cards and replies may carry, each whole by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.render.custom_ids import paper_custom_id, paper_key
from bot.language.translating import pgettext
from cogs.shared.guards import owner_of
from cogs.shared.layouts import button

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription
    from cogs.shared.layouts import Item

SHARE: Final = "paperboy:share"
SUBSCRIBE: Final = "paperboy:subscribe"
TREND: Final = "paperboy:trend"
TEST_PATTERN: Final = r"paperboy:test:(?P<subscription>[a-z0-9]{1,16})"
NEWEST_PATTERN: Final = r"paperboy:newest:(?P<subscription>[a-z0-9]{1,16}):(?P<key>.+)"


def subscribe_button(*, is_main: bool = True) -> Item:
    """Makes a draft of the query that stands in a code block of the message, for who may subscribe."""
    style = discord.ButtonStyle.primary if is_main else discord.ButtonStyle.secondary
    return button(pgettext("button", "Subscribe to this"), SUBSCRIBE, style)


def more_button(paper_id: str) -> Item:
    """Makes a draft of what that paper is about, for who may subscribe."""
    return button(pgettext("button", "Subscribe to more like this"), paper_custom_id("more", paper_id))


def trend_button() -> Item:
    """Draws how often the query matched that stands in a code block of the message, for whoever presses."""
    # NOTE: shows a chart of how many papers matched, week by week
    return button(pgettext("button", "Trend"), TREND)


def newest_button(subscription: Subscription, paper_id: str) -> Item:
    """Posts that paper, the newest that a new subscription matches, where the subscription posts."""
    label = pgettext("button", "Post the newest now")
    return button(label, f"paperboy:newest:{subscription.id}:{paper_key(paper_id)}")


def test_button(subscription: Subscription) -> Item:
    """Posts what `/alerts test` posts."""
    return button(pgettext("button", "Post a test"), f"paperboy:test:{subscription.id}")


def share_buttons(interaction: discord.Interaction) -> list[Item]:
    """Shows a private answer to the channel; none where nobody else reads, or the bot may not post."""
    is_alone = owner_of(interaction).guild_id is None
    return [] if is_alone else [button(pgettext("button", "Share here"), SHARE)]
