"""The keys that queries ask for in one field, with how many ask for each."""

from __future__ import annotations

from collections import Counter

from bot.query.lookup import Lookup
from bot.query.plan import scoped
from bot.query.view import NAMES


class FieldKeys:
    """Counts who asks for a key, and finds those that a text of the field has."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._asked: Counter[str] = Counter()
        self._lookup = Lookup(self._asked, names=name in NAMES)

    def __bool__(self) -> bool:
        return bool(self._asked)

    def add(self, key: str) -> None:
        """One more query asks for a key."""
        self._asked[key] += 1
        if self._asked[key] == 1:
            self._lookup.add(key)

    def discard(self, key: str) -> None:
        """One query less asks for a key."""
        self._asked[key] -= 1
        if not self._asked[key]:
            del self._asked[key]
            self._lookup.discard(key)

    def find(self, text: str) -> set[str]:
        """The keys asked for that the text has, under the field's name."""
        found = self._lookup.find(text)
        return {scoped(self.name, key) for key in found} if self.name else found
