"""Buttons that lists, cards and replies may carry, each whole by itself.

Who answers them is registered with the client, also after a restart: stop the view that holds them before it is
sent, or discord.py keeps it in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from typing_extensions import override

from bot.discord_io.render.custom_ids import paper_custom_id, paper_key
from bot.language.translating import pgettext
from cogs.shared.guards import owner_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import Payload
    from bot.domain.subscription import Subscription

SHARE: Final = "paperboy:share"
SUBSCRIBE: Final = "paperboy:subscribe"
TREND: Final = "paperboy:trend"
TEST_PATTERN: Final = r"paperboy:test:(?P<subscription>[a-z0-9]{1,16})"
NEWEST_PATTERN: Final = r"paperboy:newest:(?P<subscription>[a-z0-9]{1,16}):(?P<key>.+)"


class _AnsweredElsewhere(discord.ui.Button[Any]):
    """A button that may stand in a view which is not stopped.

    For another one discord.py would keep the view, and with its end forget the item classes of all its buttons.
    """

    @override
    def is_dispatchable(self) -> bool:
        return False


def subscribe_button(*, is_main: bool = True) -> discord.ui.Button[Any]:
    """Makes a draft of the query that stands in a code block of the message, for who may subscribe."""
    label = pgettext("button", "Subscribe to this")
    style = discord.ButtonStyle.primary if is_main else discord.ButtonStyle.secondary
    return discord.ui.Button(label=label, style=style, custom_id=SUBSCRIBE)


def more_button(paper_id: str) -> discord.ui.Button[Any]:
    """Makes a draft of what that paper is about, for who may subscribe."""
    label = pgettext("button", "Subscribe to more like this")
    return discord.ui.Button(label=label, custom_id=paper_custom_id("more", paper_id))


def trend_button() -> discord.ui.Button[Any]:
    """Draws how often the query matched that stands in a code block of the message, for whoever presses."""
    # NOTE: shows a chart of how many papers matched, week by week
    return _AnsweredElsewhere(label=pgettext("button", "Trend"), custom_id=TREND)


def newest_button(subscription: Subscription, paper_id: str) -> discord.ui.Button[Any]:
    """Posts that paper, the newest that a new subscription matches, where the subscription posts."""
    custom_id = f"paperboy:newest:{subscription.id}:{paper_key(paper_id)}"
    return discord.ui.Button(label=pgettext("button", "Post the newest now"), custom_id=custom_id)


def test_button(subscription: Subscription) -> discord.ui.Button[Any]:
    """Posts what `/alerts test` posts."""
    return discord.ui.Button(label=pgettext("button", "Post a test"), custom_id=f"paperboy:test:{subscription.id}")


def share_buttons(interaction: discord.Interaction) -> list[discord.ui.Button[Any]]:
    """Shows a private answer to the channel; none where nobody else reads, or the bot may not post."""
    if owner_of(interaction).guild_id is None:
        return []
    return [discord.ui.Button(label=pgettext("button", "Share here"), custom_id=SHARE)]


def with_buttons(payload: Payload, buttons: Sequence[discord.ui.Button[Any]]) -> Payload:
    """A rendered payload with another row, of these buttons, if there are any."""
    if not buttons:
        return payload
    row = {"type": discord.ComponentType.action_row.value, "components": [b.to_component_dict() for b in buttons]}
    return {**payload, "components": [*payload.get("components", ()), row]}
