"""Indexes in memory beside the documents, so that no operation searches a whole table.

`indexes` keeps all of it up to date with every change; `groups` is the structure of nearly all of it.
"""
