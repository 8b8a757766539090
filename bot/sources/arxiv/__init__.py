"""arXiv by announcement day: `source` fetches the daily feed, and catches up missed days through the API.

`parse` turns both kinds of body into papers and knows arXiv's announcement schedule. `settings` has its settings
and builds it.
"""
