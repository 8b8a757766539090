"""`/alerts list`: the subscriptions that a person may manage, in pages, with what can be done to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.presses import on_press, selected
from bot.discord_io.render.mention import unheard_role
from bot.domain.discord.limits import OPTION_TEXT
from bot.query import QueryError, parse
from bot.text.safe import clip
from cogs.alerts.edit import edit_form
from cogs.shared.guards import require_manager
from cogs.shared.lines import channel_name, subscription_line
from cogs.shared.paging import page_buttons, page_of, page_template

if TYPE_CHECKING:
    import re

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Listed
    from cogs.alerts.manage import ManageHandler
    from cogs.services import Services
    from cogs.shared.paging import Page

_PAGE = 6  # subscriptions; their lines stay under an embed's 4,096 characters
_PAGES = "list"
_NONE = "There are none yet: `/alerts subscribe` makes one."
_WHICH: Final = r"paperboy:listed:(?P<page>\d{1,6})"
_ACT: Final = r"paperboy:manage:(?P<action>edit|pause|resume|test|end):(?P<subscription>[a-z0-9]{1,16})"
_BROKEN = "⚠️ I cannot read its query any more, so it matches nothing: edit it."


class ListHandler:
    """Lists subscriptions, turns pages, and does what is pressed. `item_classes` are for the client.

    A menu chooses one of the page; buttons for it come below. What they do is answered in replies of their own.
    """

    def __init__(self, services: Services, manage: ManageHandler) -> None:
        self._subscriptions = services.subscriptions
        self._previews = services.papers.previews
        self._catalogue = services.catalogue
        self._manage = manage
        self._pages = on_press(page_template(_PAGES), self._turn_page)
        self.item_classes = (self._pages, on_press(_WHICH, self._chosen), on_press(_ACT, self._act))

    async def show(self, interaction: discord.Interaction, number: int = 0, chosen: str = "") -> None:
        """A page, into the answer that was deferred before; with buttons for the subscription `chosen`, by id."""
        owner = await require_manager(interaction)
        page = page_of(await self._subscriptions.of(owner), number, _PAGE)
        whose = "Your subscriptions" if owner.guild_id is None else "Subscriptions of this server"
        lines = [await self._line(entry, interaction.guild) for entry in page.items]
        await interaction.edit_original_response(
            embed=discord.Embed(title=whose, description="\n\n".join(lines) or _NONE).set_footer(
                text=page.told("subscription")
            ),
            view=self._view(page, chosen),
        )

    def _view(self, page: Page[Listed], chosen: str) -> discord.ui.View:
        view = page_buttons(page, _PAGES, self._pages)
        ours = [entry.subscription for entry in page.items]
        if ours:
            view.add_item(_menu(page.number, ours, chosen))
        for one in ours:
            if one.id == chosen:
                for button in _buttons(one):
                    view.add_item(button)
        view.stop()  # who answers is registered
        return view

    async def _line(self, entry: Listed, guild: discord.Guild | None) -> str:
        subscription = entry.subscription
        trouble = unheard_role(guild, subscription.destination_id, entry.role_id)
        channel = channel_name(guild, subscription)
        try:
            preview = await self._previews.preview(parse(subscription.query), subscription.sources)
        except QueryError:
            return f"{subscription_line(entry, channel, trouble, self._catalogue)}\n{_BROKEN}"
        a_week = None if preview.not_ready else preview.matches
        return subscription_line(entry, channel, trouble, self._catalogue, a_week)

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await require_manager(interaction)
        await interaction.response.defer()
        await self.show(interaction, int(match["page"]))

    async def _chosen(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await require_manager(interaction)
        await interaction.response.defer()
        await self.show(interaction, int(match["page"]), "".join(selected(interaction)[:1]))

    async def _act(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        found = await self._subscriptions.get(await require_manager(interaction), match["subscription"])
        if match["action"] == "edit":
            await interaction.response.send_modal(edit_form(found, self._catalogue))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        match match["action"]:
            case "pause":
                await self._manage.pause(interaction, found.id, None)
            case "resume":
                await self._manage.resume(interaction, found.id)
            case "test":
                await self._manage.test(interaction, found.id)
            case _:
                await self._manage.unsubscribe(interaction, found.id)


def _menu(page: int, subscriptions: list[Subscription], chosen: str) -> discord.ui.Select[discord.ui.View]:
    options = [
        discord.SelectOption(
            label=clip(one.name, OPTION_TEXT),
            value=one.id,
            description=clip(one.query, OPTION_TEXT),
            default=one.id == chosen,
        )
        for one in subscriptions
    ]
    placeholder = "Edit, pause, test or end one"
    return discord.ui.Select(custom_id=f"paperboy:listed:{page}", placeholder=placeholder, options=options, row=1)


def _buttons(subscription: Subscription) -> list[discord.ui.Button[discord.ui.View]]:
    turned = ("resume", "Resume") if subscription.paused else ("pause", "Pause")
    actions = (("edit", "Edit"), turned, ("test", "Test"), ("end", "End"))
    return [
        discord.ui.Button(label=label, custom_id=f"paperboy:manage:{action}:{subscription.id}", row=2)
        for action, label in actions
    ]
