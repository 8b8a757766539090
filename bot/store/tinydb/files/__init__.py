"""The files of a TinyDB store: a journal of transactions, and a snapshot of all documents.

Read `lines` first (what both files are made of), then `journal` and `snapshot`, then `storage`, which uses them
for TinyDB: `documents` in memory, `replay` at the start, and `compaction` of a grown journal.
"""
