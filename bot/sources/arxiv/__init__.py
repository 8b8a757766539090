"""arXiv, as it announces: `source` reads the daily feed and catches up through the API by announcement day.

`settings` has what a host chooses, and builds it. `parse` makes papers of both kinds of body, and knows when arXiv
announces what was submitted when.
"""
