"""The memory of a feed between two readings: items that were seen, and facts about the last answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import date, datetime  # noqa: TC003 - pydantic reads them
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AliasChoices, BeforeValidator, Field
from typing_extensions import override

from bot.sources.bodies.json_values import stored

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    @override
    def __str__(self) -> str:
        """The text that is stored."""
        return ".".join(filter(None, ("".join((self.paper, self.content, *self.keys)), "".join(self.older))))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the text that is stored."""
        last, before = (
            tuple(part[start : start + _DIGEST] for start in range(0, len(part), _DIGEST))
            for part in text.partition(".")[::2]
        )
        if len(last) == 1:
            return cls(keys=last)
        return cls(paper=last[0], content=last[1], keys=last[2:], older=before)

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

    items: Annotated[
        tuple[Annotated[Known, BeforeValidator(Known.read)], ...],
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

    def encode(self) -> str:
        """The text that is stored."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return json.dumps(values, separators=(",", ":"), default=str)

    @classmethod
    def decode(cls, text: str | None) -> Self:
        """Read what `encode` wrote; anything else is an empty memory, as before the first reading."""
        return stored(cls, text) or cls()

    def after(self, gone: Sequence[Known], shown: Sequence[Known]) -> Memory:
        """Return it with one more answer: items `shown`, and items `gone`, of which the earliest are forgotten."""
        if not shown:
            return self
        most = max(self.most, len(shown))
        loose = sum(not one.paper for one in gone)
        items = (*gone[-max(most, _MOST_GONE) - loose :], *shown)
        return replace(self, items=items, last=len(shown), most=most)
