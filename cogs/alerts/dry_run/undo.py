"""*Undo* under the answer to a change. The button says which change, so that it works after a restart."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.interactions.replies import put_off_press
from bot.discord_io.render.code import inline_code
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.subscriptions.rules import own_name
from bot.text.safe import clip
from cogs.pausing.words import undone_text
from cogs.shared.guards import owner_of, require_manager
from cogs.shared.lines import paused_how_long, shown_name
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.undoing.edits import Edited
    from cogs.services import Services
    from cogs.shared.open_answers import OpenAnswers

_QUERY: Final = 250  # characters
_PATTERN: Final = r"paperboy:edit-undo:(?P<key>[0-9a-f]{16})"


def back_text(back: Subscription, waiting: int) -> str:
    """That one that had ended is there again, as it was."""
    told = gettext(
        "{subscription} is back in {channel}, as it was.",
        subscription=shown_name(back),
        channel=f"<#{back.destination_id}>",
    )
    return sentences(told, _of_its_papers(back, waiting))


def _undone_text(undone: Edited, waiting: int) -> str:
    """That a change was taken back, and how it is again."""
    back = undone.became
    if undone.of_pause:
        return _pause_undone_text(back, waiting)
    query, channel = inline_code(clip(back.query, _QUERY)), f"<#{back.destination_id}>"
    if own_name(back):
        told = gettext(
            "{subscription} is as it was before: {query} in {channel}.",
            subscription=shown_name(back),
            query=query,
            channel=channel,
        )
    else:
        # NOTE: {query} is a subscription that has no name besides
        told = gettext("{query} in {channel} is as it was before.", query=query, channel=channel)
    return sentences(told, _of_its_papers(back, waiting))


def _pause_undone_text(back: Subscription, waiting: int) -> str:
    """That a pause was taken back, or the end of one."""
    if back.paused:
        return sentences(undone_text([back]), paused_how_long(back))
    told = gettext("{subscription} is on again, as if it had not been paused.", subscription=shown_name(back))
    return sentences(told, _of_its_papers(back, waiting))


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


def undo_button(key: str) -> discord.ui.Button[Any]:
    """Takes back a change."""
    return discord.ui.Button(label=pgettext("button", "Undo"), custom_id=f"paperboy:edit-undo:{key}")


def told_later(became: Subscription, moment: str) -> str:
    """What was changed at that moment, in a line."""
    # NOTE: {moment} is a time of day
    return gettext("Changed at {moment}: {subscription}.", moment=moment, subscription=shown_name(became))


class UndoHandler:
    """Answers those who may manage alerts, and post where it goes back to. `item_class` is for the client."""

    def __init__(self, services: Services, open_answers: OpenAnswers) -> None:
        self._services = services
        self._open = open_answers
        self.item_class = on_press(_PATTERN, self._pressed, require_manager)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        await put_off_press(interaction)
        undone = await self._services.edits.undo(owner, match["key"], partial(require_post, interaction))
        back = undone.became
        await self._services.preferences.reschedule(back.destination_id)
        text = _undone_text(undone, await self._services.subscriptions.waiting(back))
        await interaction.edit_original_response(content=text, view=None)
        await self._open.refresh(interaction)
