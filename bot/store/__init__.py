"""Durable state: the engines behind `bot.domain.ports.Store`.

`opening` opens the store that a URL names, `engine` is the interface of an engine, and `rules` holds for all of
them. `entries` has the kinds of what is stored. `tinydb` keeps a store in a folder and `postgres` in a database,
both as the documents of `codec`. `operations` has the writing operations that both share; `transfer` copies one
store to another.
"""
