"""The TinyDB engine: a store in a folder, for one process.

`store` opens it and has the class with all operations. Its parts `core` and `outbox` look things up in `tables` of
domain objects, which are kept by `files` on disk and found by `indexes` in memory.
"""
