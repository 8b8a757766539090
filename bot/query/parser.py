"""The grammar: recursive descent over tokens, OR < AND < NOT."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.query.errors import QueryError
from bot.query.fields import field_named, special
from bot.query.lexer import Kind, Token, ascii_signs, tokens
from bot.query.nodes import And, Node, Not, Or, TextTerm, positive
from bot.query.terms import needs, run_keys, spelled, with_aliases, words_of
from bot.query.view import ANYWHERE, NAMES, TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CHARACTERS = 500
MAX_TERMS = 30
MAX_DEPTH = 20
_SHORTEST_PREFIX = 3
_SAFE = re.compile(r'[^\s(),":*=!|&-][^\s(),":*]*')
_SYNTAX = frozenset({"or", "and", "not"})


class Parser:
    """One parse. `tree()` gives the tree; afterwards `tokens` are what was read."""

    def __init__(self, query: str) -> None:
        self._query = query
        self.tokens = list(tokens(query))
        self._at = 0
        self._depth = 0
        self._terms = 0
        self._branches: list[tuple[Node, Token]] = []

    def tree(self) -> Node:
        """The whole query. Raises QueryError."""
        tree = self._either(ANYWHERE)
        token = self._next
        if token.kind is not Kind.END:
            raise self._error(
                "This bracket closes nothing.", token, "Remove it, or add a ( where the group begins."
            )
        if not positive(tree):
            raise self._only_absence()
        return tree

    def _only_absence(self) -> QueryError:
        """A query that a paper without words would match."""
        start = next((token for node, token in self._branches if not positive(node)), self.tokens[0])
        hint = "Give every alternative something to look for: diffusion -survey"
        return self._error("This asks only for what is not there.", start, hint)

    @property
    def _next(self) -> Token:
        return self.tokens[self._at]

    def _error(self, message: str, token: Token, hint: str) -> QueryError:
        return QueryError(message, query=self._query, position=token.start, hint=hint)

    def _either(self, field: str) -> Node:
        children = [self._branch(field)]
        while self._next.kind is Kind.OR:
            self._at += 1
            children.append(self._branch(field))
        if len(children) == 1:
            return children[0]
        return Or(tuple(_flat(children, Or)))

    def _branch(self, field: str) -> Node:
        start = self._next
        node = self._all(field)
        self._branches.append((node, start))
        return node

    def _all(self, field: str) -> Node:
        children = [self._maybe_not(field)]
        while self._next.kind not in {Kind.OR, Kind.CLOSE, Kind.END}:
            if self._next.kind is Kind.AND:
                self._at += 1
            children.append(self._maybe_not(field))
        if len(children) == 1:
            return children[0]
        return And(tuple(_flat(children, And)))

    def _maybe_not(self, field: str) -> Node:
        negated = False
        while self._next.kind is Kind.NOT:
            negated = not negated
            self._at += 1
        node = self._one(field)
        if not negated:
            return node
        return node.child if isinstance(node, Not) else Not(node)

    def _one(self, field: str) -> Node:
        token = self._next
        self._at += 1
        if token.kind is Kind.TERM:
            return self._term(token, field)
        if token.kind is Kind.OPEN:
            return self._group(token, field)
        if token.kind is Kind.SCOPE:
            return self._group(token, self._scope(token))
        raise self._missing(token)

    def _missing(self, token: Token) -> QueryError:
        """Something was to come, but a bracket, an operator or the end did."""
        before = self.tokens[self._at - 2] if self._at > 1 else None
        if before is None or before.kind in {Kind.OPEN, Kind.SCOPE}:
            if token.kind is Kind.CLOSE:
                return self._error("There is nothing between the brackets.", token, "Write a word there.")
            if token.kind is Kind.END:
                place = "This bracket is never closed." if before else "The query is empty."
                return self._error(place, before or token, "Write what to look for, such as diffusion.")
            return self._error(
                f"There is nothing before `{token.body}`.", token, "Write a word on either side: a OR b"
            )
        name = before.body or before.kind.value
        if before.kind is Kind.NOT:
            return self._error(f"There is nothing after `{name}` to exclude.", before, "Write -survey.")
        return self._error(f"There is nothing after `{name}`.", before, f"Add a word, or remove the `{name}`.")

    def _group(self, opening: Token, field: str) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(
                f"Groups can be {MAX_DEPTH} deep at most.", opening, "Use fewer brackets inside brackets."
            )
        node = self._either(field)
        if self._next.kind is not Kind.CLOSE:
            raise self._error("This bracket is never closed.", opening, "Add a ) where the group ends.")
        self._at += 1
        self._depth -= 1
        return node

    def _scope(self, token: Token) -> str:
        field = field_named(token, self._query)
        if field not in TEXT_FIELDS:
            raise self._error(
                f"`{field}:` cannot be written before a group.", token, f"Write {field}: before each value."
            )
        return field

    def _term(self, token: Token, scope: str) -> Node:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise self._error(
                f"A query can have {MAX_TERMS} terms at most.", token, "Make two subscriptions of it."
            )
        field = field_named(token, self._query) if token.field else scope
        found = special(field, token, self._query)
        return found if found else text_term(token, field, self._query)


def text_term(token: Token, field: str, query: str) -> TextTerm:
    """A term of a text field. Raises QueryError when nothing in it can be searched."""
    body = " ".join(_visible(token.body).split())
    names = field in NAMES
    if not token.quoted and "*" in ascii_signs(body):
        return _prefix(token, ascii_signs(body), field, query)
    words = words_of(body, names=names)
    if not words:
        raise _nothing(token, query)
    shown = _shown(field, body, literal=token.literal)
    if token.literal:
        return TextTerm(field=field, shown=shown, needs=needs(words), literal=spelled(body, names=names))
    return TextTerm(field=field, shown=shown, needs=needs(words) if names else with_aliases(words))


def _nothing(token: Token, query: str) -> QueryError:
    if token.field and not token.body:
        return QueryError(
            f"`{token.field}:` needs a word right after the colon.",
            query=query,
            position=token.end,
            hint=f'Try {token.field}:diffusion or {token.field}:"flow matching"',
        )
    return QueryError(
        f"There is nothing to search for in `{token.body or '='}`.",
        query=query,
        position=token.start,
        hint="Write at least one letter or digit; addresses are not searched.",
    )


def _prefix(token: Token, body: str, field: str, query: str) -> TextTerm:
    stem = body.rstrip("*")
    place = token.start + max(query[token.start : token.end].find("*"), 0)
    if "*" in stem:
        raise QueryError(
            "A `*` can only end a word.",
            query=query,
            position=place,
            hint="Write quantiz* for words that begin so.",
        )
    if token.literal:
        raise QueryError("`=` and `*` exclude each other.", query=query, position=place, hint=f"Write {stem}*")
    spelling = "".join(spelled(stem, names=field in NAMES).split())
    if len(spelling) < _SHORTEST_PREFIX and spelling.isascii():
        raise QueryError(
            f"Before a `*` there must be at least {_SHORTEST_PREFIX} letters.",
            query=query,
            position=place,
            hint="Write more of the word: quantiz*",
        )
    if not spelling.isascii():  # scripts without spaces match by substring anyway
        words = words_of(stem, names=field in NAMES)
        if len(words) > 1 or len(spelling) < _SHORTEST_PREFIX:
            if not words:
                raise _nothing(token, query)
            return TextTerm(field=field, shown=_shown(field, stem, literal=False), needs=needs(words))
    return TextTerm(field=field, shown=f"{field}:{stem}*" if field else f"{stem}*", prefix=spelling)


def _visible(text: str) -> str:
    """Without control and format characters, which nobody sees."""
    return "".join(char for char in text if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf"})


def _shown(field: str, body: str, *, literal: bool) -> str:
    plain = _SAFE.fullmatch(ascii_signs(body)) and body.lower() not in _SYNTAX
    scope = f"{field}:" if field else ""
    quote = "" if plain else '"'
    return f"{scope}{'=' if literal else ''}{quote}{body}{quote}"


def _flat(children: list[Node], kind: type[And | Or]) -> list[Node]:
    """Children with those of the same kind taken apart: `a (b c)` is `a b c`."""
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, kind) else [child])
    return flat


def with_runs(node: Node) -> Node:
    """The tree in which single words that stand side by side also accept their joined form."""
    if isinstance(node, Not):
        return Not(with_runs(node.child))
    if isinstance(node, Or):
        return Or(tuple(map(with_runs, node.children)))
    if isinstance(node, And):
        return And(tuple(_joined_runs([with_runs(child) for child in node.children])))
    return node


def _joined_runs(children: list[Node]) -> list[Node]:
    found: list[Node] = []
    run: list[TextTerm] = []
    for child in [*children, None]:
        if isinstance(child, TextTerm) and _single(child) and (not run or run[-1].field == child.field):
            run.append(child)
            continue
        found += _joined_run(run)
        run = [child] if isinstance(child, TextTerm) and _single(child) else []
        if child is not None and not run:
            found.append(child)
    return found


def _single(term: TextTerm) -> bool:
    """Whether the term is one typed word that joins with its neighbours."""
    return term.prefix is None and term.literal is None and '"' not in term.shown and term.field not in NAMES


def _joined_run(run: list[TextTerm]) -> list[Node]:
    if len(run) < 2:  # noqa: PLR2004 - a word alone has no neighbour
        return list(run)
    extra = run_keys([words_of(term.shown.removeprefix(f"{term.field}:")) for term in run])
    return [
        replace(term, needs=term.needs._replace(keys=term.needs.keys | keys))
        for term, keys in zip(run, extra, strict=True)
    ]
