"""The files of a TinyDB store: a journal of transactions, and a snapshot of all documents.

Read `lines` first (what both files are made of), then `journal` and `snapshot`, then `storage`, which uses them
for TinyDB: `documents` that changed since the snapshot, `replay` at the start, `compaction` of a grown journal.
"""
