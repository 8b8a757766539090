"""*Share here*: a private answer, shown to the channel by who may write there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import discord

from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.interactions.presses import on_press
from bot.discord_io.permissions import missing_to_post
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import PaperboyError
from bot.text.safe import clip
from cogs.reading.buttons import SHARE
from cogs.shared.guards import owner_of
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    from collections.abc import Callable


class _Parent(Protocol):
    """What holds items: a view, a row, a container."""

    @property
    def children(self) -> list[discord.ui.Item[Any]]: ...

    def remove_item(self, item: discord.ui.Item[Any], /) -> object: ...


# What everybody may press under what was shared: what is about papers, and the way to a subscription of it.
_PUBLIC: Final = re.compile(r"paperboy:(?:abstracts?|card|similar|tune|more|follow|subscribe)(?::.*)?")
_NOBODY = "Nobody else reads what I answer here: share in a channel of a server that has invited me."
_GOING = "It is being shared already."


class ShareHandler:
    """Posts what the button stands under again, for all. `item_class` is for `Client.add_dynamic_items`."""

    def __init__(self) -> None:
        self._going: set[int] = set()  # messages that are being shared
        self.item_class = on_press(SHARE, self._pressed)

    async def _pressed(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        message = interaction.message
        if message is None or message.id in self._going:
            raise DeniedError(_GOING)
        await require_sharing(interaction)
        self._going.add(message.id)
        try:
            await interaction.response.defer()
            await _show_to_all(interaction, message)
            private = _view(message, lambda custom_id: custom_id != SHARE)
            await interaction.edit_original_response(view=private)
        finally:
            self._going.discard(message.id)


async def require_sharing(interaction: discord.Interaction) -> None:
    """Raise DeniedError unless the person, and the bot, may write in the channel of the interaction."""
    channel = interaction.channel
    if owner_of(interaction).guild_id is None or not isinstance(
        channel, discord.abc.GuildChannel | discord.Thread
    ):
        raise DeniedError(_NOBODY)
    await require_post(interaction, channel.id)
    if lacking := missing_to_post(channel, interaction.app_permissions):
        labels = " and ".join(f"**{need.label}**" for need in lacking)
        raise DeniedError(
            f"I may not post here: allow {labels} for me in the channel's settings, then press again."
        )


async def _show_to_all(interaction: discord.Interaction, message: discord.Message) -> None:
    """A message of its own, which pings nobody and says who wanted it."""
    by = f"-# Shared by {interaction.user.mention}"
    view = _view(message, lambda custom_id: _PUBLIC.fullmatch(custom_id) is not None)
    options: dict[str, Any] = {}
    if isinstance(view, discord.ui.LayoutView):
        view.add_item(discord.ui.TextDisplay(by))
    else:
        options["content"] = f"{clip(message.content, MESSAGE_LENGTH - len(by) - 1)}\n{by}".strip()
        options["embeds"] = message.embeds
        options["files"] = await _files(message)
    if view.children:
        options["view"] = view
    await interaction.followup.send(allowed_mentions=discord.AllowedMentions.none(), **options)


async def _files(message: discord.Message) -> list[discord.File]:
    try:
        return [await attached.to_file() for attached in message.attachments]
    except discord.HTTPException as error:
        raise PaperboyError("Discord does not give me the picture any more: use the command again.") from error


def _view(message: discord.Message, keep: Callable[[str], bool]) -> discord.ui.View | discord.ui.LayoutView:
    """The message's components: links, and what answers where `keep` says so of its custom_id.

    It is stopped: who answers is registered with the client.
    """
    laid_out = message.flags.components_v2
    view = (discord.ui.LayoutView if laid_out else discord.ui.View).from_message(message, timeout=None)
    _prune(cast("_Parent", view), keep)
    view.stop()
    return view


def _prune(parent: _Parent, keep: Callable[[str], bool]) -> None:
    for item in tuple(parent.children):
        if isinstance(item, discord.ui.ActionRow | discord.ui.Container):
            below = cast("_Parent", item)
            _prune(below, keep)
            if not below.children:
                parent.remove_item(item)
        elif (custom_id := getattr(item, "custom_id", None)) is not None and not keep(custom_id):
            parent.remove_item(item)
