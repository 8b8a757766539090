"""bioRxiv and medRxiv, two servers behind one API: `source` reads by day, page by page.

`parse` makes preprints of a page, `family` builds them from their settings, `cursor` says how far one was read.
"""

from bot.sources.biorxiv.family import FAMILY

__all__ = ["FAMILY"]
