"""Buttons for lists, cards and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.buttons import paper_options
from bot.discord_io.render.custom_ids import paper_custom_id, paper_key
from bot.language.translating import gettext, pgettext
from cogs.shared.guards import owner_of
from cogs.shared.layouts import button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Paper
    from bot.domain.subscription import Subscription
    from cogs.shared.layouts import Item

# The custom_ids of buttons, and patterns of those with values
SAVED_FEED = "paperboy:saved-feed:show"
SHARE = "paperboy:share"
SUBSCRIBE = "paperboy:subscribe"
CHART = "paperboy:trend"
SAVE_LISTED = "paperboy:save-listed"
PICKS_LIKE_SAVED = "paperboy:saved-picks"
TEST_PATTERN = r"paperboy:test:(?P<subscription>[a-z0-9]{1,16})"
NEWEST_PATTERN = r"paperboy:newest:(?P<subscription>[a-z0-9]{1,16}):(?P<key>.+)"


def subscribe_button(*, is_main: bool = True) -> Item:
    """Return the button that drafts a subscription from the query in the message's code block."""
    style = discord.ButtonStyle.primary if is_main else discord.ButtonStyle.secondary
    return button(pgettext("button", "Subscribe to this"), SUBSCRIBE, style)


def more_button(paper_id: str) -> Item:
    """Return the button that drafts a subscription to papers like this one."""
    return button(pgettext("button", "Subscribe to more like this"), paper_custom_id("more", paper_id))


def chart_button() -> Item:
    """Return the button that draws a chart of the query in the message's code block."""
    # NOTE: shows a chart of how many papers matched, week by week
    return button(pgettext("button", "Chart"), CHART)


def save_menu(papers: Sequence[Paper]) -> Item:
    """Return a menu that saves any of these papers for the person who chooses them."""
    return paper_menu(papers, SAVE_LISTED, gettext("Save papers"), most=len(papers))


def paper_menu(papers: Sequence[Paper], custom_id: str, placeholder: str, *, most: int = 1) -> Item:
    """Return a menu of papers, of which at most `most` can be chosen."""
    options = [discord.SelectOption(**option) for option in paper_options(papers)]
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options, max_values=most)


def newest_button(subscription: Subscription, paper_id: str) -> Item:
    """Return the button that posts the newest match of a new subscription."""
    return button(
        pgettext("button", "Post newest paper now"), f"paperboy:newest:{subscription.id}:{paper_key(paper_id)}"
    )


def test_button(subscription: Subscription) -> Item:
    """Return the button that posts what `/alerts test` posts."""
    return button(pgettext("button", "Post test alert"), f"paperboy:test:{subscription.id}")


def share_buttons(interaction: discord.Interaction) -> list[Item]:
    """Return the button that shares a private reply with the channel; none outside servers that have the bot."""
    is_alone = owner_of(interaction).guild_id is None
    return [] if is_alone else [button(pgettext("button", "Share here"), SHARE)]
