"""The TinyDB engine: a store in a folder, for one process.

`engine` opens it, `store` is the class that does all of it. Its parts, one for each port, share what `core` holds:
tables of domain objects (`table`) over the files (`files`), and indexes in memory (`indexes`).
"""
