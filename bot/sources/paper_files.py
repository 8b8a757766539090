"""Files of papers, as the option `--papers` and the demo's sample use them."""

from bot.sources.huggingface.parse import Entry, parse

__all__ = ["EXPECTED_CONTENT", "Entry", "parse"]

EXPECTED_CONTENT = "a JSON array of papers as Hugging Face's API /api/daily_papers gives it"
