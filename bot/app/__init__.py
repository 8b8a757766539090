"""Composition: the parts of Paperboy put together for the commands.

`run` is `paperboy run`: it opens the store and lets `replicas` run an `application` (every part, built once)
for each shard, with its `background` loops. `check`, `poll_preview`, `outbox` and `store_admin` are
other commands, `monitoring/` says how the process is. Sources are built by `bot.sources.catalogue`.
"""
