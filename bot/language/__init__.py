"""Translate every sentence that people read: start with `translating`.

A message is a whole sentence in English with named placeholders, `gettext("{query} is paused.", query=…)`. Its
translations are in `locale/<language>/LC_MESSAGES/paperboy.po`. `languages` is the table of languages, `current`
has the current one, `formats` writes numbers, days and lists. See docs/translating.md.
"""
