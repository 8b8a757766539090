"""The store's verbs that write, the same for every engine.

Each asks a `transaction` for what is there, decides by the pure functions of `bot.store.rules` and
`revision`, and hands over what is to be written. An engine adds its transaction and what only it can read.
"""
