"""*Undo* under the answer to a change, and in `/alerts list` for the last one: the button says of which."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord
from discord.utils import format_dt

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.interactions.replies import put_off_press
from bot.discord_io.render.code import inline_code
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.subscriptions.rules import own_name
from bot.text.safe import clip
from cogs.shared.guards import owner_of, require_manager
from cogs.shared.lines import paused_how_long, shown_name
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.undo import Change
    from cogs.services import Services
    from cogs.shared.open_answers import OpenAnswers

_QUERY: Final = 250  # characters
_NAMED: Final = 10  # subscriptions
# Also of earlier versions, of whose buttons nothing is stored any more.
PATTERN: Final = r"paperboy:undo:(?P<key>[0-9a-z]{1,20})|paperboy:(?:edit|pause|import)-undo:[0-9a-f]{16}"


def undo_button(key: str) -> discord.ui.Button[Any]:
    """Takes back what was done with this key."""
    return discord.ui.Button(label=pgettext("button", "Undo"), custom_id=f"paperboy:undo:{key}")


def names(subscriptions: Sequence[Subscription]) -> str:
    """Some of them in a sentence."""
    return some_of([shown_name(one) for one in subscriptions[:_NAMED]], len(subscriptions))


def told_last(changes: Sequence[Change]) -> str:
    """What was done, of one subscription or several at the same moment, in a line with the time of day."""
    first, shown = changes[0], names([one.subscription for one in changes])
    # Relative time would be wrong where the clock of a page stands still, as the demo's does
    moment = format_dt(first.at, "t") if first.at else ""
    if first.became is None:
        # NOTE: {moment} is a time of day
        return gettext("Ended at {moment}: {subscription}.", moment=moment, subscription=shown)
    if not first.is_pause:
        # NOTE: {moment} is a time of day
        return gettext("Changed at {moment}: {subscription}.", moment=moment, subscription=shown)
    if first.became.paused and first.was is not None and first.was.paused:
        # NOTE: {moment} is a time of day
        return gettext(
            "Changed until when these are paused, at {moment}: {subscriptions}.",
            moment=moment,
            subscriptions=shown,
        )
    if first.became.paused:
        # NOTE: {moment} is a time of day
        return gettext("Paused at {moment}: {subscriptions}.", moment=moment, subscriptions=shown)
    # NOTE: {moment} is a time of day
    return gettext("Resumed at {moment}: {subscriptions}.", moment=moment, subscriptions=shown)


class UndoHandler:
    """Answers those who may manage alerts, and post where it goes back to. `item_class` is for the client."""

    def __init__(self, services: Services, open_answers: OpenAnswers) -> None:
        self._services = services
        self._open = open_answers
        self.item_class = on_press(PATTERN, self._pressed, require_manager)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        await put_off_press(interaction)
        undone = await self._services.undo.undo(owner, match["key"] or "", partial(require_post, interaction))
        back = [one.subscription for one in undone]
        await self._services.preferences.reschedule(one.destination_id for one in back)
        waiting = await self._services.subscriptions.waiting(*back)
        await interaction.edit_original_response(content=_undone_text(undone, waiting), embed=None, view=None)
        await self._open.refresh(interaction)


def _undone_text(undone: Sequence[Change], waiting: int) -> str:
    """How it is again, and what is posted for that."""
    first, back = undone[0], [one.subscription for one in undone]
    if first.was is not None and not first.is_pause:
        told = _as_before(back[0])
    elif first.was is None:
        channel = f"<#{back[0].destination_id}>"
        told = gettext(
            "{subscription} is back in {channel}, as it was.", subscription=shown_name(back[0]), channel=channel
        )
    elif back[0].paused:
        told = ngettext(
            "{number} subscription is paused as before: {subscriptions}.",
            "{number} subscriptions are paused as before: {subscriptions}.",
            len(back),
            subscriptions=names(back),
        )
    else:
        told = ngettext(
            "{number} subscription is on again, as if it had not been paused: {subscriptions}.",
            "{number} subscriptions are on again, as if they had not been paused: {subscriptions}.",
            len(back),
            subscriptions=names(back),
        )
    return sentences(told, _of_its_papers(back[0], waiting))


def _as_before(back: Subscription) -> str:
    query, channel = inline_code(clip(back.query, _QUERY)), f"<#{back.destination_id}>"
    if not own_name(back):
        # NOTE: {query} is a subscription that has no name besides
        return gettext("{query} in {channel} is as it was before.", query=query, channel=channel)
    return gettext(
        "{subscription} is as it was before: {query} in {channel}.",
        subscription=shown_name(back),
        query=query,
        channel=channel,
    )


def _of_its_papers(back: Subscription, waiting: int) -> str:
    """How many wait for it, or until when it is paused."""
    if back.paused:
        return paused_how_long(back)
    if not waiting:
        return ""
    return ngettext(
        "What waits for it is posted: {number} paper.",
        "What waits for it is posted: {number} papers.",
        waiting,
    )
