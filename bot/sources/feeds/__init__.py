"""Any feed: `source` asks for it if it changed, and knows which of its items are new.

`parse` tells the formats apart and makes an `item` of each entry, with its paper. `abstract` finds what is an
abstract in a description. `memory` has what was seen, and `news` finds items in it again and gives what is left.
`settings` has what a host says of a feed.
"""
