"""The TinyDB engine: a store in a folder, for one process.

`store` opens it, with a class that does all of it. Its parts (`lookups`, `outbox`, `whole`) share what `core`
holds: `tables` of domain objects over the `files`, and `indexes` in memory.
"""
