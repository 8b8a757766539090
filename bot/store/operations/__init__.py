"""The writing operations of the store, shared by every engine.

Each reads from a `transaction`, decides with the pure functions of `rules` and `changed_subscription`, and writes
the changes. An engine adds its transaction, and the lookups that only it can do.
"""
