"""The query language: `parse` what people type, match papers with it, and say why."""

from bot.query.errors import QueryError
from bot.query.explain import Excerpt, Explanation, TermReport, explain
from bot.query.index import QueryIndex
from bot.query.paper_cache import PaperCache
from bot.query.query import Query, parse, with_min_upvotes
from bot.query.rewrite import relaxed
from bot.query.spans import spans

__all__ = [
    "Excerpt",
    "Explanation",
    "PaperCache",
    "Query",
    "QueryError",
    "QueryIndex",
    "TermReport",
    "explain",
    "parse",
    "relaxed",
    "spans",
    "with_min_upvotes",
]
