"""Texts as what queries compare: words, whose keys are alike wherever they mean the same. Pure; knows no papers.

From the raw characters on: `normalize`, `phrases`, `word_keys` (British and American spellings as one), `words` (a
chunk of text in two forms), `document` (a whole text), `requirements` (what a term asks of one).
`topics` are what texts say, and how common that is. What was read by hand is in `tables`.
"""
