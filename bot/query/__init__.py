"""The query language: `parse` what people type, match papers with it, and explain the result.

Start with `fields`, the table of what can be asked for, and `query`. `syntax` reads what was typed, `analysis`
reads texts, and a `paper_view` joins the two: a query holds for it or not. `plan` and `index` find the matches of
very many queries at once (those of one query among many papers, `bot.search` finds). `explain` and
`rewriting` are about why, `advice` warns.
"""

from bot.query.errors import QueryError
from bot.query.explain import Excerpt, Explanation, TermReport, explain, spans, spans_of_stored
from bot.query.index import QueryIndex
from bot.query.query import Query, for_all, meaning, parse, with_min_upvotes
from bot.query.rewriting.rewrite import relaxed

__all__ = [
    "Excerpt",
    "Explanation",
    "Query",
    "QueryError",
    "QueryIndex",
    "TermReport",
    "explain",
    "for_all",
    "meaning",
    "parse",
    "relaxed",
    "spans",
    "spans_of_stored",
    "with_min_upvotes",
]
