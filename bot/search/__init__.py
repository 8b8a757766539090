"""Past papers: a derived index of all that is stored, in one SQLite file, which answers what looks back.

It never decides what is posted, and is made again from the store whenever it is missing, stale or damaged. Read
`documents` first (what is kept of a paper), then `expressions` (a query as FTS5 and SQL), `opening` (the tables),
`writing` and `reading`.
"""
