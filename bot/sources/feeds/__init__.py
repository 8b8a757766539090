"""RSS, Atom and JSON feeds: `source` polls a feed and announces its new items.

`parse` turns any format into entries, `item` makes a paper of each, and `abstract` finds the abstract in a
description. `memory` stores which items were seen; `news` compares a new answer with it.
"""
