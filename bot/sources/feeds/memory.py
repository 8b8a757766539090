"""What is remembered of a feed between two readings: its validators, and which items were seen."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from bot.sources.json_values import line, mapping, sequence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.sources.feeds.parse import Item

_MOST = 3_000  # keys, of a thousand items: 36 KB
_TELLING_TITLE = 20  # characters: "Correction" is the title of many


@dataclass(frozen=True, kw_only=True)
class Memory:
    """`seen` are the keys of items, the latest last; the validators are those of the last answer."""

    seen: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None

    def encode(self) -> str:
        """The text that is stored."""
        fields = {"etag": self.etag, "modified": self.last_modified, "seen": list(self.seen)}
        return json.dumps(fields, separators=(",", ":"))

    @classmethod
    def decode(cls, text: str | None) -> Self | None:
        """None before the first reading, and for what is none of ours."""
        if text is None:
            return None
        try:
            fields = mapping(json.loads(text))
        except ValueError:
            return None
        if "seen" not in fields:
            return None
        return cls(
            seen=tuple(key for key in sequence(fields["seen"]) if isinstance(key, str)),
            etag=line(fields.get("etag"), 1_000),
            last_modified=line(fields.get("modified"), 1_000),
        )

    def after(self, items: Sequence[Item], etag: str | None, last_modified: str | None) -> Memory:
        """With these items, too; what was seen longest ago is forgotten first."""
        now = dict.fromkeys(key for item in items for key in keys(item))
        earlier = [key for key in self.seen if key not in now]
        return Memory(seen=(*earlier, *now)[-max(_MOST, len(now)) :], etag=etag, last_modified=last_modified)

    def knows(self, item: Item) -> bool:
        """Whether an item was there before.

        One with an arXiv id or DOI by that alone. Another by its guid, its address or its title: a feed that gives
        all of its items new guids has no new ones.
        """
        return not self._keys.isdisjoint(deciding_keys(item))

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(self.seen)


def keys(item: Item) -> list[str]:
    """All by which an item may be recognised."""
    return [*_own(item), *_identity(item)]


def deciding_keys(item: Item) -> list[str]:
    """Those that decide."""
    return _identity(item) or _own(item)


def _identity(item: Item) -> list[str]:
    return [] if item.entry.identity is None else [_key("id", item.entry.identity)]


def _own(item: Item) -> list[str]:
    title = item.paper.title.casefold()
    found = (
        ("guid", item.entry.guid if item.by_guid else ""),
        ("link", item.entry.address),
        ("title", title if len(title) >= _TELLING_TITLE else ""),
    )
    return [_key(kind, text) for kind, text in found if text]


def _key(kind: str, text: str) -> str:
    digest = hashlib.blake2b(f"{kind} {text}".encode(errors="replace"), digest_size=6).digest()
    return urlsafe_b64encode(digest).decode()
