"""*Share here*: post a copy of a private reply in the channel."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.permissions import Need, missing_for_plain_text
from bot.discord_io.policy import Action
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import PaperboyError
from bot.language.translating import gettext, gettext_noop, pgettext
from bot.text.safe import clip
from cogs.paper_buttons.buttons import SHARE
from cogs.shared.guards import owner_of
from cogs.shared.posting_rights import bold_labels, lacking_text, no_audience_error, require_post

if TYPE_CHECKING:
    from collections.abc import Callable

    from cogs.services import Services


# Buttons that a shared message keeps: those on papers, subscriptions and pages. Only the person who presses one
# sees the reply; those for alert managers, such as *Tune*, check the right then.
_PUBLIC_IDS = re.compile(
    r"paperboy:(?:abstracts?|card|similar|tune|more|follow|subscribe|search|search-since|trend|today|trending"
    r"|save-listed|cite)(?::.*)?"
)

_ATTACH_FILES = Need(flag="attach_files", name=gettext_noop("Attach Files"))


class ShareHandler:
    """Posts the button's message for everybody in the channel."""

    def __init__(self, services: Services) -> None:
        self._in_progress: set[int] = set()  # messages that are being shared
        services.presses.on(SHARE, self._pressed, require_sharing)

    async def _pressed(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        message = interaction.message
        if message is None or message.id in self._in_progress:
            raise DeniedError(gettext("This is already being shared."))
        self._in_progress.add(message.id)
        try:
            await interaction.response.defer()
            await _show_to_all(interaction, message)
            view = _view(message, lambda _custom_id: True)
            for item in view.walk_children():
                if isinstance(item, discord.ui.Button) and item.custom_id == SHARE:
                    item.label, item.disabled = pgettext("button", "Shared"), True
            await interaction.edit_original_response(view=view)
        finally:
            self._in_progress.discard(message.id)


async def require_sharing(interaction: discord.Interaction) -> None:
    """Raise DeniedError unless both the person and the bot can write in the channel."""
    channel = interaction.channel
    if owner_of(interaction).guild_id is None or not isinstance(
        channel, discord.abc.GuildChannel | discord.Thread
    ):
        raise no_audience_error()
    missing = missing_for_plain_text(channel, interaction.permissions)
    boxes = interaction.message.components if interaction.message else ()
    parts = (part for box in boxes for part in getattr(box, "children", ()))
    has_picture = any(isinstance(part, discord.MediaGalleryComponent) for part in parts)
    if has_picture and not _ATTACH_FILES.met_by(interaction.permissions):
        missing = (*missing, _ATTACH_FILES)
    if missing:
        raise DeniedError(lacking_text(missing, channel.mention))
    await require_post(interaction, channel.id, Action.SHARE)  # also checks, for example, for a locked thread
    if missing := missing_for_plain_text(channel, interaction.app_permissions):
        text = gettext(
            "I need {permissions} in {channel}.", permissions=bold_labels(missing), channel=channel.mention
        )
        raise DeniedError(text)


async def _show_to_all(interaction: discord.Interaction, message: discord.Message) -> None:
    """Post the message's content under a line that names the person who shares it; ping nobody."""
    heading = gettext("{person} shared this:", person=interaction.user.mention)
    copy = _view(message, lambda custom_id: _PUBLIC_IDS.fullmatch(custom_id) is not None)
    options: dict[str, Any] = {"view": copy}
    if isinstance(copy, discord.ui.LayoutView):
        options["files"] = await _pictures(interaction, copy)
        parts = tuple(copy.children)
        copy.clear_items().add_item(discord.ui.TextDisplay(heading))
        for part in parts:
            copy.add_item(part)
    else:
        options["content"] = clip(f"{heading}\n{message.content}".strip(), MESSAGE_LENGTH)
        options["embeds"] = message.embeds
    await interaction.followup.send(allowed_mentions=discord.AllowedMentions.none(), **options)


async def _pictures(interaction: discord.Interaction, layout: discord.ui.LayoutView) -> list[discord.File]:
    """Download a layout's pictures to attach them, because addresses in private replies expire soon."""
    files: list[discord.File] = []
    for gallery in layout.walk_children():
        if isinstance(gallery, discord.ui.MediaGallery):
            attached: list[discord.MediaGalleryItem] = []
            for item in gallery.items:
                try:
                    data = await interaction.client.http.get_from_cdn(item.media.url)
                except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                    raise PaperboyError(
                        gettext("Discord no longer has the image. Use the command again.")
                    ) from error
                files.append(discord.File(BytesIO(data), filename=f"picture-{len(files) + 1}.png"))
                attached.append(discord.MediaGalleryItem(files[-1], description=item.description))
            gallery.items = attached
    return files


def _view(message: discord.Message, is_kept: Callable[[str], bool]) -> discord.ui.View | discord.ui.LayoutView:
    """Return the message's components, without buttons and menus whose custom_id `is_kept` rejects.

    The view is stopped, as the handlers are registered with the client.
    """
    kind = discord.ui.LayoutView if message.flags.components_v2 else discord.ui.View
    view = kind.from_message(message, timeout=None)
    _prune(view, is_kept)
    view.stop()
    return view


def _prune(parent: Any, is_kept: Callable[[str], bool]) -> None:  # noqa: ANN401 - a view, a row or a container
    for item in tuple(parent.children):
        if isinstance(item, discord.ui.ActionRow | discord.ui.Container):
            _prune(item, is_kept)
            if not item.children:  # pyright: ignore[reportUnknownMemberType] - of what view, it does not matter
                parent.remove_item(item)
        elif (custom_id := getattr(item, "custom_id", None)) is not None and not is_kept(custom_id):
            parent.remove_item(item)
