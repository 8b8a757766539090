"""`/papers saved`: a person's saved papers, and the menus that save and remove them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.interactions.presses import selected_value, selected_values
from bot.discord_io.interactions.replies import change_later, reply_later
from bot.discord_io.render.custom_ids import paper_key
from bot.discord_io.render.entries import SMALL_PRINT, linked_title
from bot.domain.errors import PaperboyError
from bot.language.formats import number, sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.citations.citation import Citation, citation
from bot.text.citations.formats import FORMATS
from cogs.paper_buttons.buttons import PICKS_LIKE_SAVED, SAVE_LISTED, SAVED_FEED, paper_menu
from cogs.paper_buttons.saved_list import query_of_list, saved_ids
from cogs.papers.cite import citation_file
from cogs.papers.lists import PAGE_SIZE, show_papers
from cogs.papers.search import query_text
from cogs.shared.layouts import button, plain, show
from cogs.shared.lines import saved_text
from cogs.shared.paging import page_of, page_template, page_turners

if TYPE_CHECKING:
    import re

    import discord

    from bot.domain.paper import Sighting
    from bot.query import Query
    from cogs.services import Services

_PAGES = "saved"  # of custom_ids of page buttons
_REMOVE_PREFIX = "paperboy:unsave:"
_UNDO_PREFIX = "paperboy:resave:"
_EXPORT_PREFIX = "paperboy:saved-export:"
_AT_ONCE = 20  # papers that are read and cited in some 5 ms
_TITLE_LENGTH = 200  # UTF-16 code units


class _Removed(NamedTuple):
    """A paper that was just removed, and when it had been saved."""

    sighting: Sighting
    when: datetime


class SavedHandler:
    """Shows each person their own list, in pages. The query that limits it is read from the message itself."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._saved = services.papers.saved
        self._papers = services.papers.stored
        services.presses.for_all(SAVE_LISTED, self._save)
        services.presses.for_all(page_template(_PAGES), self._turn)
        services.presses.for_all(rf"{_REMOVE_PREFIX}(?P<page>\d{{1,6}})", self._remove)
        services.presses.for_all(
            rf"{_UNDO_PREFIX}(?P<page>\d{{1,6}}):(?P<time>\d{{1,10}}):(?P<key>.+)", self._undo
        )
        extensions = "|".join(one.extension for one in FORMATS)
        services.presses.for_all(rf"{_EXPORT_PREFIX}(?P<extension>{extensions})", self._export)

    async def show(
        self,
        interaction: discord.Interaction,
        query: Query | None,
        page_number: int = 0,
        removed: _Removed | None = None,
    ) -> None:
        """Show a page of the saved papers, of a query those that match, in the deferred reply."""
        page = page_of(await saved_ids(self._services, interaction, query), page_number, PAGE_SIZE)
        stored = await self._papers.get_all(page.items)
        sightings = [stored[key] for key in page.items if key in stored]
        heading = f"### {gettext('Saved papers')}\n{SMALL_PRINT}{page.summary('paper')}"
        removed_text, undo = "", []
        if removed is not None:
            paper = removed.sighting.paper
            removed_text = gettext("Removed: {paper}", paper=linked_title(paper, _TITLE_LENGTH))
            key = f"{page.number}:{int(removed.when.timestamp())}:{paper_key(paper.id)}"
            undo = [button(pgettext("button", "Undo"), f"{_UNDO_PREFIX}{key}")]
        elif not sightings:
            await show(interaction, plain(await self._nothing_text(interaction.user.id, query)))
            return
        remove_id = f"{_REMOVE_PREFIX}{page.number}"
        exports = [
            # NOTE: a button; {format} is BibTeX, RIS or CSL-JSON
            button(pgettext("button", "Export {format}", format=one.title), f"{_EXPORT_PREFIX}{one.extension}")
            for one in FORMATS
        ]
        # NOTE: a button: subscribes to papers that are like the saved ones
        picks = button(pgettext("button", "Picks like these"), PICKS_LIKE_SAVED)
        # NOTE: a button: shows the address of a feed
        feed = [button(pgettext("button", "Feed"), SAVED_FEED)] if self._services.feeds.address else []
        await show_papers(
            interaction,
            [
                heading,
                query_text(query) if query else "",
                removed_text,
            ],
            sightings,
            first=page.number * PAGE_SIZE + 1,
            rows=[[*page_turners(page, _PAGES), *undo], [*exports, picks, *feed] if sightings else []],
            menu=paper_menu([one.paper for one in sightings], remove_id, gettext("Remove a paper"))
            if sightings
            else None,
        )

    async def _save(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await reply_later(interaction)
        sightings = [await self._find(key) for key in selected_values(interaction)]
        new = await self._saved.add(interaction.user.id, *(one.paper.id for one in sightings))
        await interaction.edit_original_response(content=saved_text(new, len(sightings) - new))

    async def _turn(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await change_later(interaction)
        await self.show(interaction, query_of_list(self._services, interaction), int(match["page"]))

    async def _remove(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await change_later(interaction)
        sighting, person = await self._find(selected_value(interaction)), interaction.user.id
        when = (await self._saved.newest(person)).get(sighting.paper.id)
        await self._saved.remove(person, sighting.paper.id)
        removed = _Removed(sighting, when) if when else None
        await self.show(interaction, query_of_list(self._services, interaction), int(match["page"]), removed)

    async def _undo(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await change_later(interaction)
        sighting, when = await self._find(match["key"]), datetime.fromtimestamp(int(match["time"]), UTC)
        await self._saved.add(interaction.user.id, sighting.paper.id, when=when)
        await self.show(interaction, query_of_list(self._services, interaction), int(match["page"]))

    async def _export(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await reply_later(interaction)
        kind = next(one for one in FORMATS if one.extension == match["extension"])
        query = query_of_list(self._services, interaction)
        ids = await saved_ids(self._services, interaction, query)
        cited = list[Citation]()
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            stored = await self._papers.get_all(some)
            cited += [citation(stored[key], self._services.catalogue.title) for key in some if key in stored]
            await asyncio.sleep(0)
        if not cited:  # the list was longer when it was shown; Discord takes no empty file
            raise PaperboyError(await self._nothing_text(interaction.user.id, query))
        file = await asyncio.to_thread(citation_file, kind, cited, "saved-papers")
        # NOTE: {number} is how many papers the person has saved, of which some are in a file
        text = ngettext(
            "{exported} of {number} saved paper",
            "{exported} of {number} saved papers",
            len(await self._saved.newest(interaction.user.id)),
            exported=number(len(cited)),
        )
        await interaction.edit_original_response(content=text, attachments=[file])

    async def _nothing_text(self, person: int, query: Query | None) -> str:
        """Say that no saved paper matches the query, or that there is none at all."""
        saved = len(await self._saved.newest(person))
        return _unmatched_text(saved, query) if query and saved else _empty_text()

    async def _find(self, key: str) -> Sighting:
        paper_id = await find_paper_id(key, self._papers)
        if paper_id is None or (sighting := await self._papers.get(paper_id)) is None:
            raise PaperboyError(gettext("I no longer have that paper."))
        return sighting


def _unmatched_text(saved: int, query: Query) -> str:
    text = ngettext("Your saved paper does not match.", "None of your {number} saved papers match.", saved)
    return "\n".join((sentences(text, gettext("See all in `/papers saved`.")), query_text(query)))


def _empty_text() -> str:
    # NOTE: {abstract} and {save} are buttons; *Apps* is an entry of Discord's menu of a message, {command} is one
    # below it
    return gettext(
        "No saved papers yet. Press *{abstract}* under an alert, then *{save}*, or choose *Apps* → *{command}* in"
        " a message's menu.",
        abstract=pgettext("button", "Abstract"),
        save=pgettext("button", "Save"),
        command="Save papers",
    )
