"""Warnings: what a query does that its writer may not expect."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.query.fields import FIELDS, NUMBER_FIELDS, TEXT_FIELDS
from bot.query.syntax.lexer import Kind
from bot.query.syntax.tree import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.query.syntax.lexer import Token
    from bot.query.syntax.tree import Node

_AT_LEAST = frozenset(field.name for field in NUMBER_FIELDS.values() if field.more_is_better)
# Not arXiv's own short name: those who write it know that a full name needs quotation marks there, too.
_PEOPLE = {
    name: field for field in TEXT_FIELDS.values() if field.of_people for name in (field.name, *field.aliases)
}


def warnings_for(tree: Node, tokens: Sequence[Token]) -> tuple[str, ...]:
    """Sentences for the one who typed the query, each once."""
    return tuple(dict.fromkeys([*_from_tree(tree), *_from_tokens(tokens)]))


def _from_tree(tree: Node) -> Iterator[str]:
    for leaf, _ in leaves(tree):
        field = FIELDS.get(leaf.field)
        if field and field.caution:
            yield field.caution


def _from_tokens(tokens: Sequence[Token]) -> Iterator[str]:
    for token, after in pairwise(tokens):
        if token.kind is not Kind.TERM:
            continue
        if token.body in {"or", "and", "not"} and not token.quoted:
            yield f"`{token.body}` is read as a word; the operator is written {token.body.upper()}."
        if token.quoted and re.search(r"\w\*+\s*\w", token.body):
            yield 'Inside quotation marks a * is read at the end only, as in "learning rate schedul*".'
        name = token.field.lower()
        if name in _AT_LEAST and re.fullmatch(r"[0-9]+", token.body):
            yield f"{name}:{token.body} means exactly {token.body}; for at least, write {name}:>={token.body}."
        people = _PEOPLE.get(name)
        if people and not token.quoted and after.kind is Kind.TERM and not after.field:
            full = f'{people.name}:"{token.body} …"'
            yield f"Only `{token.body}` is searched among {people.label}; for a full name write {full}."
