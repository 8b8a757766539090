"""Composition: build the parts of Paperboy and run them for each command.

`run` is `paperboy run`: it opens the store and lets `replicas` run an `application` (every part, built once) for
each shard, with its `background` loops. `check`, `outbox` and `store_admin` are other commands, which reach a
running process through `control`. `monitoring/` reports the state of the process, `web/` serves feeds and pages of
mails. Sources are built by `bot.sources.catalogue`.
"""
