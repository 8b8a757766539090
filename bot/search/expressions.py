"""Translate a parsed query for SQLite: texts and facts become an FTS5 expression, numbers SQL.

A text matches a term if it has one of its keys, as one word or as two neighbours, or one of its rows, which are
several words in order (`AnyOf` in `bot.query.analysis.requirements`). Both become phrases of tokens. Some
conditions match more papers than the query, for example that of a row with too many forms. Then those in doubt are
verified one by one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import accumulate, chain, product
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis import document
from bot.query.analysis.requirements import possible_keys
from bot.query.analysis.word_keys import GUARD
from bot.query.fields import ANYWHERE, CONTENT_FIELDS
from bot.query.syntax.tree import And, Comparison, Fact, Node, Not, Or, TextTerm
from bot.search.documents import FACTS, SPELLED_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.query.analysis.document import PhrasePrefix

_TEXTS_CONDITION = "p.n IN (SELECT rowid FROM texts WHERE texts MATCH ?)"
PREFIX_SIGN = " *"  # after the quoted beginning of a word, in FTS5
_MAX_FORMS = 16  # of one row; with more, its words are searched in any order
_MAX_PREFIX_KEYS = 64  # for one beginning of a word, missed and misleading
_MAX_DEPTH = 11  # brackets in an FTS5 expression, whose parser has a small stack


class PrefixKeys(NamedTuple):
    """Keys of words that a search for a beginning gets wrong, as it looks at the beginnings of keys.

    Example: "modelling" has the key `modeling`. For `modell` that key is `missed`. For `modeli` it is
    `misleading`: the key starts with these letters, but not all of its words do.
    """

    missed: tuple[str, ...]
    misleading: tuple[str, ...]


class Tokens(NamedTuple):
    """The tokens of an index: `prefix_keys` finds keys for the beginning of a word, `exists` looks for a row."""

    prefix_keys: Callable[[str], PrefixKeys]
    exists: Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition on papers: `match` in FTS5, and `where` in SQL over `papers p` with its `values`; "" for none.

    Every match of the query meets it. Other papers that do are all among those that meet `doubt` as well.
    """

    match: str = ""
    where: str = ""
    values: tuple[str | int, ...] = ()
    doubt: Condition | None = None

    @property
    def is_expression(self) -> bool:
        """True if it is an FTS5 expression alone, and shallow enough to be part of another one."""
        depths = accumulate((sign == "(") - (sign == ")") for sign in self.match)
        return bool(self.match) and not self.where and max(depths) <= _MAX_DEPTH

    def as_sql(self) -> Condition:
        """Return the condition as SQL only, in brackets, without doubt."""
        tests = filter(None, (_TEXTS_CONDITION if self.match else "", self.where))
        values = (self.match, *self.values) if self.match else self.values
        return Condition(where=f"({' AND '.join(tests) or '1'})", values=values)

    def without(self, refuted: Condition) -> Condition:
        """Return the exact condition, given the papers in doubt that the query does not match."""
        return _excluding([refuted], replace(self, doubt=None))


def translated(node: Node, tokens: Tokens) -> Condition:
    """Translate a query for the index with these tokens."""
    match node:
        case Not():
            return _excluding([translated(node.child, tokens)], Condition())
        case And():
            excluded = [translated(child.child, tokens) for child in node.children if isinstance(child, Not)]
            required = [translated(child, tokens) for child in node.children if not isinstance(child, Not)]
            return _excluding(excluded, all_of(required))
        case Or():
            return _any([translated(child, tokens) for child in node.children])
        case Comparison():
            return _bounds(node)
        case Fact():
            return Condition(match=f"{FACTS} : {quoted(node.key)}")
        case TextTerm():
            return _term(node, tokens)


def all_of(parts: list[Condition]) -> Condition:
    """Return the condition for papers that meet all these."""
    halves = [half for part in parts for half in (replace(part, where="", values=()), replace(part, match=""))]
    expressions = [half for half in halves if half.is_expression]
    rest = [half.as_sql() for half in halves if not half.is_expression and (half.match or half.where)]
    return Condition(
        match=" AND ".join(f"({part.match})" for part in expressions),
        where=" AND ".join(part.where for part in rest),
        values=_values(rest),
        doubt=_doubt(parts),
    )


def _excluding(excluded: list[Condition], required: Condition) -> Condition:
    """Return the condition for papers that meet the required one, and do not certainly meet an excluded one.

    Papers in doubt stay.
    """
    doubt = _doubt([required, *excluded])
    excluded = [part.without(part.doubt) if part.doubt else part for part in excluded]
    # FTS5 has no NOT without a left side
    expressions = [part for part in excluded if part.is_expression] if required.match else []
    rest = [part.as_sql() for part in excluded if part not in expressions]
    found = replace(
        required,
        where=" AND ".join(filter(None, (required.where, *(f"NOT {part.where}" for part in rest)))),
        values=(*required.values, *_values(rest)),
        doubt=doubt,
    )
    if not expressions:
        return found
    any_excluded = " OR ".join(f"({part.match})" for part in expressions)
    return replace(found, match=f"({required.match}) NOT ({any_excluded})")


def _any(parts: list[Condition]) -> Condition:
    """Return the condition for papers that meet any of these; if there are none, no paper does."""
    doubt = _doubt(parts)
    expressions = [part for part in parts if part.is_expression]
    match = Condition(match=" OR ".join(f"({part.match})" for part in expressions))
    if parts and len(expressions) == len(parts):
        return replace(match, doubt=doubt)
    rest = [match.as_sql()] if expressions else []
    rest += [part.as_sql() for part in parts if not part.is_expression]
    ways = " OR ".join(part.where for part in rest)
    return Condition(where=f"({ways or '0'})", values=_values(rest), doubt=doubt)


def _doubt(parts: Iterable[Condition]) -> Condition | None:
    """Return the condition for papers that are in doubt for any part."""
    doubts = [part.doubt for part in parts if part.doubt]
    return _any(doubts) if doubts else None


def _values(parts: Iterable[Condition]) -> tuple[str | int, ...]:
    return tuple(chain.from_iterable(part.values for part in parts))


def _bounds(comparison: Comparison) -> Condition:
    """Translate a comparison, which is false for an unknown number, also inside an exclusion."""
    column = f"p.{comparison.field}"
    bounds = [(">=", comparison.low), ("<=", comparison.high)]
    given = [(f"{column} {sign} ?", bound) for sign, bound in bounds if bound is not None]
    tests = [f"{column} IS NOT NULL", *(test for test, _ in given)]
    return Condition(where=f"({' AND '.join(tests)})", values=tuple(bound for _, bound in given))


def _term(term: TextTerm, tokens: Tokens) -> Condition:
    spelled, columns = columns_of(term.field, SPELLED_SUFFIX), columns_of(term.field)
    if term.prefix is not None:
        beginnings = " OR ".join(f"{quoted(prefix)}{PREFIX_SIGN}" for prefix in term.prefixes)
        return Condition(match=f"{spelled} : ({beginnings})")
    if term.literal is not None:
        words = "".join((*term.literal.keys, *term.literal.rows)).replace(document.SPELLED_MARK, " ")
        return Condition(match=f"{spelled} : {quoted(' '.join(words.split()))}")
    if term.phrase_prefixes:
        return _any(
            [
                _phrase_prefix(term.field, prefix, tokens)
                for prefix in term.phrase_prefixes  # most ways to join two words are in no text
                if all(any(map(tokens.exists, possible_keys(word))) for word in prefix.row)
            ]
        )
    rows = [_forms(row.split()) for row in term.any_of.rows]
    texts = [form for key in sorted(term.any_of.keys) for form in _forms_of_key(key)]
    # Most ways to split a word in two are in no text
    ways = [quoted(text) for text in texts if tokens.exists(text)]
    texts += [form for forms in rows for form in forms or ()]
    ways += [quoted(form) for forms in rows for form in forms or () if all(map(tokens.exists, form.split()))]
    vague = [_vague(row) for row, forms in zip(term.any_of.rows, rows, strict=True) if forms is None]
    doubt = Condition(match=_within(columns, vague)) if vague else None
    # If no form is in the index: any of them, which finds nothing
    return Condition(match=_within(columns, [*ways, *vague] or [quoted(texts[0])]), doubt=doubt)


def _phrase_prefix(field: str, prefix: PhrasePrefix, tokens: Tokens) -> Condition:
    """Translate words in a row followed by the beginning of a word."""
    spelled = f"{columns_of(field, SPELLED_SUFFIX)} : {quoted(prefix.beginning)}{PREFIX_SIGN}"
    if not prefix.row:
        return Condition(match=spelled)
    columns, forms = columns_of(field), _forms(prefix.row)
    missed, misleading = tokens.prefix_keys(prefix.beginning)
    if forms is None or len(missed) + len(misleading) > _MAX_PREFIX_KEYS:
        ways = list(map(quoted, forms)) if forms else [_vague(" ".join(prefix.row))]
        vague = Condition(match=f"({spelled}) AND ({_within(columns, ways)})")
        return replace(vague, doubt=vague)

    def before(keys: Iterable[str]) -> list[str]:
        return [quoted(f"{row} {key}") for row in rows for last in keys for key in possible_keys(last)]

    # FTS5 reads all words with a beginning once for each row, so a row that no text has costs much
    rows = [row for row in forms if tokens.exists(row)] or forms[:1]
    ways = [f"{quoted(f'{row} {prefix.beginning}')}{PREFIX_SIGN}" for row in rows] + before(missed)
    doubtful = before([*missed, *misleading])
    return Condition(
        match=_within(columns, ways), doubt=Condition(match=_within(columns, doubtful)) if doubtful else None
    )


def _forms(words: Sequence[str]) -> list[str] | None:
    """Return a row with all possible keys of its words; None if there are more than `_MAX_FORMS` of it."""
    ways = list(map(possible_keys, words))
    if math.prod(map(len, ways)) > _MAX_FORMS:
        return None
    return list(map(" ".join, product(*ways)))


def _vague(row: str) -> str:
    """Return an expression for all words of a row in any order, which is not exact."""
    either = (" OR ".join(map(quoted, possible_keys(word))) for word in row.split())
    return f"({' AND '.join(f'({way})' for way in either)})"


def _forms_of_key(key: str) -> Iterator[str]:
    """Yield the forms in which a text can have a key: as one word, or as two neighbours."""
    yield key
    for at in range(1, len(key)):
        one, other = key[:at], key[at:]
        if GUARD not in one[:-1] and GUARD not in other[:-1] and other != GUARD:  # a guard only ends a word
            yield f"{one} {other}"


def _within(columns: str, ways: Iterable[str]) -> str:
    """Return an expression for texts with any of these expressions in these columns."""
    return f"{columns} : ({' OR '.join(dict.fromkeys(ways))})"


def columns_of(field: str, suffix: str = "") -> str:
    """Return the columns of a field for an FTS5 expression: of keys, or with a suffix such as SPELLED_SUFFIX."""
    if field != ANYWHERE:
        return f"{field}{suffix}"
    return f"{{{' '.join(f'{content.name}{suffix}' for content in CONTENT_FIELDS)}}}"


def quoted(text: str) -> str:
    """Quote tokens as a phrase of an FTS5 expression."""
    return '"' + text.replace('"', '""') + '"'
