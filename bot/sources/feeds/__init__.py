"""Any feed: `source` asks for it if it changed, and knows which of its items are new.

`parse` tells the formats apart: `xml_feed` reads RSS 2.0, RSS 1.0 (RDF) and Atom, `json_feed` JSON Feed; both make
an `entry`, and this a paper. `abstract` finds what is an abstract in a description. `memory` is what was seen.
"""

from bot.sources.feeds.family import FAMILY

__all__ = ["FAMILY"]
