"""*Undo* under the reply to a change, and in `/alerts list` for the latest change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from discord.utils import format_dt

from bot.discord_io.interactions.replies import change_later
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext, gettext_noop, ngettext, pgettext
from cogs.shared.guards import owner_of
from cogs.shared.layouts import button
from cogs.shared.lines import mention_of, pause_text, shown_name
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import discord

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.undo import Change
    from cogs.services import Services
    from cogs.shared.layouts import Item

_QUERY: Final = 250  # characters
_NAMED: Final = 10  # subscriptions
# Includes buttons of earlier versions, whose changes are no longer stored
_PATTERN: Final = r"paperboy:undo:(?P<key>[0-9a-z]{1,20})|paperboy:(?:edit|pause|import)-undo:[0-9a-f]{16}"


def undo_buttons(change: Change) -> list[Item]:
    """Return the button that undoes a change, of one or several subscriptions; none if nothing changed."""
    return [button(pgettext("button", "Undo"), f"paperboy:undo:{change.key}")] if change.key else []


def some_names(subscriptions: Sequence[Subscription]) -> str:
    """Return the first names of the subscriptions, and how many more there are."""
    return some_of([shown_name(subscription) for subscription in subscriptions[:_NAMED]], len(subscriptions))


def last_change_line(changes: Sequence[Change]) -> str:
    """Return a line on the latest change, of one or several subscriptions, with its time of day."""
    first, shown = changes[0], some_names([change.subscription for change in changes])
    # No relative time: the clock of the demo page is fixed
    moment = format_dt(first.at, "t") if first.at else ""
    # NOTE: {moment} is a time of day
    message = gettext_noop("Resumed at {moment}: {subscriptions}.")
    if first.became is None:
        # NOTE: {moment} is a time of day
        message = gettext_noop("Deleted at {moment}: {subscriptions}.")
    elif not first.is_pause:
        # NOTE: {moment} is a time of day
        message = gettext_noop("Changed at {moment}: {subscriptions}.")
    elif first.became.paused:
        # NOTE: {moment} is a time of day
        message = gettext_noop("Paused at {moment}: {subscriptions}.")
    return gettext(message, moment=moment, subscriptions=shown)


class UndoHandler:
    """Undoes a change for alert managers who can post in the restored destination."""

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(_PATTERN, self._on_press)

    async def _on_press(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        await change_later(interaction, keep_layout=True)
        undone = await self._services.undo.undo(owner, match["key"] or "", partial(require_post, interaction))
        restored = [change.subscription for change in undone]
        await self._services.preferences.reschedule(subscription.destination_id for subscription in restored)
        waiting = await self._services.subscriptions.waiting(*restored)
        await interaction.edit_original_response(content=_undone_text(undone, waiting), embed=None, view=None)
        await self._services.open_answers.refresh(interaction)


def _undone_text(undone: Sequence[Change], waiting: int) -> str:
    """Name the restored subscriptions, with the papers that will be posted or the end of the pause."""
    restored = [change.subscription for change in undone]
    values = {"subscriptions": some_names(restored), "channel": mention_of(restored[0])}
    text = gettext("Restored in {channel}: {subscriptions}.", **values)
    if paused := pause_text(restored[0]):
        return sentences(text, paused)
    posted = ngettext(
        "{number} pending paper will be posted.",
        "{number} pending papers will be posted.",
        waiting,
    )
    return sentences(text, posted if waiting else "")
