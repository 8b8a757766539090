"""arXiv, as it announces: `source` reads the daily feed and catches up through the API by announcement day.

`family` builds it from its settings. `feed` and `api` make papers of the two kinds of body, `announcements` knows
when arXiv announces what was submitted when, `cursor` how far it was read.
"""

from bot.sources.arxiv.family import FAMILY

__all__ = ["FAMILY"]
