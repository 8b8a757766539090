"""The memory of a feed between two polls: the items that were seen, and facts about the last answer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime  # noqa: TC003 - pydantic reads them
from itertools import chain
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import AliasChoices, BeforeValidator, Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sources.feeds.item import Item

_MAX_EARLIER_HASHES = 16  # earlier hashes of an item, for feeds that change guids at each poll
_MAX_GONE_ITEMS = 1_000  # items that the feed no longer shows, some 80 KB


class SeenItem(NamedTuple):
    """An item of an earlier poll, in hashes.

    `paper` is the hash of its paper's id; `content` and `keys` are of the last answer with it, `older` its earlier
    keys. Version 0.1 stored single keys: each became an item without a `paper`.
    """

    paper: str = ""
    content: str = ""
    keys: tuple[str, ...] = ()
    older: tuple[str, ...] = ()

    def updated(self, item: Item, paper: str) -> SeenItem:
        """Return the seen item with the current keys of `item`; `paper` is its paper if that was unknown."""
        before = dict.fromkeys(key for key in chain(self.older, self.keys) if key not in item.keys)
        older = tuple(before)[-_MAX_EARLIER_HASHES:]
        return SeenItem(paper=self.paper or paper, content=item.content_hash, keys=item.keys, older=older)


def _from_keys(value: object) -> object:
    """Make an item of joined keys, of eight characters each; version 0.1 wrote one key an item."""
    return SeenItem(keys=tuple(re.findall(r"[\w-]{8}", value))) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The cursor of a feed: the `items` that were seen, those of the last non-empty answer at the end.

    `last` is their number (None: unknown), `most` the largest number of any answer. `day` is when the whole feed
    was last fetched (UTC), `served` the same by the server's clock, `address` the hash of its URL. `etag` and
    `modified` are of the last answer. `since` is the oldest date in the learned answer, if it had dates.
    """

    items: Annotated[
        tuple[Annotated[SeenItem, BeforeValidator(_from_keys)], ...],
        Field(validation_alias=AliasChoices("items", "seen")),  # as version 0.1 wrote it
    ] = ()
    last: int | None = None
    most: int = 0
    day: date | None = None
    served: date | None = None
    since: datetime | None = None
    address: str = ""
    etag: str | None = None
    modified: str | None = None

    def updated(self, gone: Sequence[SeenItem], in_feed: Sequence[SeenItem]) -> Memory:
        """Return the memory after an answer with the items `in_feed`, without the oldest of the items `gone`."""
        if not in_feed:
            return self
        most = max(self.most, len(in_feed))
        without_paper = sum(not one.paper for one in gone)  # the single keys of version 0.1
        items = (*gone[-max(most, _MAX_GONE_ITEMS) - without_paper :], *in_feed)
        return replace(self, items=items, last=len(in_feed), most=most)
