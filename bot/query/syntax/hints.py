"""What a query may do that its writer does not expect."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.query.syntax.lexer import Kind
from bot.query.syntax.tree import Comparison, Fact, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.query.syntax.lexer import Token
    from bot.query.syntax.tree import Node

_NO_CATEGORIES = (
    "Hugging Face gives no categories: cat: finds nothing among its papers. Use a word such as diffusion instead."
)


def warnings_for(tree: Node, tokens: Sequence[Token]) -> tuple[str, ...]:
    """Sentences for the one who typed the query, each once."""
    return tuple(dict.fromkeys([*_from_tree(tree), *_from_tokens(tokens)]))


def _from_tree(tree: Node) -> Iterator[str]:
    for leaf, _ in leaves(tree):
        if isinstance(leaf, Fact) and leaf.field == "cat":
            yield _NO_CATEGORIES
        if isinstance(leaf, Comparison) and leaf.signal == "rank":
            yield "The rank is unknown until 6 hours after a list opened; until then rank: finds nothing."


def _from_tokens(tokens: Sequence[Token]) -> Iterator[str]:
    for token, after in pairwise(tokens):
        if token.kind is not Kind.TERM:
            continue
        if token.body in {"or", "and", "not"} and not token.quoted:
            yield f"`{token.body}` is read as a word; the operator is written {token.body.upper()}."
        if token.quoted and re.search(r"\w\*+\s*\w", token.body):
            yield 'Inside quotation marks a * is read at the end only, as in "learning rate schedul*".'
        if re.fullmatch(r"[0-9]+", token.body) and token.field.lower() in {"upvotes", "comments", "stars"}:
            name = token.field.lower()
            yield f"{name}:{token.body} means exactly {token.body}; for at least, write {name}:>={token.body}."
        name_goes_on = after.kind is Kind.TERM and not after.field and not token.quoted
        if token.field.lower() in {"author", "authors", "by"} and name_goes_on:
            yield f'Only `{token.body}` is searched among authors; for a full name write author:"{token.body} …".'
