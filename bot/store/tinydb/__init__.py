"""The TinyDB engine: a store in a folder, for one process.

`store` opens it, with a class that does all of it. It is made of `core`, which looks things up, and
`outbox`, over `tables` of domain objects over the `files`, and `indexes` in memory.
"""
