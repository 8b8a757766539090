"""Papers that are analyzed once, for queries that come one at a time.

Where many queries meet a paper, QueryIndex is the answer: the paper is analyzed once for all. Where one query
meets many papers (a dry run, a baseline), analyzing them each time is nearly all of the work, so the results are
remembered.
"""

from __future__ import annotations

import zlib
from functools import cached_property
from itertools import islice
from operator import add
from typing import TYPE_CHECKING

from bot.query.analysis.document import AnalyzedText, key_rows, tied_chunks
from bot.query.analysis.word_keys import BREAK, GUARD
from bot.query.fields import ANYWHERE, NAMES_OF_PEOPLE
from bot.query.paper_view import PaperView, raw_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.paper import Paper, Sighting
    from bot.query.query import Query

_FASTEST = 1  # zlib's level: 30 µs a paper, and 5 % larger than the best
_MOST = 4000  # papers; three months of Hugging Face are about 2,200


class PaperCache:
    """Remembers what queries compared papers with. It gives exactly what `Query.matches` gives.

    A paper takes about 1 KB. Everything is forgotten when there are `most` papers: what is needed comes back.
    """

    def __init__(self, most: int = _MOST) -> None:
        self.most = most
        self._known: dict[str, dict[str, _PackedText]] = {}  # by paper and field

    def __len__(self) -> int:
        return len(self._known)

    def matches(self, query: Query, sighting: Sighting) -> bool:
        """`query.matches(sighting.paper, sighting.signals)`, faster from the second time on."""
        return query.tree.holds(_CachedView(sighting, self._of(sighting.paper)))

    def warm(self, sighting: Sighting) -> None:
        """Analyze what bare words search, so that the first `matches` is as quick as the others."""
        _CachedView(sighting, self._of(sighting.paper)).text()

    def _of(self, paper: Paper) -> dict[str, _PackedText]:
        known = self._known.get(paper.id)
        if known is None:
            if len(self._known) >= self.most:
                self._known.clear()
            known = self._known[paper.id] = {}
        return known


class _CachedView(PaperView):
    """A view that remembers texts beyond its own life; one that has changed since is analyzed again."""

    def __init__(self, sighting: Sighting, known: dict[str, _PackedText]) -> None:
        super().__init__(sighting.paper, sighting.signals)
        self._known = known

    def text(self, field: str = ANYWHERE) -> AnalyzedText:
        """A text field, or what bare words search."""
        text = self._texts.get(field)
        if text is None:
            raw, names = raw_text(self.paper, field), field in NAMES_OF_PEOPLE
            known = self._known.get(field)
            if known is None or known.hash != hash(raw):
                known = self._known[field] = _PackedText(raw, names=names)
            text = self._texts[field] = _RememberedText(known, raw, names=names)
        return text


class _PackedText:
    """What is remembered of a text: the keys of both forms in a row, packed.

    That is a fourth of the row, which is a tenth of a set of them; unpacking takes a tenth of what is done next.
    The text itself comes with every question: its hash shows whether it is the same.
    """

    __slots__ = ("_literal_rows", "_row", "hash")

    def __init__(self, raw: str, *, names: bool) -> None:
        split, joined = map(" ".join, key_rows(tied_chunks(raw), names=names))
        self.hash = hash(raw)
        self._row = _packed(f"{split} {BREAK} {joined}")
        self._literal_rows = b""

    def row(self) -> str:
        """The keys of the split form, a break, and those of the joined one."""
        return _unpacked(self._row)

    def literal_rows(self, work_out: Callable[[], str]) -> str:
        """See AnalyzedText; worked out when first asked for, as few queries are literal."""
        if not self._literal_rows:
            self._literal_rows = _packed(work_out())
        return _unpacked(self._literal_rows)


class _RememberedText(AnalyzedText):
    """An AnalyzedText made of what is remembered."""

    def __init__(self, known: _PackedText, raw: str, *, names: bool) -> None:
        self._known = known
        self._raw = raw
        self._names = names

    @cached_property
    def _chunks(self) -> list[str]:
        return tied_chunks(self._raw)

    @cached_property
    def _row_of_keys(self) -> str:
        return self._known.row()

    @cached_property
    def keys(self) -> set[str]:
        """See AnalyzedText; the break between the forms adds nothing that a query asks for."""
        row = self._row_of_keys.split(" ")
        return {*row, *map(add, row, islice(row, 1, None))}

    @cached_property
    def rows(self) -> str:
        """See AnalyzedText."""
        return f" {self._row_of_keys} ".replace(f"{GUARD} ", " ")

    @cached_property
    def literal_rows(self) -> str:
        """See AnalyzedText."""
        return self._known.literal_rows(lambda: AnalyzedText(self._raw, names=self._names).literal_rows)


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode(), _FASTEST)


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode()
