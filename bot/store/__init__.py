"""Durable state: the engines behind `bot.domain.ports.Store`.

`opening` goes from a URL to an open store by its table of engines; `engine` is what each engine offers, `rules`
what holds for all of them. `tinydb` has its stores in folders and `postgres` in databases, both as the documents
of `codec`; `transfer` moves everything from one store to another.
"""
