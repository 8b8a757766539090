"""The store's verbs that write, the same for every engine.

Each reads from a `transaction`, decides by the pure functions of `bot.store.rules` and `revision`, and hands the
changes to it. An engine adds its transaction, and the reads that only it can do.
"""
