"""The writing operations of the store, shared by every engine.

Each reads from a `transaction`, decides with the pure functions of `bot.store.rules` and `revision`, and writes
the changes. An engine adds its transaction, and the lookups that only it can do.
"""
