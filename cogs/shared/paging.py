"""Pages of long lists. The custom_id of a page button holds the page number and the key of a stored order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from bot.discord_io.render.paper_text import DOT
from bot.language.translating import gettext, ngettext, pgettext
from cogs.shared.layouts import Item, button
from cogs.shared.lines import how_many_papers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.service.papers.pages import Part

SUBSCRIPTION_PAGES = "list"  # in custom_ids: the pages of `/alerts list`
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T_co]):
    """Page `number` (from 0) of `count`; `items` of `total`.

    `key` identifies a stored order of papers; "" if pages are counted in the current order.
    """

    items: Sequence[T_co]
    number: int
    count: int
    total: int
    key: str = ""

    def summary(self, noun: Literal["paper", "subscription", "source"], detail: str = "") -> str:
        """Return `13 papers · page 2 of 3`; `detail` follows the total."""
        if noun == "paper":
            total = how_many_papers(self.total)
        elif noun == "source":
            # NOTE: in a line of facts at the head of a list
            total = ngettext("{number} source", "{number} sources", self.total)
        else:
            # NOTE: in a line of facts at the head of a list
            total = ngettext("{number} subscription", "{number} subscriptions", self.total)
        # NOTE: in a line of facts at the head of a list
        which = gettext("page {page} of {pages}", page=self.number + 1, pages=self.count) if self.count > 1 else ""
        return DOT.join(filter(None, (total, detail, which)))


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """Return the page `number` from 0, or the last one if the list has become shorter."""
    count = max(1, -(-len(items) // size))
    nearest = min(max(number, 0), count - 1)
    on_page = items[nearest * size : (nearest + 1) * size]
    return Page(items=on_page, number=nearest, count=count, total=len(items))


def page_from(part: Part) -> Page[Sighting]:
    """Return a part of a long result as a page."""
    return Page(
        items=part.sightings,
        number=part.number,
        count=part.pages,
        total=part.total,
        key=part.key,
    )


def page_template(prefix: str) -> str:
    """Return the custom_id pattern of page buttons, with the groups `page` and `key`.

    Lists without a stored order have no key: then that group is None.
    """
    return rf"paperboy:{prefix}:(?P<page>\d{{1,6}})(?::(?P<key>[0-9a-z.]{{1,48}}))?"


def page_turners(page: Page[object], prefix: str) -> list[Item]:
    """Return the buttons to the previous and the next page; none for a single page."""
    if page.count == 1:
        return []
    labels = (f"◀ {pgettext('button', 'Previous')}", f"{pgettext('button', 'Next')} ▶")
    return [
        # Disabled buttons also need unique custom_ids of that pattern: page -1 becomes 999999
        button(
            label,
            ":".join(filter(None, (f"paperboy:{prefix}:{number % 1_000_000}", page.key))),
            disabled=not 0 <= number < page.count,
        )
        for label, number in zip(labels, (page.number - 1, page.number + 1), strict=True)
    ]
