"""The files of a TinyDB store: a journal of transactions beside a snapshot of all documents.

Read `lines` first (what both files are made of), then `journal` and `snapshot`, and how `storage` ties them
together for TinyDB: `documents` in memory, `replay` at the start and `compaction` of a grown journal.
"""
