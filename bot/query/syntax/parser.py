"""Parse tokens into a tree: recursive descent, where NOT binds tighter than AND, and AND tighter than OR."""

from __future__ import annotations

from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING

from bot.language.formats import joined, listed, sentences
from bot.language.translating import gettext
from bot.query.errors import (
    QueryError,
    SignError,
    UnmatchableError,
    close_match,
    did_you_mean,
    invalid_sign,
    invalid_term,
    try_instead,
    unpaired,
)
from bot.query.fact_values import ValueRefusedError
from bot.query.fields import ANYWHERE, FIELDS, FactField, Field, NumberField, TextField
from bot.query.syntax.characters import ascii_signs
from bot.query.syntax.contradictions import contradiction
from bot.query.syntax.lexer import Kind, Token, tokens
from bot.query.syntax.terms import comparison, nothing_to_search, quoted_if_needed, text_term
from bot.query.syntax.tree import And, Fact, Leaf, Node, Not, Or, flat, leaves, only_narrows, requires_a_term
from bot.text.safe import in_code

if TYPE_CHECKING:
    from bot.domain.ports.catalogue import Catalogue

MAX_CHARACTERS = 500
MAX_TERMS = 30
MAX_DEPTH = 20
_FIELD_BY_NAME = {name: field.name for field in FIELDS.values() for name in field.names}
_FIELD_BY_FOREIGN_NAME = {name: field.name for field in FIELDS.values() for name in field.elsewhere}

# Names of fields for dates in other query languages, such as arXiv's
_DATE_FIELDS = frozenset(
    {"date", "day", "week", "month", "year", "after", "before", "since", "until", "from", "to", "newer", "older"}
    | {"published", "submitted", "submitteddate", "lastupdateddate"}
)


class Parser:
    """Parser of one query; call `tree()` once."""

    def __init__(self, query: str, catalogue: Catalogue) -> None:
        self._query = query
        self._catalogue = catalogue
        self._tokens = list(tokens(query))
        self._at = 0
        self._depth = 0
        self._last_group: Node | None = None  # of the groups in brackets, the one that was read last
        self._branches: list[tuple[Node, Token]] = []  # each alternative with its first token
        self._leaves: list[tuple[Leaf, Token]] = []

    def tree(self) -> Node:
        """Return the tree of a query that some paper may match. Raises QueryError."""
        tree = self.unchecked_tree()
        found = contradiction(tree)
        if found is not None:
            token = next(token for leaf, token in self._leaves if leaf is found[1])
            signs = {id(leaf): "-" for leaf, excluded in leaves(tree) if excluded}
            terms = joined([in_code(signs.get(id(leaf), "") + leaf.canonical) for leaf in found])
            hint = gettext("Remove one of these terms.")
            message = gettext("No paper can match {terms}.", terms=terms)
            raise UnmatchableError(message, self._query, token.start, hint)
        return tree

    def unchecked_tree(self) -> Node:
        """Return the tree without a search for contradicting terms. Raises QueryError."""
        tree = self._alternatives(ANYWHERE)
        if self._next.kind is not Kind.END:
            raise unpaired(")", "(", self._query, self._next.start)
        if not requires_a_term(tree):
            start = next(token for node, token in self._branches if not requires_a_term(node))
            raise self._error(gettext("This part needs a word to match."), start, try_instead("diffusion -survey"))
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _error(self, message: str, token: Token, hint: str = "") -> QueryError:
        return QueryError(message, self._query, token.start, hint)

    def _alternatives(self, field: str) -> Node:
        """Parse `a OR b`; terms without a field of their own get `field`, here and below."""
        children = [self._branch(field)]
        while self._next.kind is Kind.OR:
            self._at += 1
            children.append(self._branch(field))
        if len(children) == 1:
            return children[0]
        last = children[-1]
        if isinstance(last, And):
            bracketed = last is self._last_group and only_narrows(last.children[-1])
        else:
            bracketed = isinstance(last, Or) and last.last_bracketed
        return Or(tuple(flat(children, Or)), last_bracketed=bracketed)

    def _branch(self, field: str) -> Node:
        """Parse one alternative, and note it with its first token."""
        start = self._next
        node = self._conjunction(field)
        self._branches.append((node, start))
        return node

    def _conjunction(self, field: str) -> Node:
        """Parse `a b`, up to an OR, a closing bracket or the end."""
        children = [self._maybe_not(field)]
        while self._next.kind not in {Kind.OR, Kind.CLOSE, Kind.END}:
            if self._next.kind is Kind.AND:
                self._at += 1
            children.append(self._maybe_not(field))
        if len(children) == 1:
            return children[0]
        return And(tuple(flat(children, And)))

    def _maybe_not(self, field: str) -> Node:
        """Parse one part of a conjunction; of several NOTs, each two cancel out."""
        negated = False
        while self._next.kind is Kind.NOT:
            negated = not negated
            self._at += 1
        node = self._operand(field)
        if not negated:
            return node
        return node.child if isinstance(node, Not) else Not(node)

    def _operand(self, field: str) -> Node:
        token = self._next
        self._at += 1
        match token.kind:
            case Kind.TERM:
                return self._term(token, field)
            case Kind.OPEN:
                return self._group(token, field)
            case Kind.SCOPE:
                return self._group(token, self._scope(token))
            case _:
                raise self._missing(token)

    def _missing(self, token: Token) -> QueryError:
        """Return the error for a bracket, an operator or the end in place of a term."""
        before = self._tokens[self._at - 2] if self._at > 1 else token
        is_group = before.kind in {Kind.OPEN, Kind.SCOPE}
        if is_group and token.kind is Kind.END:
            return unpaired("(", ")", self._query, before.end - 1)
        sign = token if is_group else before
        if sign.kind is Kind.END:
            return self._error(gettext("The query is empty."), sign, try_instead("diffusion"))
        message = gettext("A word is missing next to `{sign}`.", sign=sign.body)
        return SignError(message, self._query, sign.start)

    def _group(self, opening: Token, field: str) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(gettext("Groups can be nested at most {most} levels deep.", most=MAX_DEPTH), opening)
        node = self._last_group = self._alternatives(field)
        if self._next.kind is not Kind.CLOSE:
            raise unpaired("(", ")", self._query, opening.end - 1)
        self._at += 1
        self._depth -= 1
        return node

    def _scope(self, token: Token) -> str:
        """Return the name of the field in `field:(`; numbers take no brackets."""
        name = field_named(token, self._query)
        field = FIELDS[name]
        if isinstance(field, NumberField):
            raise invalid_sign("(", self._query, token.end - 1, field.example)
        return name

    def _term(self, token: Token, scope: str) -> Leaf:
        if len(self._leaves) == MAX_TERMS:
            message = gettext("A query can have at most {most} terms.", most=MAX_TERMS)
            raise self._error(message, token, gettext("Shorten the query, or split it in two."))
        name = field_named(token, self._query) if token.field else scope
        if token.field and not token.body and not token.quoted:
            raise self._nothing_after_colon(token, FIELDS[name])
        leaf = self._leaf(token, name)
        self._leaves.append((leaf, token))
        return leaf

    def _leaf(self, token: Token, name: str) -> Leaf:
        match FIELDS.get(name):
            case NumberField() as field:
                return comparison(field, token, self._query)
            case FactField() as field:
                return self._fact(field, token)
            case TextField() | None:  # None: anywhere
                return text_term(token, name, self._query)

    def _fact(self, field: FactField, token: Token) -> Fact:
        typed = " ".join(ascii_signs(token.body).split())
        try:
            value = field.parse(typed, self._catalogue)
        except ValueRefusedError as error:
            position = token.end - len(token.body) - token.quoted
            hint, *terms = error.args
            mistake = invalid_term(f"{field.name}:{typed}", self._query, position, hint)
            raise mistake.suggesting(token.start, token.end, "".join(terms)) from None
        return Fact(field=field.name, value=value.compared, canonical=f"{field.name}:{value.written}")

    def _nothing_after_colon(self, token: Token, field: Field) -> QueryError:
        """Return the error, with the words after the space (`author: Yann LeCun`) or an example as its hint."""
        following = takewhile(lambda after: after.kind is Kind.TERM and not after.field, self._tokens[self._at :])
        words = [after for after in following if after.body.isprintable()]
        words = words if isinstance(field, TextField) else words[:1]
        value = " ".join(word.body for word in words)
        if not isinstance(field, NumberField):
            value = quoted_if_needed(value)
        elif value.isdigit():
            value = f"{field.usual_operator}{value}"
        message = gettext("`{field}:` needs a value right after the colon.", field=token.field)
        error = QueryError(message, self._query, token.end, try_instead(field.example))
        if words:
            with suppress(QueryError):
                example = f"{token.field}:{value}"
                Parser(example, self._catalogue).unchecked_tree()
                error.hint = try_instead(example)
                error.suggesting(token.start, words[-1].end, example)
        return error


def field_named(token: Token, query: str) -> str:
    """Return the canonical name of a token's field. Raises QueryError for an unknown name."""
    typed = token.field.lower()
    if typed in _FIELD_BY_NAME:
        return _FIELD_BY_NAME[typed]
    if token.body.startswith("//"):
        raise nothing_to_search(token, query)
    # Perhaps a word with a colon, as in `Attention: a survey`, so a field must be more similar to be suggested
    is_text = not token.body and not token.quoted
    close = _FIELD_BY_FOREIGN_NAME.get(typed) or _FIELD_BY_NAME.get(
        close_match(typed, _FIELD_BY_NAME, 0.8 if is_text else 0.6), ""
    )
    suggestion = "" if typed in _DATE_FIELDS else close
    if typed in _DATE_FIELDS:
        hint = gettext("Queries can't contain dates. Use the `since` option of `/papers search`.")
    elif suggestion:
        hint = did_you_mean(f"{suggestion}:")
        suggestion += ":>=" if suggestion == "upvotes" and token.body.isdigit() else ":"
    else:
        # NOTE: {fields} are names that are typed, such as title: and author:
        hint = gettext("Valid fields: {fields}.", fields=listed([f"`{name}:`" for name in FIELDS]))
        suggestion = token.field if is_text else ""
    text = f"{token.field}:{token.body}"
    if not token.quoted and '"' not in text:
        hint = sentences(hint, gettext("Or search for {term}.", term=in_code(f'"{text}"')))
    error = QueryError(gettext("There is no field `{field}:`.", field=token.field), query, token.start, hint)
    raise error.suggesting(token.start, token.start + len(token.field) + 1, suggestion)
