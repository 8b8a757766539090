"""Papers in a file: the shape that `--papers` takes and that the demo's sample has."""

from bot.sources.huggingface.parse import Entry, parse

__all__ = ["SHAPE", "Entry", "parse"]

SHAPE = "a JSON array of papers as Hugging Face's API /api/daily_papers gives it"
