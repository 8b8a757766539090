"""The keys of advisory locks. They are the database's, so each Paperboy needs a database of its own."""

from __future__ import annotations

from typing import Final

_PAPERBOY: Final = 0x70617065  # "pape" in ASCII, so that other programs' locks do not meet ours

MIGRATION: Final = (_PAPERBOY, 0)
STARTING: Final = (_PAPERBOY, 1)  # held while a replica connects a shard to Discord
MEMBERS: Final = _PAPERBOY + 1  # with the number of shards: shared by all replicas
SHARDS: Final = _PAPERBOY + 2  # with the id of a shard
