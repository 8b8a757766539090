"""Hugging Face Daily Papers: `source` reads a list day, page by page; `parse` makes papers of a page.

`family` builds it from its settings. `repeated_lists` notices when one day's list is given for another's.
"""

from bot.sources.huggingface.family import FAMILY

__all__ = ["FAMILY"]
