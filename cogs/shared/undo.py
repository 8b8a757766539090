"""*Undo* under the answer to a change, and in `/alerts list` for the last one: the button says of which."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from discord.utils import format_dt

from bot.discord_io.interactions.replies import change_later
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext, gettext_noop, ngettext, pgettext
from cogs.shared.guards import owner_of
from cogs.shared.layouts import button
from cogs.shared.lines import paused_how_long, place, shown_name
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
# Also of earlier versions, of whose buttons nothing is stored any more.
_PATTERN: Final = r"paperboy:undo:(?P<key>[0-9a-z]{1,20})|paperboy:(?:edit|pause|import)-undo:[0-9a-f]{16}"


def undo_buttons(change: Change) -> list[Item]:
    """The button that undoes the changes of that moment; none if there were none."""
    return [button(pgettext("button", "Undo"), f"paperboy:undo:{change.key}")] if change.key else []


def names(subscriptions: Sequence[Subscription]) -> str:
    """Name some of them in a sentence."""
    return some_of([shown_name(one) for one in subscriptions[:_NAMED]], len(subscriptions))


def told_last(changes: Sequence[Change]) -> str:
    """Describe the last change, of one subscription or several at once, in a line with the time of day."""
    first, shown = changes[0], names([one.subscription for one in changes])
    # Relative time would be wrong where the clock of a page stands still, as the demo's does
    moment = format_dt(first.at, "t") if first.at else ""
    # NOTE: {moment} is a time of day
    message = gettext_noop("Resumed at {moment}: {subscriptions}.")
    if first.became is None:
        # NOTE: {moment} is a time of day
        message = gettext_noop("Ended at {moment}: {subscriptions}.")
    elif not first.is_pause:
        # NOTE: {moment} is a time of day
        message = gettext_noop("Changed at {moment}: {subscriptions}.")
    elif first.became.paused:
        # NOTE: {moment} is a time of day
        message = gettext_noop("Paused at {moment}: {subscriptions}.")
    return gettext(message, moment=moment, subscriptions=shown)


class UndoHandler:
    """Answers those who may manage alerts, and post where it goes back to."""

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(_PATTERN, self._pressed)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        await change_later(interaction, keep_layout=True)
        undone = await self._services.undo.undo(owner, match["key"] or "", partial(require_post, interaction))
        back = [one.subscription for one in undone]
        await self._services.preferences.reschedule(one.destination_id for one in back)
        waiting = await self._services.subscriptions.waiting(*back)
        await interaction.edit_original_response(content=_undone_text(undone, waiting), embed=None, view=None)
        await self._services.open_answers.refresh(interaction)


def _undone_text(undone: Sequence[Change], waiting: int) -> str:
    """Name the restored subscriptions, and what is posted for that or until when they are paused."""
    back = [one.subscription for one in undone]
    places = {"subscriptions": names(back), "channel": place(back[0])}
    told = gettext("Restored in {channel}: {subscriptions}.", **places)
    if paused := paused_how_long(back[0]):
        return sentences(told, paused)
    posted = ngettext(
        "What waits for it is posted: {number} paper.",
        "What waits for it is posted: {number} papers.",
        waiting,
    )
    return sentences(told, posted if waiting else "")
