"""*Undo* under the reply to a change, and in `/alerts list` for the latest change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.discord_io.interactions.replies import change_later
from bot.domain.discord.limits import BUTTON_TEXT
from bot.language.formats import listed, sentences, some_of
from bot.language.translating import gettext, gettext_noop, pgettext
from bot.text.safe import clip
from cogs.shared.guards import owner_of
from cogs.shared.layouts import Item, button
from cogs.shared.lines import mention_of, pause_text, shown_name
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import discord

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.undo import Change
    from cogs.services import Services

_MAX_NAMED = 10  # subscriptions
_LABEL_LENGTH = 40  # characters of their names on a button
# Includes buttons of earlier versions, whose changes are no longer stored
_PATTERN = r"paperboy:undo:(?P<key>[0-9a-z]{1,20})|paperboy:(?:edit|pause|import)-undo:[0-9a-f]{16}"


def undo_buttons(change: Change) -> list[Item]:
    """Return the button that undoes a change, of one or several subscriptions; none if nothing changed."""
    return [button(pgettext("button", "Undo"), f"paperboy:undo:{change.key}")] if change.key else []


def undo_added_button(added: Sequence[Subscription]) -> Item:
    """Return the button that deletes subscriptions which were just added."""
    ids = ".".join(subscription.id for subscription in added)
    return button(pgettext("button", "Undo"), f"paperboy:undo-added:{ids}")


def some_names(subscriptions: Sequence[Subscription]) -> str:
    """Return the first names of the subscriptions, and how many more there are."""
    return some_of([shown_name(subscription) for subscription in subscriptions[:_MAX_NAMED]], len(subscriptions))


def last_undo_button(changes: Sequence[Change]) -> Item:
    """Return the button that undoes the latest change, and names it with its subscriptions."""
    first = changes[0]
    # NOTE: a button: 40 characters at most without the names; the change can be a pause
    message = gettext_noop("Undo change to {subscriptions}")
    if first.became is None:
        # NOTE: a button: 40 characters at most without the names
        message = gettext_noop("Undo deleting {subscriptions}")
    names = listed([change.subscription.name for change in changes])
    label = gettext(message, subscriptions=clip(names, _LABEL_LENGTH))
    return button(clip(label, BUTTON_TEXT), f"paperboy:undo:{first.key}")


class UndoHandler:
    """Undoes a change for alert managers; if it leads to posts, only for those who can post there themselves."""

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(_PATTERN, self._on_press)

    async def _on_press(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        await change_later(interaction, keep_layout=True)
        undone, troubles = await self._services.undo.undo(
            owner, match["key"] or "", partial(require_post, interaction)
        )
        restored = [change.subscription for change in undone]
        await self._services.preferences.reschedule(subscription.destination_id for subscription in restored)
        text = gettext(
            "Restored in {channel}: {subscriptions}.",
            channel=mention_of(restored[0]),
            subscriptions=some_names(restored),
        )
        text = "\n".join((sentences(text, pause_text(restored[0])), *(f"⚠️ {trouble}" for trouble in troubles)))
        await interaction.edit_original_response(content=text, embed=None, view=None)
        await self._services.open_replies.refresh(interaction)
