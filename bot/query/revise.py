"""A query made stricter: without a word, or with a higher bar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.query.common import share
from bot.query.language import parse
from bot.query.nodes import And, Heat
from bot.query.places import spans

if TYPE_CHECKING:
    from bot.query.language import Query
    from bot.query.nodes import Node

_UPVOTES = "upvotes"
_WORD = re.compile(r"[^\W\d_][\w+#]*(?:-[\w+#]+)*")
_SHORTEST = 3
_EVERYWHERE = 0.25  # the share of papers from which on a word says nothing about any of them
_PLAIN = re.compile(r"[\w+#-]+")


def without(query: Query, words: str) -> Query:
    """The query, and not these words (a phrase when there are several). Raises QueryError."""
    text = " ".join(words.replace('"', " ").split())
    excluded = text if _PLAIN.fullmatch(text) and not text.startswith("-") else f'"{text}"'
    return parse(f"({query.canonical}) -{excluded}")


def raised(query: Query, least: int) -> Query:
    """The query with a bar of at least so many upvotes, in place of a lower one. Raises QueryError."""
    kept = [str(node) for node in _parts(query.tree) if not _is_lower(node, least)]
    rest = " ".join(f"({part})" for part in kept)
    return parse(f"{rest} {_UPVOTES}:>={least}".strip())


def upvotes_bar(query: Query) -> int:
    """The upvotes that every match has at least; 0 without such a rule."""
    bars = (node.low for node in _parts(query.tree) if isinstance(node, Heat) and node.signal == _UPVOTES)
    return max((bar for bar in bars if bar is not None), default=0)


def telling_words(query: Query, text: str) -> list[str]:
    """The words of a raw text that say what it is about and are not what the query found, in order, each once."""
    matched = spans(query, text)
    words: dict[str, str] = {}
    for found in _WORD.finditer(text):
        outside = all(found.end() <= start or end <= found.start() for start, end in matched)
        word = found[0]
        if outside and len(word) >= _SHORTEST and share(word.casefold()) < _EVERYWHERE:
            words.setdefault(word.casefold(), word)
    return list(words.values())


def _parts(tree: Node) -> tuple[Node, ...]:
    """What must all hold."""
    return tree.children if isinstance(tree, And) else (tree,)


def _is_lower(node: Node, least: int) -> bool:
    if not isinstance(node, Heat) or node.signal != _UPVOTES:
        return False
    return node.high is None and node.low is not None and node.low <= least
