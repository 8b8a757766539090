"""Long lists in pages, with buttons whose custom_id holds the page, and what makes the pages follow one another.

That is the key of an order that is remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from bot.language.translating import gettext, ngettext, pgettext
from cogs.shared.layouts import button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.service.papers.pages import Part
    from cogs.shared.layouts import Item

SUBSCRIPTIONS: Final = "list"  # the pages of `/alerts list`
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T_co]):
    """Page `number` (from 0) of `count`; `items` of `total`. `asked` is the page that was wanted.

    `key` is that of an order that is remembered; "" where pages go by their numbers alone.
    """

    items: Sequence[T_co]
    number: int
    count: int
    total: int
    asked: int
    key: str = ""

    def told(self, noun: Literal["paper", "subscription"], of_these: str = "") -> str:
        """`13 papers · page 2 of 3`: how many, which page of several, and whether another was wanted.

        `of_these` says more of the number and stands behind it.
        """
        if noun == "paper":
            total = ngettext("{number} paper", "{number} papers", self.total)
        else:
            # NOTE: in a line of facts at the head of a list
            total = ngettext("{number} subscription", "{number} subscriptions", self.total)
        # NOTE: in a line of facts at the head of a list
        which = gettext("page {page} of {pages}", page=self.number + 1, pages=self.count) if self.count > 1 else ""
        # NOTE: in a line of facts at the head of a list
        gone = gettext("there is no page {page} any more", page=self.asked + 1) if self.asked > self.number else ""
        return " · ".join(filter(None, (total, of_these, which, gone)))


def page_of(items: Sequence[T], number: int, size: int) -> Page[T]:
    """The page `number` from 0; the nearest one when the list has become shorter."""
    count = max(1, -(-len(items) // size))
    near = min(max(number, 0), count - 1)
    shown = items[near * size : (near + 1) * size]
    return Page(items=shown, number=near, count=count, total=len(items), asked=number)


def page_from(part: Part, asked: int) -> Page[Sighting]:
    """The page of a long answer that was asked for, or the nearest one."""
    return Page(
        items=part.sightings,
        number=part.number,
        count=part.pages,
        total=part.total,
        asked=asked,
        key=part.key,
    )


def page_template(prefix: str) -> str:
    """The custom_id of a paging button, as a pattern with the groups `page` and `key`.

    Buttons of older versions have no key: then the latter is None.
    """
    return rf"paperboy:{prefix}:(?P<page>\d{{1,6}})(?::(?P<key>[0-9a-z.]{{1,48}}))?"


def page_turners(page: Page[object], prefix: str) -> list[Item]:
    """Buttons to the neighbouring pages; none for a single page. They work after a restart, too."""
    if page.count == 1:
        return []
    labels = (f"◀ {pgettext('button', 'Back')}", f"{pgettext('button', 'More')} ▶")
    return [
        # A disabled button needs a custom_id that is unique, too
        button(
            label,
            ":".join(filter(None, (f"paperboy:{prefix}:{number % 1_000_000}", page.key))),
            disabled=not 0 <= number < page.count,
        )
        for label, number in zip(labels, (page.number - 1, page.number + 1), strict=True)
    ]
