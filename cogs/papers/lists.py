"""Numbered lists of papers, each with its gist and a button to its card."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.discord_io.render import paper_text
from bot.discord_io.render.custom_ids import paper_custom_id
from bot.discord_io.render.entries import SMALL_PRINT, gist_line, linked_title, small_line
from bot.language.translating import pgettext
from bot.text.safe import escape
from cogs.paper_buttons.buttons import save_menu
from cogs.shared.layouts import Entry, button, listing, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.domain.paper import Sighting
    from cogs.shared.layouts import Item

PAGE_SIZE = 5  # papers: five fit a phone screen, and a message at their longest
_AUTHOR_LENGTH = 50  # UTF-16 code units


async def show_papers(  # noqa: PLR0913 - the parts of a list, by name
    interaction: discord.Interaction,
    head: Sequence[str],
    sightings: Sequence[Sighting],
    *,
    first: int = 1,
    with_days: bool = True,
    remarks: Sequence[str] = (),
    foot: str = "",
    rows: Sequence[Sequence[Item]] = (),
    menu: Item | None = None,
) -> None:
    """Show at most five papers, numbered from `first`, in the deferred reply.

    `head` are texts above, `remarks` a line of Markdown for each paper, `foot` small print. `rows` are rows of
    buttons: page buttons first, then everything else. The `menu` is below them, by default one that saves papers
    of the list.
    """
    entries: list[Entry] = []
    for number, sighting in enumerate(sightings, start=first):
        remark = remarks[number - first] if remarks else ""
        entries.append(_entry(number, sighting, remark, with_day=with_days))
        await asyncio.sleep(0)  # a gist takes some milliseconds
    small = "\n".join(f"{SMALL_PRINT}{line}" for line in foot.splitlines())
    if sightings:
        rows = [*rows, [menu or save_menu([one.paper for one in sightings])]]
    await show(interaction, listing(head, entries, foot=small, rows=rows))


def _entry(number: int, sighting: Sighting, remark: str, *, with_day: bool) -> Entry:
    paper = sighting.paper
    day = paper_text.day(sighting) if with_day else ""
    title = f"**{number}.** {linked_title(paper)}"
    facts = small_line(
        paper_text.popularity(sighting), day, escape(paper_text.first_author(paper, _AUTHOR_LENGTH))
    )
    lines = (title, gist_line(paper), facts, remark)
    return Entry(
        text="\n".join(filter(None, lines)),
        brief="\n".join(filter(None, (title, facts, remark))),
        button=card_button(paper.id),
    )


def card_button(paper_id: str) -> Item:
    """Return the button that shows a paper's card."""
    return button(pgettext("button", "Show"), paper_custom_id("card", paper_id))
