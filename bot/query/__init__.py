"""The query language: parse what people type, match papers with it, and explain the result.

Start with `fields`, the table of searchable fields, and `query`. `syntax` parses queries, `analysis` turns texts
into comparable keys, and a `paper_view` joins the two: a query matches it or not. `plan` and `index` match a paper
with very many queries at once; `bot.search` matches one query with many papers. `explain` says why a paper
matches, `rewriting` makes looser and stricter queries of a query, `advice` warns about surprising ones.
"""

from bot.query.errors import QueryError
from bot.query.explain import Excerpt, TermReport, explain, spans, spans_of_stored
from bot.query.index.query_index import QueryIndex
from bot.query.query import Query, meaning, parse, with_limits_for_all
from bot.query.rewriting.rewrite import relaxed

__all__ = [
    "Excerpt",
    "Query",
    "QueryError",
    "QueryIndex",
    "TermReport",
    "explain",
    "meaning",
    "parse",
    "relaxed",
    "spans",
    "spans_of_stored",
    "with_limits_for_all",
]
