"""Composition: build the parts of Paperboy and run them for each command.

`run` is `paperboy run`: it opens the store and lets `replicas` run an `application` (every part, built once) for
each shard, with its `background` loops. `check`, `poll_preview`, `outbox` and `store_admin` are other commands;
`monitoring/` reports the state of the process. Sources are built by `bot.sources.catalogue`.
"""
