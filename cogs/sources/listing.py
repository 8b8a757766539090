"""`/sources list` and `/sources remove`: the sources of a server or person, their health, and buttons for each."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord.utils import format_dt

from bot.discord_io.interactions.replies import answer
from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.entries import SMALL_PRINT
from bot.discord_io.render.paper_text import DOT
from bot.language.formats import listed, sentences
from bot.language.translating import gettext, pgettext
from bot.text.safe import safe
from cogs.shared.guards import owner_of, require_manager
from cogs.shared.layouts import Entry, button, buttons, custom_ids_in, listing, show
from cogs.shared.paging import page_of, page_template, page_turners
from cogs.shared.undo import some_names
from cogs.sources.adding import NEW_ID, AddHandler, use_button, used_sources
from cogs.sources.words import plain_address, shown_title, unknown_source

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.domain.added_source import AddedSource
    from bot.domain.subscription import Owner
    from bot.service.added_sources.registry import StoredSource
    from cogs.services import Services

_PAGES = "sources"  # of custom_ids of page buttons
_PER_PAGE = 5  # sources
_ACTION_PATTERN = r"paperboy:source-of:(?P<action>remove|resume):(?P<name>[a-z0-9-]{1,64})"
_HOST_LENGTH = 300  # characters of the titles of the host's sources


class SourceListHandler:
    """Lists and removes the sources of an owner."""

    def __init__(self, services: Services, adding: AddHandler) -> None:
        self._services = services
        self._added = services.added_sources
        self._adding = adding
        services.presses.on(page_template(_PAGES), self._turn_page)
        services.presses.on(_ACTION_PATTERN, self._act)

    async def show(self, interaction: discord.Interaction, number: int = 0) -> None:
        """Show the page `number` from 0 in the deferred reply."""
        owner = await require_manager(interaction)
        states = await self._added.of(owner)
        used = await used_sources(self._services, owner)
        page = page_of(states, number, _PER_PAGE)
        heading = gettext("Your sources") if owner.guild_id is None else gettext("Server sources")
        head = f"{SMALL_PRINT}{page.summary('source')}"
        if not states:
            head = gettext("No sources added yet. Add one with `/sources add`.")
        titles = listed([spec.title for spec in self._services.catalogue.active])
        foot = gettext("Available everywhere: {sources}", sources=safe(titles, _HOST_LENGTH))
        layout = listing(
            [f"### {heading}\n{head}"],
            [_entry(state, self._services.now(), used) for state in page.items],
            foot=f"{SMALL_PRINT}{foot}",
            rows=[
                [
                    *page_turners(page, _PAGES),
                    button(pgettext("button", "Add source"), NEW_ID, discord.ButtonStyle.primary),
                ]
            ],
        )
        message_id = await show(interaction, layout)
        self._services.open_replies.remember(interaction, message_id, partial(self.show, interaction, page.number))

    async def remove(self, interaction: discord.Interaction, ref: str) -> None:
        """Remove a source, given by its name, title or address. Raises PaperboyError if there is none."""
        owner = owner_of(interaction)
        source = await self._find(owner, ref)
        await self._added.remove(owner, source.name)
        text = gettext("Removed {source}.", source=shown_title(source))
        owned = await self._services.subscriptions.owned(owner)
        if affected := [subscription for subscription in owned if source.name in subscription.sources]:
            stopped = gettext(
                "These subscriptions get no more papers from it: {subscriptions}. "
                "Papers already waiting will still be posted.",
                subscriptions=some_names(affected),
            )
            text = sentences(text, stopped)
        await answer(interaction, content=text, view=buttons(await self._adding.undo_button(interaction, source)))
        await self._services.open_replies.refresh(interaction)

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        await self.show(interaction, int(match["page"]))

    async def _act(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner, name = owner_of(interaction), match["name"]
        await interaction.response.defer()
        try:
            if match["action"] == "remove":
                await self.remove(interaction, name)
            else:
                await self._added.add(owner, await self._find(owner, name))  # adding a paused source resumes it
        finally:  # the list is out of date if the source is gone
            ids = custom_ids_in(interaction.message.components if interaction.message else ())
            # The shown page is the one before that of the button *Next*
            *_, following = "1", *re.findall(rf"paperboy:{_PAGES}:(\d+)", " ".join(ids))
            await self.show(interaction, int(following) - 1)

    async def _find(self, owner: Owner, ref: str) -> AddedSource:
        key = ref.strip().casefold()
        for state in await self._added.of(owner):
            source = state.source
            if key in {source.name, source.title.casefold(), source.address.casefold()}:
                return source
        raise unknown_source(ref)


def _entry(state: StoredSource, now: datetime, used: Collection[str]) -> Entry:
    source, style = state.source, discord.ButtonStyle.primary
    # NOTE: of a source that was added, in place of when it was last read
    read = gettext("not read yet")
    if state.last_read is not None:
        # NOTE: when a source was last read; {time} is "5 minutes ago" and the like
        read = gettext("last read {time}", time=format_dt(state.last_read, "R"))
    facts = [inline_code(plain_address(source.address)), read]
    if source.name in used:
        # NOTE: of a source: a subscription has chosen it
        facts.append(gettext("subscribed"))
        style = discord.ButtonStyle.secondary
    lines = [shown_title(source), f"{SMALL_PRINT}{DOT.join(facts)}"]
    if trouble := state.trouble(now):
        lines.append(f"⚠️ {trouble}")
    remove = button(pgettext("button", "Remove"), f"paperboy:source-of:remove:{source.name}")
    row = [use_button([source], style), remove]
    if state.paused:  # by the poller, after a week of failures
        row.append(button(pgettext("button", "Resume"), f"paperboy:source-of:resume:{source.name}"))
    return Entry(text="\n".join(lines), brief="\n".join(lines[:2]), row=row)
