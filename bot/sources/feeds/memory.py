"""The memory of a feed between two readings: items that were seen, and facts about the last answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Self

from bot.sources.bodies.json_values import count, day, line, moment, sequence, stored

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bot.sources.feeds.item import Item

_DIGEST = 8  # characters
_MOST_OLDER = 16  # digests, of a feed that gives its items new guids each time
_MOST_GONE = 1_000  # items that a feed shows no longer: some 50 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An item of an earlier reading, all in digests.

    `paper` is the identity of its paper, `content` and `keys` are what it was last, `older` what it was before.
    Version 0.1 kept loose keys: each of these is one without a `paper`.
    """

    paper: str = ""
    content: str = ""
    keys: tuple[str, ...] = ()
    older: tuple[str, ...] = ()

    def encode(self) -> str:
        """The text that is stored."""
        return ".".join(filter(None, ("".join((self.paper, self.content, *self.keys)), "".join(self.older))))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote."""
        last, _, before = text.partition(".")
        parts = _cut(last)
        if len(parts) == 1:
            return cls(keys=parts)
        return cls(paper=parts[0], content=parts[1], keys=parts[2:], older=_cut(before))

    def linked(self, pages: Mapping[str, str]) -> Known:
        """Return a loose key with its whole address: version 0.1 stored that of the page alone."""
        return Known(keys=tuple(pages.get(key, key) for key in self.keys))

    def now(self, item: Item, paper: str) -> Known:
        """Return it with the keys that the item has now; `paper` is its paper's identity if none is known."""
        before = dict.fromkeys(key for key in chain(self.older, self.keys) if key not in item.keys)
        older = tuple(before)[-_MOST_OLDER:]
        return Known(paper=self.paper or paper, content=item.content, keys=item.keys, older=older)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The cursor of a feed: `items` that were seen, those of the last answer that had any at the end.

    `last` is how many these are (None: it is not known), `most` how many an answer had at most.
    `day` is when the whole feed was read last (UTC), `served` the same by the server's clock, `address` the digest
    of where; the validators are of the last answer. `since` is the oldest date of the answer that was learned, if
    it had any.
    """

    items: tuple[Known, ...] = ()
    last: int | None = None
    most: int = 0
    day: date | None = None
    served: date | None = None
    since: datetime | None = None
    address: str = ""
    etag: str | None = None
    last_modified: str | None = None

    def encode(self) -> str:
        """The text that is stored."""
        fields = {
            "items": [one.encode() for one in self.items],
            "last": self.last,
            "most": self.most,
            "day": self.day,
            "served": self.served,
            "since": self.since,
            "address": self.address,
            "etag": self.etag,
            "modified": self.last_modified,
        }
        return json.dumps(fields, separators=(",", ":"), default=str)

    @classmethod
    def decode(cls, text: str | None) -> Self:
        """Read what `encode` wrote; anything else is an empty memory, as before the first reading."""
        fields = stored(text)
        texts = sequence(fields.get("items")) or sequence(fields.get("seen"))  # as version 0.1 wrote it
        return cls(
            items=tuple(Known.decode(text) for text in texts if isinstance(text, str) and text),
            last=count(fields.get("last")),
            most=count(fields.get("most")) or 0,
            day=day(fields.get("day")),
            served=day(fields.get("served")),
            since=moment(line(fields.get("since"), 50) or ""),
            address=line(fields.get("address"), _DIGEST) or "",
            etag=line(fields.get("etag"), 1_000),
            last_modified=line(fields.get("modified"), 1_000),
        )

    def after(self, gone: Sequence[Known], shown: Sequence[Known]) -> Memory:
        """Return it with one more answer: items `shown`, and items `gone`, of which the earliest are forgotten."""
        if not shown:
            return self
        most = max(self.most, len(shown))
        loose = sum(not one.paper for one in gone)
        items = (*gone[-max(most, _MOST_GONE) - loose :], *shown)
        return replace(self, items=items, last=len(shown), most=most)


def _cut(text: str) -> tuple[str, ...]:
    return tuple(text[start : start + _DIGEST] for start in range(0, len(text), _DIGEST))
