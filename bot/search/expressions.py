"""From a query to what SQLite is asked: one FTS5 expression where keys decide, and SQL for numbers.

What a term needs (`bot.query.analysis.requirements`) is a key, which a text has as one word or as two neighbours,
or words in a row. Either is a phrase of tokens. Where a row could be read in too many ways, or where the beginning
of a word begins the key of another, more is found than is asked for: then it is verified.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, assert_never

from bot.query.analysis.word_keys import GUARD, may_be_guarded
from bot.query.fields import ANYWHERE, CONTENT_FIELDS
from bot.query.syntax.tree import And, Comparison, Fact, Node, Not, Or, TextTerm
from bot.search.documents import FACTS, SPELLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.query.analysis.document import PhrasePrefix

IN_TEXTS = "p.n IN (SELECT rowid FROM texts WHERE texts MATCH ?)"
_MOST_READINGS = 16  # of one row
_MOST_TAILS = 64  # keys that stand for the beginning of a word
_DEEPEST = 12  # brackets in an FTS5 expression, whose parser has a small stack
_ALWAYS, _NEVER = "1", "0"


class Tails(NamedTuple):
    """The keys of words that begin with a stem though the keys do not, and whether the reverse exists too."""

    keys: tuple[str, ...]
    misleading: bool


FindTails: TypeAlias = "Callable[[str], Tails]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What papers must meet, all of it: an FTS5 expression, and SQL over `papers p` with its values.

    Empty texts ask for nothing. If not `exact`, more papers meet it than the query matches.
    """

    match: str = ""
    where: str = ""
    values: tuple[str | int, ...] = ()
    exact: bool = True


def condition(tree: Node, tails: FindTails) -> Condition:
    """The condition of a query."""
    asked = _Translation(tails)
    part = asked.of(tree)
    if part.match and part.unmatch:
        part = replace(part, match=f"({part.match}) NOT ({part.unmatch})", unmatch="")
    return replace(part.as_condition(), exact=asked.exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A conjunction of up to three parts: what the texts must match, what they must not, and SQL."""

    match: str = ""
    unmatch: str = ""
    sql: str = ""
    values: tuple[str | int, ...] = ()
    depth: int = 1

    @property
    def only_matches(self) -> bool:
        return bool(self.match) and not self.unmatch and not self.sql

    @property
    def only_excludes(self) -> bool:
        return bool(self.unmatch) and not self.match and not self.sql

    def as_condition(self) -> Condition:
        """It, with everything but `match` as SQL."""
        where = [f"NOT {IN_TEXTS}"] if self.unmatch else []
        values = (self.unmatch,) if self.unmatch else ()
        where += [self.sql] if self.sql else []
        return Condition(match=self.match, where=" AND ".join(where), values=(*values, *self.values))

    def as_sql(self) -> _Part:
        """It, with everything as SQL."""
        rest = self.as_condition()
        conjuncts = ([IN_TEXTS] if self.match else []) + ([rest.where] if rest.where else [])
        values = ((self.match,) if self.match else ()) + rest.values
        return _Part(sql=f"({' AND '.join(conjuncts)})", values=values)

    def flat_enough(self) -> _Part:
        """It, as SQL when its expressions are too deep to be put into others."""
        return self.as_sql() if self.depth > _DEEPEST else self


class _Translation:
    """Translates one tree; `exact` becomes false when what is found must be verified."""

    def __init__(self, tails: FindTails) -> None:
        self._tails = tails
        self.exact = True

    def of(self, node: Node, *, negated: bool = False) -> _Part:
        """A part that holds wherever the node does; where it is `negated`, one that holds nowhere else."""
        match node:
            case Not(child=child):
                return _inverted(self.of(child, negated=not negated))
            case And(children=children):
                return _all([self.of(child, negated=negated) for child in children])
            case Or(children=children):
                return _any([self.of(child, negated=negated) for child in children])
            case Comparison():
                return _bounds(node)
            case Fact(key=key):
                return _Part(match=f"{FACTS} : {quoted(key)}")
            case TextTerm():
                return self._term(node, negated=negated)
            case _:
                assert_never(node)

    def _term(self, term: TextTerm, *, negated: bool) -> _Part:
        ways = _Ways(term, self._tails)
        expression = ways.expression
        if not ways.exact:
            self.exact = False
            if negated:
                return _Part(sql=_NEVER)
        return _Part(match=expression)


def _inverted(part: _Part) -> _Part:
    if part.only_matches:
        return _Part(unmatch=part.match, depth=part.depth)
    if part.only_excludes:
        return _Part(match=part.unmatch, depth=part.depth)
    whole = part.as_sql()
    return _Part(sql=f"NOT {whole.sql}", values=whole.values)


def _all(parts: Sequence[_Part]) -> _Part:
    if not parts:
        return _Part(sql=_ALWAYS)
    parts = [part.flat_enough() for part in parts]
    return _Part(
        match=" AND ".join(_bracketed(part.match for part in parts)),
        unmatch=" OR ".join(_bracketed(part.unmatch for part in parts)),
        sql=" AND ".join(part.sql for part in parts if part.sql),
        values=tuple(value for part in parts for value in part.values),
        depth=1 + max(part.depth for part in parts),
    )


def _any(parts: Sequence[_Part]) -> _Part:
    if not parts:
        return _Part(sql=_NEVER)
    parts = [part.flat_enough() for part in parts]
    found = [part for part in parts if part.only_matches]
    match = _Part(
        match=" OR ".join(_bracketed(part.match for part in found)),
        depth=1 + max((part.depth for part in found), default=0),
    )
    if len(found) == len(parts):
        return match
    others = [part.as_sql() for part in (*([match] if found else []), *parts) if part not in found]
    return _Part(
        sql=f"({' OR '.join(part.sql for part in others)})",
        values=tuple(value for part in others for value in part.values),
    )


def _bracketed(expressions: Iterable[str]) -> list[str]:
    return [f"({expression})" for expression in expressions if expression]


def _bounds(comparison: Comparison) -> _Part:
    """A number that is unknown never passes, also where that is excluded."""
    column = f"p.{comparison.field}"
    bounds = [(">=", comparison.low), ("<=", comparison.high)]
    asked = [(sign, bound) for sign, bound in bounds if bound is not None]
    tests = [f"{column} IS NOT NULL", *(f"{column} {sign} ?" for sign, _ in asked)]
    return _Part(sql=f"({' AND '.join(tests)})", values=tuple(bound for _, bound in asked))


class _Ways:
    """The expression of one text term."""

    def __init__(self, term: TextTerm, tails: FindTails) -> None:
        self._term = term
        self._tails = tails
        self.exact = True

    @cached_property
    def expression(self) -> str:
        """It is found wherever the term is; nowhere else if `exact` is true afterwards."""
        term = self._term
        if term.prefix is not None:
            beginnings = " OR ".join(f"{quoted(prefix)} *" for prefix in term.prefixes)
            return f"{columns_of(term.field, SPELLED)} : ({beginnings})"
        if term.literal is not None:
            return f"{columns_of(term.field, SPELLED)} : {quoted(term.literal.strip())}"
        if term.phrase_prefixes:
            return " OR ".join(f"({self._tail(prefix)})" for prefix in term.phrase_prefixes)
        ways = [way for key in sorted(term.needs.keys) for way in _of_key(key)]
        ways += [way for row in term.needs.rows for way in self._row(row.split())]
        return _within(columns_of(term.field), ways)

    def _row(self, words: Sequence[str]) -> Iterator[str]:
        """Words in a row, each guarded or not."""
        readings = _readings(words)
        if readings is not None:
            yield from map(quoted, readings)
            return
        self.exact = False
        either = (" OR ".join(map(quoted, _guarded_or_not(word))) for word in words)
        yield f"({' AND '.join(f'({way})' for way in either)})"

    def _tail(self, prefix: PhrasePrefix) -> str:
        """Words in a row, and the beginning of the next."""
        spelled = f"{columns_of(self._term.field, SPELLED)} : {quoted(prefix.stem)} *"
        if not prefix.row:
            return spelled
        tails, readings = self._tails(prefix.stem), _readings(prefix.row)
        if tails.keys or tails.misleading:
            self.exact = False
        columns = columns_of(self._term.field)
        if readings is None or len(tails.keys) > _MOST_TAILS:
            self.exact = False
            return f"({spelled}) AND ({_within(columns, self._row(prefix.row))})"
        ways = [f"{quoted(f'{row} {prefix.stem}')} *" for row in readings]
        ways += [
            quoted(f"{row} {key}") for row in readings for last in tails.keys for key in _guarded_or_not(last)
        ]
        return _within(columns, ways)


def _readings(words: Sequence[str]) -> list[str] | None:
    """A row as a text may have it; None when that may be in too many ways."""
    ways = list(map(_guarded_or_not, words))
    if math.prod(map(len, ways)) > _MOST_READINGS:
        return None
    return list(map(" ".join, product(*ways)))


def _guarded_or_not(word: str) -> tuple[str, ...]:
    return (word, word + GUARD) if may_be_guarded(word) else (word,)


def _of_key(key: str) -> Iterator[str]:
    """The ways in which a text has a key: as one word, or as two neighbours."""
    yield quoted(key)
    for at in range(1, len(key)):
        one, other = key[:at], key[at:]
        if GUARD not in one[:-1] and GUARD not in other[:-1] and other != GUARD and other[0] != GUARD:
            yield quoted(f"{one} {other}")


def _within(columns: str, ways: Iterable[str]) -> str:
    return f"{columns} : ({' OR '.join(dict.fromkeys(ways))})"


def columns_of(field: str, kind: str = "") -> str:
    """The columns of a field, of keys or of another kind, for an FTS5 expression."""
    if field != ANYWHERE:
        return f"{field}{kind}"
    return f"{{{' '.join(f'{content.name}{kind}' for content in CONTENT_FIELDS)}}}"


def quoted(text: str) -> str:
    """Tokens in a row, for an FTS5 expression."""
    return '"' + text.replace('"', '""') + '"'
