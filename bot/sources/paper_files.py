"""Files of papers for the option `--papers` and the demo's sample, in the format of Hugging Face's lists."""

from bot.sources.huggingface.parse import Entry, parse

__all__ = ["EXPECTED_CONTENT", "Entry", "parse"]

EXPECTED_CONTENT = "a JSON array of papers as Hugging Face's API /api/daily_papers gives it"
