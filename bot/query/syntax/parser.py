"""The grammar: recursive descent over tokens, OR < AND < NOT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.query.errors import QueryError, UnmatchableError
from bot.query.fields import ANYWHERE, FIELDS, FactField, NumberField, TextField
from bot.query.syntax.comparisons import comparison
from bot.query.syntax.contradictions import Contradiction, contradiction
from bot.query.syntax.fact_terms import fact
from bot.query.syntax.field_names import field_named
from bot.query.syntax.lexer import Kind, Token, tokens
from bot.query.syntax.text_terms import text_term
from bot.query.syntax.tree import And, Leaf, Node, Not, Or, flat, positive

if TYPE_CHECKING:
    from bot.domain.ports.catalogue import Catalogue

MAX_CHARACTERS = 500
MAX_TERMS = 30
MAX_DEPTH = 20


class Parser:
    """One parse. `tree()` gives the tree, once; afterwards `tokens` are what was read.

    `grouped` are then the parts of the tree that stand in brackets.
    """

    def __init__(self, query: str, catalogue: Catalogue) -> None:
        self._query = query
        self._catalogue = catalogue
        self.tokens = list(tokens(query))
        self.grouped: list[Node] = []
        self._at = 0
        self._depth = 0
        self._branches: list[tuple[Node, Token]] = []
        self._has_or = False
        self._leaves: list[tuple[Leaf, Token]] = []

    def tree(self) -> Node:
        """The whole query, of which some paper may match. Raises QueryError."""
        tree = self.any_tree()
        found = contradiction(tree)
        if found is not None:
            raise self._impossible(found)
        return tree

    def any_tree(self) -> Node:
        """The whole query, even if no paper can match it. Raises QueryError."""
        tree = self._either(ANYWHERE)
        token = self._next
        if token.kind is not Kind.END:
            hint = gettext("Remove it, or add a ( where the group begins.")
            raise self._error(gettext("This bracket closes nothing."), token, hint)
        if not positive(tree):
            raise self._only_absence()
        return tree

    def _impossible(self, found: Contradiction) -> QueryError:
        """No paper can match: the caret stands under the later of the terms because of which that is so."""
        token = next(token for leaf, token in self._leaves if leaf is found.term)
        hint = gettext("Leave one of them out, or write OR between what may stand alone.")
        return UnmatchableError(_impossible(found), query=self._query, position=token.start, hint=hint)

    def _only_absence(self) -> QueryError:
        """A query that a paper without words would match."""
        start = next((token for node, token in self._branches if not positive(node)), self.tokens[0])
        hint = (
            gettext("Give every alternative something to look for: `diffusion -survey`")
            if self._has_or
            else gettext("Say what to look for as well: `diffusion -survey`")
        )
        return self._error(gettext("This only leaves papers out."), start, hint)

    @property
    def _next(self) -> Token:
        return self.tokens[self._at]

    def _error(self, message: str, token: Token, hint: str) -> QueryError:
        return QueryError(message, query=self._query, position=token.start, hint=hint)

    def _either(self, field: str) -> Node:
        children = [self._branch(field)]
        while self._next.kind is Kind.OR:
            self._has_or = True
            self._at += 1
            children.append(self._branch(field))
        if len(children) == 1:
            return children[0]
        return Or(tuple(flat(children, Or)))

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
        return And(tuple(flat(children, And)))

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
                message = gettext("There is nothing between the brackets.")
                return self._error(message, token, gettext("Write a word there."))
            if token.kind is Kind.END:
                if before is None:
                    hint = gettext("Write what to look for, such as `diffusion`.")
                    return self._error(gettext("The query is empty."), token, hint)
                hint = gettext("Write a group such as `(diffusion OR guidance)`, or remove the bracket.")
                return self._error(gettext("This bracket is never closed."), before, hint)
            message = gettext("There is nothing before `{sign}`.", sign=token.body)
            sign = Kind.AND.value if token.kind is Kind.AND else Kind.OR.value
            return self._error(message, token, gettext("Write a word on either side: `a {sign} b`", sign=sign))
        sign = before.body or before.kind.value
        if before.kind is Kind.NOT:
            message = gettext("There is nothing after `{sign}` to exclude.", sign=sign)
            return self._error(message, before, gettext("Write `-survey`."))
        message = gettext("There is nothing after `{sign}`.", sign=sign)
        hint = gettext("Add a word, or remove the `{sign}`.", sign=sign)
        if self._depth and token.kind is Kind.END:
            hint = sentences(hint, gettext("A bracket is never closed, too: add a ) where the group ends."))
        return self._error(message, before, hint)

    def _group(self, opening: Token, field: str) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = gettext("Groups can be {most} deep at most.", most=MAX_DEPTH)
            raise self._error(message, opening, gettext("Use fewer brackets inside brackets."))
        node = self._either(field)
        if self._next.kind is not Kind.CLOSE:
            message = gettext("This bracket is never closed.")
            raise self._error(message, opening, gettext("Add a ) where the group ends."))
        self._at += 1
        self._depth -= 1
        self.grouped.append(node)
        return node

    def _scope(self, token: Token) -> str:
        field = field_named(token, self._query)
        if isinstance(FIELDS[field], NumberField):
            message = gettext("`{field}:` cannot be written before a group.", field=field)
            raise self._error(message, token, gettext("Write `{field}:` before each number.", field=field))
        return field

    def _term(self, token: Token, scope: str) -> Leaf:
        if len(self._leaves) == MAX_TERMS:
            message = gettext("A query can have {most} terms at most.", most=MAX_TERMS)
            raise self._error(message, token, gettext("Leave something out, or make two queries of it."))
        leaf = self._leaf(token, scope)
        self._leaves.append((leaf, token))
        return leaf

    def _leaf(self, token: Token, scope: str) -> Leaf:
        name = field_named(token, self._query) if token.field else scope
        match FIELDS.get(name):
            case NumberField() as field:
                return comparison(field, token, self._query)
            case FactField() as field:
                return fact(field, token, self._query, self._catalogue)
            case TextField() | None:  # None: anywhere
                return text_term(token, name, self._query)


def _impossible(found: Contradiction) -> str:
    """Why two terms exclude each other."""
    one, other = (f"`{term}`" for term in (found.other, found.term))
    if one == other:
        return (
            gettext("No paper can match: {term} is asked for and excluded.", term=other)
            if found.excluded
            else gettext("No paper can match: {term} is excluded and asked for.", term=other)
        )
    if found.excluded or found.other_excluded:
        excluded, has_it = (other, one) if found.excluded else (one, other)
        return gettext(
            "No paper can match: {excluded} is excluded, and everything with {term} has it.",
            excluded=excluded,
            term=has_it,
        )
    return gettext("No paper can match: nothing is both {one} and {other}.", one=one, other=other)
