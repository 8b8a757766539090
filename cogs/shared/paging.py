"""Long lists in pages, with buttons whose custom_id holds the page: nothing is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import discord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_io.interactions.presses import ItemClass
    from bot.domain.paper import Sighting
    from bot.service.papers.pages import Part

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T_co]):
    """Page `number` (from 0) of `count`; `items` of `total`. `asked` is the page that was wanted."""

    items: Sequence[T_co]
    number: int
    count: int
    total: int
    asked: int

    @property
    def position(self) -> str:
        """How many there are, which page of several this is, and whether another was wanted."""
        which = f", page {self.number + 1} of {self.count}" if self.count > 1 else ""
        gone = f" (there is no page {self.asked + 1} any more)" if self.asked > self.number else ""
        return f"{self.total:,}{which}{gone}"


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """The page `number` from 0; the nearest one when the list has become shorter."""
    count = max(1, -(-len(items) // size))
    near = min(max(number, 0), count - 1)
    shown = items[near * size : (near + 1) * size]
    return Page(items=shown, number=near, count=count, total=len(items), asked=number)


def page_from(part: Part, asked: int) -> Page[Sighting]:
    """The page of a long answer that was asked for, or the nearest one."""
    return Page(items=part.sightings, number=part.number, count=part.pages, total=part.total, asked=asked)


def page_template(prefix: str) -> str:
    """The custom_id of a paging button, as a pattern with the group `page`."""
    return rf"paperboy:{prefix}:(?P<page>\d{{1,6}})"


def page_buttons(page: Page[object], prefix: str, item_class: ItemClass) -> discord.ui.View:
    """Buttons to the neighbouring pages; none for a single page. They work after a restart, too."""
    view = discord.ui.View(timeout=None)
    if page.count > 1:
        view.add_item(item_class(_button("◀ Back", prefix, page.number - 1, usable=page.number > 0)))
        view.add_item(item_class(_button("More ▶", prefix, page.number + 1, usable=page.number + 1 < page.count)))
    return view


def _button(label: str, prefix: str, number: int, *, usable: bool) -> discord.ui.Button[discord.ui.View]:
    custom_id = f"paperboy:{prefix}:{number % 1_000_000}"  # a disabled button needs one that is unique, too
    return discord.ui.Button(label=label, custom_id=custom_id, disabled=not usable)
