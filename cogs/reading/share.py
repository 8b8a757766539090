"""*Share here*: a private answer, shown to the channel by who may write there."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord

from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.permissions import Need, missing_to_post
from bot.discord_io.policy import Action
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import PaperboyError
from bot.language.formats import joined
from bot.language.translating import gettext, gettext_noop, pgettext
from bot.text.safe import clip
from cogs.reading.buttons import SHARE
from cogs.shared.guards import owner_of
from cogs.shared.posting_rights import nowhere, require_post

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cogs.services import Services


# What everybody may press under what was shared: what is about papers, the way to a subscription of it, and pages,
# which open for who presses alone.
_PUBLIC: Final = re.compile(
    r"paperboy:(?:abstracts?|card|similar|tune|more|follow|subscribe|search|search-since|trend|today|trending)(?::.*)?"
)

_ATTACH: Final = Need(flag="attach_files", name=gettext_noop("Attach Files"))


class ShareHandler:
    """Posts what the button stands under again, for all."""

    def __init__(self, services: Services) -> None:
        self._going: set[int] = set()  # messages that are being shared
        services.presses.on(SHARE, self._pressed, require_sharing)

    async def _pressed(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        message = interaction.message
        if message is None or message.id in self._going:
            raise DeniedError(gettext("It is being shared already."))
        self._going.add(message.id)
        try:
            await interaction.response.defer()
            await _show_to_all(interaction, message)
            view = _view(message, lambda _custom_id: True)
            for item in view.walk_children():
                if isinstance(item, discord.ui.Button) and item.custom_id == SHARE:
                    item.label, item.disabled = pgettext("button", "Shared"), True
            await interaction.edit_original_response(view=view)
        finally:
            self._going.discard(message.id)


async def require_sharing(interaction: discord.Interaction) -> None:
    """Raise DeniedError unless the person, and the bot, may write in the channel of the interaction."""
    channel = interaction.channel
    if owner_of(interaction).guild_id is None or not isinstance(
        channel, discord.abc.GuildChannel | discord.Thread
    ):
        raise nowhere()
    lacking = missing_to_post(channel, interaction.permissions)
    boxes = interaction.message.components if interaction.message else ()
    parts = (part for box in boxes for part in getattr(box, "children", ()))
    has_picture = any(isinstance(part, discord.MediaGalleryComponent) for part in parts)
    if has_picture and not _ATTACH.met_by(interaction.permissions):
        lacking = (*lacking, _ATTACH)
    if lacking:
        raise DeniedError(
            gettext(
                "Nothing was shared: I only post what you may post yourself, and you lack {permissions} in this "
                "channel. Use the command again in a channel where you have that, and share it there.",
                permissions=_labels(lacking),
            )
        )
    await require_post(interaction, channel.id, Action.SHARE)  # what else may hinder them: a locked thread, say
    if lacking := missing_to_post(channel, interaction.app_permissions):
        raise DeniedError(
            gettext(
                "Nothing was shared: I may not write in this channel. Ask an admin to allow {permissions} for me "
                "in the channel's settings, then press again.",
                permissions=_labels(lacking),
            )
        )


def _labels(needs: Sequence[Need]) -> str:
    return joined([f"**{need.label}**" for need in needs])


async def _show_to_all(interaction: discord.Interaction, message: discord.Message) -> None:
    """A message of its own, which says above all else who shares it, and pings nobody."""
    by = gettext("{person} shared this:", person=interaction.user.mention)
    shown = _view(message, lambda custom_id: _PUBLIC.fullmatch(custom_id) is not None)
    options: dict[str, Any] = {"view": shown}
    if isinstance(shown, discord.ui.LayoutView):
        options["files"] = await _pictures(interaction, shown)
        parts = tuple(shown.children)
        shown.clear_items().add_item(discord.ui.TextDisplay(by))
        for part in parts:
            shown.add_item(part)
    else:
        options["content"] = clip(f"{by}\n{message.content}".strip(), MESSAGE_LENGTH)
        options["embeds"] = message.embeds
    await interaction.followup.send(allowed_mentions=discord.AllowedMentions.none(), **options)


async def _pictures(interaction: discord.Interaction, layout: discord.ui.LayoutView) -> list[discord.File]:
    """The pictures of a layout, to be sent along: a private answer's are gone soon, and so are their addresses."""
    files: list[discord.File] = []
    for gallery in layout.walk_children():
        if isinstance(gallery, discord.ui.MediaGallery):
            shown: list[discord.MediaGalleryItem] = []
            for item in gallery.items:
                try:
                    data = await interaction.client.http.get_from_cdn(item.media.url)
                except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                    lost = gettext(
                        "Nothing was shared: Discord does not give me the picture any more. Use the command again."
                    )
                    raise PaperboyError(lost) from error
                files.append(discord.File(BytesIO(data), filename=f"picture-{len(files) + 1}.png"))
                shown.append(discord.MediaGalleryItem(files[-1], description=item.description))
            gallery.items = shown
    return files


def _view(message: discord.Message, keep: Callable[[str], bool]) -> discord.ui.View | discord.ui.LayoutView:
    """The message's components: texts, pictures, links, and what answers where `keep` says so.

    It is stopped: who answers is registered with the client.
    """
    kind = discord.ui.LayoutView if message.flags.components_v2 else discord.ui.View
    view = kind.from_message(message, timeout=None)
    _prune(view, keep)
    view.stop()
    return view


def _prune(parent: Any, keep: Callable[[str], bool]) -> None:  # noqa: ANN401 - a view, a row or a container
    for item in tuple(parent.children):
        if isinstance(item, discord.ui.ActionRow | discord.ui.Container):
            _prune(item, keep)
            if not item.children:  # pyright: ignore[reportUnknownMemberType] - of what view, it does not matter
                parent.remove_item(item)
        elif (custom_id := getattr(item, "custom_id", None)) is not None and not keep(custom_id):
            parent.remove_item(item)
