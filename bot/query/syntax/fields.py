"""The fields that a query can name, under all their names."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from bot.query.analysis.paper_view import LINK_NAMES, TEXT_FIELDS, plain_name
from bot.query.errors import QueryError
from bot.query.syntax.characters import ascii_signs
from bot.query.syntax.comparisons import SIGNALS, heat
from bot.query.syntax.tree import Fact, Leaf

if TYPE_CHECKING:
    from bot.query.syntax.lexer import Token

_NAMES = {name: name for name in (*TEXT_FIELDS, "cat", "source", "has", *SIGNALS)} | {
    "authors": "author",
    "by": "author",
    "au": "author",
    "ti": "title",
    "abs": "abstract",
    "organization": "org",
    "organisation": "org",
    "institution": "org",
    "affiliation": "org",
    "category": "cat",
    "categories": "cat",
    "keywords": "keyword",
    "upvote": "upvotes",
    "votes": "upvotes",
    "likes": "upvotes",
    "comment": "comments",
    "star": "stars",
}
_MEANT = {"is": "has", "min_upvotes": "upvotes", "points": "upvotes", "score": "upvotes"}  # elsewhere
_SOURCES = {"hf": "huggingface"}
_CATEGORY = re.compile(r"[a-z][a-z-]*(\.([a-z-]+|\*))?", re.IGNORECASE)


def field_named(token: Token, query: str) -> str:
    """The field of a token. Raises QueryError for a name that no field has."""
    name = _NAMES.get(token.field.lower())
    if name:
        return name
    if token.body.startswith("//"):
        hint = "Write a word from the title, or /papers show with the address."
        raise QueryError("Addresses are not searched.", query=query, position=token.start, hint=hint)
    close = difflib.get_close_matches(token.field.lower(), _NAMES, n=1, cutoff=0.6)
    meant = _MEANT.get(token.field.lower()) or (_NAMES[close[0]] if close else "")
    hint = f"Did you mean `{meant}:`? " if meant else ""
    colon = f"{token.field}:{token.body}".rstrip('"')
    raise QueryError(
        f"There is no field `{token.field}:`.",
        query=query,
        position=token.start,
        hint=f'{hint}To search for the text, put it in quotation marks: "{colon}"',
    )


def special(field: str, token: Token, query: str) -> Leaf | None:
    """A term of a field that is not text; None for text fields. Raises QueryError."""
    if field in SIGNALS:
        return heat(field, token, query)
    if field == "has":
        return _has(token, query)
    if field == "cat":
        return _category(token, query)
    if field == "source":
        return _source(token, query)
    return None


def _value(token: Token, example: str, query: str) -> str:
    body = ascii_signs(token.body).strip()
    if not body:
        raise QueryError(
            f"`{example.partition(':')[0]}:` needs something right after the colon.",
            query=query,
            position=token.end,
            hint=f"Try {example}",
        )
    return body


def _has(token: Token, query: str) -> Fact:
    value = _value(token, "has:code", query).lower()
    if value not in LINK_NAMES:
        close = difflib.get_close_matches(value, LINK_NAMES, n=1)
        raise QueryError(
            f"`has:` does not know `{value}`.",
            query=query,
            position=token.end - len(token.body) - token.quoted,
            hint=f"Did you mean has:{close[0]}?" if close else "Write has:code, has:project or has:video.",
        )
    return Fact(field="has", value=value, shown=f"has:{value}")


def _category(token: Token, query: str) -> Fact:
    value = _value(token, "cat:cs.CV", query)
    if not _CATEGORY.fullmatch(value):
        raise QueryError(
            f"`{value}` is not an arXiv category.",
            query=query,
            position=token.end - len(token.body) - token.quoted,
            hint="Write cat:cs.CV for one category, or cat:cs.* for all of an archive.",
        )
    key = value.casefold()
    return Fact(field="cat", value=key if "." in key else f"{key}.*", shown=f"cat:{value}")


def _source(token: Token, query: str) -> Fact:
    value = plain_name(_value(token, "source:huggingface", query))
    value = _SOURCES.get(value, value)
    if not value:
        raise QueryError(
            "`source:` needs the name of a source.",
            query=query,
            position=token.end - len(token.body) - token.quoted,
            hint="Try source:huggingface",
        )
    if value not in _SOURCES.values() and (close := difflib.get_close_matches(value, _SOURCES.values(), n=1)):
        raise QueryError(
            f"There is no source `{value}`.",
            query=query,
            position=token.end - len(token.body) - token.quoted,
            hint=f"Did you mean source:{close[0]}?",
        )
    return Fact(field="source", value=value, shown=f"source:{value}")
