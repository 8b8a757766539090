"""Papers that are read once, for queries that come one at a time.

Where many queries meet a paper, QueryIndex is the answer: the paper is read once for all. Where one query meets
many papers (a dry run, a baseline), reading them anew is nearly all of the work, so what was read is remembered.
"""

from __future__ import annotations

from functools import cached_property, partial
from itertools import chain, islice, repeat
from operator import add
from typing import TYPE_CHECKING

from bot.query.keys import BREAK, GUARD
from bot.query.reading import Text, chunk_keys, tied_chunks
from bot.query.view import ANYWHERE, NAMES, View, raw_text

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Sighting
    from bot.query.language import Query

_MOST = 4000  # papers; three months of Hugging Face are about 2,200


class Library:
    """Remembers what queries compared papers with. It gives exactly what `Query.matches` gives.

    A paper takes about 6 KB. Everything is forgotten when there are `most` papers: what is needed comes back.
    """

    def __init__(self, most: int = _MOST) -> None:
        self.most = most
        self._known: dict[str, dict[str, _Known]] = {}  # by paper and field

    def __len__(self) -> int:
        return len(self._known)

    def matches(self, query: Query, sighting: Sighting) -> bool:
        """`query.matches(sighting.paper, sighting.signals)`, faster from the second time on."""
        return query.tree.holds(_LibraryView(sighting, self._of(sighting.paper)))

    def read(self, sighting: Sighting) -> None:
        """Read what bare words search, so that the first `matches` is as quick as the others."""
        _LibraryView(sighting, self._of(sighting.paper)).text()

    def _of(self, paper: Paper) -> dict[str, _Known]:
        known = self._known.get(paper.id)
        if known is None:
            if len(self._known) >= self.most:
                self._known.clear()
            known = self._known[paper.id] = {}
        return known


class _LibraryView(View):
    """A view that remembers texts beyond its own life; one that has changed since is read anew."""

    def __init__(self, sighting: Sighting, known: dict[str, _Known]) -> None:
        super().__init__(sighting.paper, sighting.signals)
        self._known = known

    def text(self, field: str = ANYWHERE) -> Text:
        """A text field, or what bare words search."""
        text = self._texts.get(field)
        if text is None:
            raw = raw_text(self.paper, field)
            known = self._known.get(field)
            if known is None or known.raw != raw:
                known = self._known[field] = _Known(raw, names=field in NAMES)
            text = self._texts[field] = _KnownText(known)
        return text


class _Known:
    """What is remembered of a text: the keys of both readings in a row, a tenth of what a set of them takes."""

    def __init__(self, raw: str, *, names: bool) -> None:
        self.raw = raw
        self.names = names
        self._literal_rows = ""
        chunks = tied_chunks(raw)
        split, joined = (_row(chunks, reading, names=names) for reading in (0, 1))
        self.readings = (split, split if joined == split else joined)

    def literal_rows(self) -> str:
        """See Text; worked out when first asked for, as few queries are literal."""
        if not self._literal_rows:
            self._literal_rows = Text(self.raw, names=self.names).literal_rows
        return self._literal_rows


class _KnownText(Text):
    """A Text made of what is remembered."""

    def __init__(self, known: _Known) -> None:
        self._of = known
        self._names = known.names

    @cached_property
    def _chunks(self) -> list[str]:
        return tied_chunks(self._of.raw)

    @cached_property
    def keys(self) -> set[str]:
        """See Text."""
        keys: set[str] = set()
        for reading in self._of.readings:
            row = reading.split(" ")
            keys.update(row)
            keys.update(map(add, row, islice(row, 1, None)))
        return keys

    @cached_property
    def rows(self) -> str:
        """See Text."""
        split, joined = self._of.readings
        return f" {split} {BREAK} {joined} ".replace(f"{GUARD} ", " ")

    @cached_property
    def literal_rows(self) -> str:
        """See Text."""
        return self._of.literal_rows()


def _row(chunks: list[str], reading: int, *, names: bool) -> str:
    return " ".join(chain.from_iterable(map(partial(chunk_keys, names=names), chunks, repeat(reading))))
