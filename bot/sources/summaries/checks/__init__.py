"""Pure checks of a model's text, which `judging` applies in turn.

`wording` checks language, excuses, advertisements and instructions; `facts` checks names and numbers. Their words
are in `tables.json`, those of a language in `words/TAG.json`; `tables` loads them for the first answer.
"""
