"""From a query to what SQLite is asked: one FTS5 expression where keys decide, and SQL for numbers.

What a term needs (`bot.query.analysis.requirements`) is a key, which a text has as one word or as two neighbours,
or words in a row. Either is a phrase of tokens. Where a row could be read in too many ways, or where the beginning
of a word begins the key of another, more is found than is asked for: then it is verified.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import accumulate, chain, product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.query.analysis import document
from bot.query.analysis.requirements import guarded_or_not
from bot.query.analysis.word_keys import GUARD
from bot.query.fields import ANYWHERE, CONTENT_FIELDS
from bot.query.syntax.tree import And, Comparison, Fact, Node, Not, Or, TextTerm
from bot.search.documents import FACTS, SPELLED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.query.analysis.document import PhrasePrefix

_IN_TEXTS = "p.n IN (SELECT rowid FROM texts WHERE texts MATCH ?)"
_MOST_READINGS = 16  # of one row
_MOST_TAILS = 64  # keys that stand for the beginning of a word
_DEEPEST = 11  # brackets in an FTS5 expression, whose parser has a small stack


class Tails(NamedTuple):
    """The keys of words that begin with a stem though the keys do not, and whether the reverse exists too."""

    keys: tuple[str, ...]
    misleading: bool


FindTails: TypeAlias = "Callable[[str], Tails]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition on papers: an FTS5 expression, and SQL over `papers p` with its values.

    Empty texts ask for nothing. If not `exact`, more papers meet it than the query matches.
    """

    match: str = ""
    where: str = ""
    values: tuple[str | int, ...] = ()
    exact: bool = True

    @property
    def is_expression(self) -> bool:
        """True if FTS5 decides alone, and this can be a part of another expression."""
        depths = accumulate((sign == "(") - (sign == ")") for sign in self.match)
        return bool(self.match) and not self.where and max(depths) <= _DEEPEST

    def as_sql(self) -> Condition:
        """This condition with everything as SQL in brackets."""
        tests = filter(None, (_IN_TEXTS if self.match else "", self.where))
        values = (self.match, *self.values) if self.match else self.values
        return Condition(where=f"({' AND '.join(tests) or '1'})", values=values, exact=self.exact)


def condition(node: Node, tails: FindTails) -> Condition:
    """The condition of a query. Where an exclusion cannot be decided, it excludes nothing: that is verified."""
    match node:
        case Not():
            return _excluding([condition(node.child, tails)], Condition())
        case And():
            unwanted = [condition(child.child, tails) for child in node.children if isinstance(child, Not)]
            wanted = [condition(child, tails) for child in node.children if not isinstance(child, Not)]
            return _excluding(unwanted, _all(wanted))
        case Or():
            return _any([condition(child, tails) for child in node.children])
        case Comparison():
            return _bounds(node)
        case Fact():
            return Condition(match=f"{FACTS} : {quoted(node.key)}")
        case TextTerm():
            return _term(node, tails)


def _all(parts: list[Condition]) -> Condition:
    expressions = [part for part in parts if part.is_expression]
    rest = [part.as_sql() for part in parts if not part.is_expression]
    return Condition(
        match=" AND ".join(f"({part.match})" for part in expressions),
        where=" AND ".join(part.where for part in rest),
        values=_values(rest),
        exact=all(part.exact for part in parts),
    )


def _excluding(unwanted: list[Condition], wanted: Condition) -> Condition:
    """The condition for papers that meet the second one and none of the others."""
    exact = wanted.exact and all(part.exact for part in unwanted)
    unwanted = [part for part in unwanted if part.exact]
    expressions = [part for part in unwanted if part.is_expression] if wanted.match else []
    rest = [part.as_sql() for part in unwanted if part not in expressions]
    found = replace(
        wanted,
        where=" AND ".join(filter(None, (wanted.where, *(f"NOT {part.where}" for part in rest)))),
        values=(*wanted.values, *_values(rest)),
        exact=exact,
    )
    if not expressions:
        return found
    excluded = " OR ".join(f"({part.match})" for part in expressions)
    return replace(found, match=f"({wanted.match}) NOT ({excluded})")


def _any(parts: list[Condition]) -> Condition:
    exact = all(part.exact for part in parts)
    expressions = [part for part in parts if part.is_expression]
    match = Condition(match=" OR ".join(f"({part.match})" for part in expressions))
    if parts and len(expressions) == len(parts):
        return replace(match, exact=exact)
    rest = [match.as_sql()] if expressions else []
    rest += [part.as_sql() for part in parts if not part.is_expression]
    ways = " OR ".join(part.where for part in rest)
    return Condition(where=f"({ways or '0'})", values=_values(rest), exact=exact)


def _values(parts: Iterable[Condition]) -> tuple[str | int, ...]:
    return tuple(chain.from_iterable(part.values for part in parts))


def _bounds(comparison: Comparison) -> Condition:
    """A number that is unknown never passes, also where that is excluded."""
    column = f"p.{comparison.field}"
    bounds = [(">=", comparison.low), ("<=", comparison.high)]
    asked = [(f"{column} {sign} ?", bound) for sign, bound in bounds if bound is not None]
    tests = [f"{column} IS NOT NULL", *(test for test, _ in asked)]
    return Condition(where=f"({' AND '.join(tests)})", values=tuple(bound for _, bound in asked))


def _term(term: TextTerm, tails: FindTails) -> Condition:
    spelled, columns = columns_of(term.field, SPELLED), columns_of(term.field)
    if term.prefix is not None:
        beginnings = " OR ".join(f"{quoted(prefix)} *" for prefix in term.prefixes)
        return Condition(match=f"{spelled} : ({beginnings})")
    if term.literal is not None:
        words = "".join((*term.literal.keys, *term.literal.rows)).replace(document.SPELLED, " ")
        return Condition(match=f"{spelled} : {quoted(' '.join(words.split()))}")
    if term.phrase_prefixes:
        return _any([_phrase_prefix(term.field, prefix, tails(prefix.stem)) for prefix in term.phrase_prefixes])
    rows = [_readings(row.split()) for row in term.needs.rows]
    ways = [way for key in sorted(term.needs.keys) for way in _of_key(key)]
    ways += [quoted(reading) for readings in rows for reading in readings or ()]
    vague = [_vague(row) for row, readings in zip(term.needs.rows, rows, strict=True) if readings is None]
    return Condition(match=_within(columns, [*ways, *vague]), exact=not vague)


def _phrase_prefix(field: str, prefix: PhrasePrefix, tails: Tails) -> Condition:
    """Words in a row, and the beginning of the next."""
    spelled = f"{columns_of(field, SPELLED)} : {quoted(prefix.stem)} *"
    if not prefix.row:
        return Condition(match=spelled)
    exact = not (tails.keys or tails.misleading)
    columns, readings = columns_of(field), _readings(prefix.row)
    if readings is None or len(tails.keys) > _MOST_TAILS:
        ways = list(map(quoted, readings)) if readings else [_vague(" ".join(prefix.row))]
        return Condition(match=f"({spelled}) AND ({_within(columns, ways)})", exact=False)
    ways = [f"{quoted(f'{row} {prefix.stem}')} *" for row in readings]
    ways += [quoted(f"{row} {key}") for row in readings for last in tails.keys for key in guarded_or_not(last)]
    return Condition(match=_within(columns, ways), exact=exact)


def _readings(words: Sequence[str]) -> list[str] | None:
    """A row as a text may have it, each word guarded or not; None when that may be in too many ways."""
    ways = list(map(guarded_or_not, words))
    if math.prod(map(len, ways)) > _MOST_READINGS:
        return None
    return list(map(" ".join, product(*ways)))


def _vague(row: str) -> str:
    """All words of a row, wherever they are."""
    either = (" OR ".join(map(quoted, guarded_or_not(word))) for word in row.split())
    return f"({' AND '.join(f'({way})' for way in either)})"


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
