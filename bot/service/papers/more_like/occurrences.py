"""Where a paper says each stretch of its words, and what stands beside it there."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bot.query.analysis.topics import is_general, is_topic
from bot.service.papers.more_like.rows import keys_of, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.paper import Paper
    from bot.service.papers.more_like.rows import Unit

_LONGEST = 4  # between spaces
_MEANS = frozenset({"via", "with", "by", "using", "through", "leveraging"})
_BY_MEANS = 0.75  # of a title, what stands behind one of these
MOST_READ = 5_000  # characters of an abstract: few have half of that, and the event loop waits meanwhile
_SCATTERED = 0.5  # of a title, what the abstract says in a row
CUT_OFF = 0.4  # what always goes on in the same way
_HEADED = 0.85  # what always has the same before it


class Occurrences:
    """Those of one stretch, as it is written in the title if it stands there.

    `titled` is 1 for what the title says outright, less for what it says by what means it is done, or in scattered
    words. `opening` is for what the first sentence of the abstract says, `said` counts in all of the abstract,
    which has at least each word of what is `echoed`.
    """

    def __init__(self) -> None:
        self.units: Sequence[Unit] = ()
        self.titled = 0.0
        self.named = False
        self.opening = False
        self.said = 0
        self.echoed = False
        self._in_title = False
        self._after: Counter[str] = Counter()
        self._after_in_title: set[str] = set()
        self._before: Counter[str] = Counter()

    @property
    def whole(self) -> float:
        """1, or less for a part of something longer: `Probability Flow ODE` is cut off before its last word."""
        times = self.said + self._in_title
        going_on = (key for key, count in self._after.items() if count == times)
        if any(key in self._after_in_title or not is_general(key) for key in going_on):
            return CUT_OFF
        return _HEADED if times and max(self._before.values(), default=0) == times else 1.0

    def stand_in_title(self, units: Sequence[Unit], *, by_means: bool) -> None:
        """Once more in the title."""
        self.units, self._in_title = units, True
        self.titled = max(self.titled, _BY_MEANS if by_means else 1.0)

    def stand_beside(self, before: Unit | None, after: Unit | None, *, in_title: bool) -> None:
        """Between these, as far as they say something."""
        if before and any(map(is_topic, before.keys)) and not all(map(is_general, before.keys)):
            self._before[before.keys[-1]] += 1
        if after and is_topic(after.keys[0]) and not after.written.endswith("ing"):
            self._after[after.keys[0]] += 1
            if in_title:
                self._after_in_title.add(after.keys[0])


def occurrences(paper: Paper) -> Mapping[tuple[str, ...], Occurrences]:
    """All stretches of up to four words between spaces, by the keys of their words; keywords as they are."""
    found: dict[tuple[str, ...], Occurrences] = defaultdict(Occurrences)
    first, _, rest = paper.abstract[:MOST_READ].partition(". ")
    for text in (first, rest):
        for row in rows(text):
            for start, units in _stretches(row):
                one = found[keys_of(units)]
                one.units, one.said, one.opening = units, one.said + 1, one.opening or text is first
                one.stand_beside(*_beside(row, start, units), in_title=False)
    for keyword in paper.keywords:
        for row in rows(keyword):
            one = found[keys_of(row)]
            one.units, one.named = one.units or row, True
    _add_title(paper.title, found)
    every = {key for keys, one in found.items() if one.said for key in keys}
    for keys, one in found.items():
        one.echoed = every.issuperset(keys)
    return found


def _add_title(title: str, found: dict[tuple[str, ...], Occurrences]) -> None:
    every: set[str] = set()
    for row in rows(title):
        every.update(keys_of(row))
        means = next((at for at, unit in enumerate(row) if at and unit.keys[0] in _MEANS), len(row))
        for start, units in _stretches(row):
            one = found[keys_of(units)]
            one.stand_in_title(units, by_means=start > means)
            one.stand_beside(*_beside(row, start, units), in_title=True)
    for keys, one in found.items():
        if not one.titled and len(keys) > 1 and one.said > 1 and every.issuperset(keys):
            one.titled = _SCATTERED


def _stretches(row: Sequence[Unit]) -> Iterator[tuple[int, Sequence[Unit]]]:
    """With where they begin."""
    for start in range(len(row)):
        for end in range(start + 1, min(start + _LONGEST, len(row)) + 1):
            yield start, row[start:end]


def _beside(row: Sequence[Unit], start: int, units: Sequence[Unit]) -> tuple[Unit | None, Unit | None]:
    end = start + len(units)
    return row[start - 1] if start else None, row[end] if end < len(row) else None
