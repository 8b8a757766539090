"""Search in past papers: an index of all stored papers in one SQLite file, derived from the store.

It never decides what is posted, and is rebuilt from the store if it is missing, stale or damaged. Read `documents`
first (a paper as rows), then `expressions` (a query as FTS5 and SQL), `index_file` (the tables), `index_writer`
and `index_reader`. `index_updates` follows the store, `past_papers` implements the port.
"""
