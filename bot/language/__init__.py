"""Sentences for people, in their language: read `translating`, which every sentence goes through.

A sentence is a whole message in English with named places, `gettext("{channel} hears {query}.", channel=…, …)`.
Its translations stand in `locale/<language>/LC_MESSAGES/paperboy.po`. `languages` is the table of languages,
`current` says which one is spoken now, `formats` writes numbers, days and lists. See docs/translating.md.
"""
