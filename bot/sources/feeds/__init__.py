"""Any feed: `source` asks for it if it changed, and knows which of its items are new.

`parse` tells the formats apart: `xml_feed` reads RSS 2.0, RSS 1.0 (RDF) and Atom, `json_feed` JSON Feed; both make
an `entry`, and this an `item` with its paper. `abstract` finds what is an abstract in a description. `memory` has
what was seen, `recognising` finds items in it again, and `news` is what is left.
`settings` has what a host says of a feed.
"""
