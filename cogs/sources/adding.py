"""`/sources add`: find what a person typed, choose among several feeds, preview, and save."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import discord

from bot.discord_io.interactions.presses import selected_value
from bot.discord_io.interactions.replies import reply_later
from bot.domain.added_source import AddedSource
from bot.domain.discord.limits import MESSAGE_LENGTH, OPTION_TEXT, OPTIONS
from bot.domain.errors import MistakeError, PaperboyError
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.subscriptions.drafts import SOURCES as SOURCE_DRAFTS
from bot.service.subscriptions.drafts import TOKENS
from bot.sources.feeds.known import known_address
from bot.text.safe import clean, clip
from cogs.alerts.sources_field import SOURCES
from cogs.alerts.subscription_form import NAME, NEW_FORM, QUERY, start_button
from cogs.shared.forms import Form, modal, text_field
from cogs.shared.guards import owner_of
from cogs.shared.layouts import Item, button, buttons
from cogs.sources.words import plain_address, shown_title, shown_titles, source_preview, unknown_source

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from bot.domain.subscription import Owner
    from cogs.services import Services

_FORM = "paperboy:source-form:"
_ADDRESS = "address"  # the form's field
NEW_ID = "paperboy:source-new"  # of a button that opens the form
_DRAFT_PATTERN = rf"paperboy:source-draft:(?P<action>choose|add|cancel):(?P<token>{TOKENS})"
_USE_PATTERN = r"paperboy:source-use:(?P<name>[a-z0-9-]{1,64})"
_NAME_LENGTH = 60  # characters that a subscription's name can have
_ERROR_LENGTH = 200  # UTF-16 code units


class AddHandler:
    """Adds sources for a server, or in a DM for the person. New ones are saved once the person has seen a preview.

    A draft has the sources of a preview or menu: an address is too long for a custom_id.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._added = services.added_sources
        services.forms.add(Form(prefix=_FORM, build=self._build_form, on_submit=self._on_submit))
        services.presses.on(NEW_ID, lambda interaction, _: self.open_form(interaction))
        services.presses.on(_DRAFT_PATTERN, self._pressed)
        services.presses.on(_USE_PATTERN, self._subscribe)

    async def open_form(self, interaction: discord.Interaction) -> None:
        """Open the form with a field for the address."""
        await self._services.forms.open(interaction, _FORM)

    async def add(self, interaction: discord.Interaction, typed: str) -> None:
        """Preview the source that a person typed; after a mistake, offer the form."""
        await reply_later(interaction)
        await self._services.forms.handle(interaction, _FORM, {_ADDRESS: typed})

    async def offer(
        self,
        interaction: discord.Interaction,
        sources: Sequence[AddedSource],
        text: str | None,
        embed: discord.Embed | None = None,
    ) -> None:
        """Show a text or embed in the deferred reply, with the buttons Add and Cancel for these sources."""
        token = await self._store(interaction, sources)
        add, cancel = (f"paperboy:source-draft:{action}:{token}" for action in ("add", "cancel"))
        view = buttons(
            button(pgettext("button", "Add"), add, discord.ButtonStyle.success),
            button(pgettext("button", "Cancel"), cancel),
        )
        await interaction.edit_original_response(content=text, embed=embed, view=view)

    async def undo_button(self, interaction: discord.Interaction, source: AddedSource) -> Item:
        """Return a button that adds a removed source again."""
        token = await self._store(interaction, [source])
        return button(pgettext("button", "Undo"), f"paperboy:source-draft:add:{token}")

    async def _build_form(
        self, _interaction: discord.Interaction, _key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        # NOTE: the description of an option and of a field of a form
        hint = pgettext("command", "Journal name, web address, cs.CL, pubmed:crispr or conference:icml-2026")
        label = pgettext("form", "Source")
        field = text_field(_ADDRESS, label, typed.get(_ADDRESS, ""), hint, max_length=1000, required=True)
        return modal(pgettext("form", "Add source"), _FORM, field)

    async def _on_submit(self, interaction: discord.Interaction, _key: str, typed: Mapping[str, str]) -> None:
        await reply_later(interaction)
        text = typed.get(_ADDRESS, "")
        try:
            candidates = await self._added.find(text)
        except MistakeError:
            if (address := known_address(text)) is None:
                raise
            candidates = await self._added.find(address)
        found = candidates[:OPTIONS]
        if len(found) == 1:
            await self._preview(interaction, found[0])
            return
        token = await self._store(interaction, found)
        menu = discord.ui.Select[Any](custom_id=f"paperboy:source-draft:choose:{token}")
        for at, source in enumerate(found):
            address = clip(plain_address(source.address), OPTION_TEXT)
            label = clip(clean(source.title), OPTION_TEXT)
            menu.add_option(label=label, value=str(at), description=address)
        text = ngettext(
            "That page has {number} feed. Choose one.", "That page has {number} feeds. Choose one.", len(found)
        )
        await interaction.edit_original_response(content=text, view=buttons(menu))

    async def _preview(self, interaction: discord.Interaction, source: AddedSource) -> None:
        if self._added.has(owner_of(interaction), source.name):
            text = gettext("{source} is already available here.", source=shown_title(source))
            await interaction.edit_original_response(content=text, view=buttons(use_button([source])))
            return
        await self.offer(interaction, [source], None, source_preview(source, await self._added.preview(source)))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        drafts, token, action = self._services.drafts, match["token"], match["action"]
        draft = await drafts.get(SOURCE_DRAFTS, token, interaction.user.id)
        if draft is None:
            raise PaperboyError(gettext("This preview has expired. Use the command again."))
        sources = [AddedSource(**fields) for fields in draft["sources"]]
        if action == "cancel":
            await drafts.drop(SOURCE_DRAFTS, token)
            await interaction.response.edit_message(content=gettext("Not added."), embed=None, view=None)
            return
        await interaction.response.defer()
        if action == "choose":
            chosen = selected_value(interaction)
            # The remainder, since a forged value can be any number.
            source = sources[int(chosen) % len(sources) if chosen.isdecimal() else 0]
            found = await self._added.find(source.address)  # with the feed's own title
            await self._preview(interaction, found[0])
            return
        await self._save(interaction, sources)
        await drafts.drop(SOURCE_DRAFTS, token)
        await self._services.open_replies.refresh(interaction)

    async def _save(self, interaction: discord.Interaction, sources: Sequence[AddedSource]) -> None:
        """Add the sources. One that is refused is an error if it is alone, else a line of the reply."""
        owner, saved, lines, view = owner_of(interaction), list[AddedSource](), list[str](), None
        for source in sources:
            try:
                await self._added.add(owner, source)
                saved.append(source)
            except PaperboyError as error:
                if len(sources) == 1:
                    raise
                lines.append(not_added(shown_title(source), str(error)))
        if saved:
            used = await used_sources(self._services, owner)
            if used.issuperset(source.name for source in saved):  # a removal was undone
                text = gettext("Restored: {sources}.", sources=shown_titles(saved))
            else:
                added = gettext("Added {sources}.", sources=shown_titles(saved))
                text, view = sentences(added, gettext("Subscribe to get new papers.")), buttons(use_button(saved))
            lines.insert(0, text)
        text = clip("\n".join(lines), MESSAGE_LENGTH)
        await interaction.edit_original_response(content=text, embed=None, view=view)

    async def _subscribe(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Open the form of a subscription to all papers of a source, which the person can narrow."""
        name, catalogue = match["name"], self._services.catalogue_for(interaction)
        if not catalogue.is_active(name):  # it was removed since
            raise unknown_source(name)
        title = clip(catalogue.title(name), _NAME_LENGTH)
        # The form requires a query: this one, readable with the source's title, matches all its papers.
        typed = {SOURCES: name, QUERY: catalogue.readable(f"source:{name}"), NAME: title}
        await self._services.forms.open(interaction, NEW_FORM, typed)

    async def _store(self, interaction: discord.Interaction, sources: Sequence[AddedSource]) -> str:
        return await self._services.drafts.put(
            SOURCE_DRAFTS, interaction.user.id, {"sources": [asdict(one) for one in sources]}
        )


async def used_sources(services: Services, owner: Owner) -> set[str]:
    """Return the names of the sources that subscriptions of an owner chose."""
    return {name for one in await services.subscriptions.owned(owner) for name in one.sources}


def use_button(sources: Sequence[AddedSource], style: discord.ButtonStyle = discord.ButtonStyle.primary) -> Item:
    """Return a button that opens the form of a subscription, with the source chosen if there is one alone."""
    label = pgettext("button", "Subscribe")
    if len(sources) > 1:
        return start_button(label)
    return button(label, f"paperboy:source-use:{sources[0].name}", style)


def not_added(name: str, reason: str) -> str:
    """Return a line of a list of sources that were not added, with the reason."""
    return gettext("{name}: {text}", name=f"• {name}", text=clip(reason, _ERROR_LENGTH))
